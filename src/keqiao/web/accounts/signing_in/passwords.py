"""Rules for passwords, and writing them. What each rule says is printed on the page before anybody types."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import ApiToken, PasswordUsed, User

REMEMBERED = 5
"""The present password and the four before it may not be chosen again."""
LOOKALIKES = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "l", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"}
)
TAIL = re.compile(r"[\W\d_]+$")


class LongEnough(MinimumLengthValidator):
    """Django's rule of length, in the words of this page."""

    def get_error_message(self) -> str:
        """What is wrong with a shorter one."""
        return ngettext(
            "This password is too short: it has to have at least %(least)s character.",
            "This password is too short: it has to have at least %(least)s characters.",
            self.min_length,
        ) % {"least": self.min_length}

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It has at least %(least)s characters.") % {"least": self.min_length}


class NotPersonal(UserAttributeSimilarityValidator):
    """Django's rule against passwords like the person's data, in the words of this page."""

    def get_error_message(self) -> str:
        """What is wrong; Django fills in which of the data."""
        return _("This password resembles the %(verbose_name)s too much.")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It does not resemble your name, user name or e-mail address.")


class KindsOfCharacters:
    """At least three of: capital letters, small letters, digits, other characters (Chinese ones and blanks among them).

    GB/T 22239-2019 8.1.4.1 asks for complexity without saying which; three of four is what classified-protection
    assessments look for.
    """

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: Actor | None = None) -> None:
        """Raise ValidationError when there are fewer kinds."""
        kinds = {
            "upper"
            if "A" <= sign <= "Z"
            else "lower"
            if "a" <= sign <= "z"
            else "digit"
            if sign.isdigit()
            else "other"
            for sign in password
        }
        if len(kinds) < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_few_kinds")

    def get_help_text(self) -> str:
        """The rule in words."""
        return ngettext(
            "It uses at least %(least)s of: capital letters, small letters, digits, other characters.",
            "It uses at least %(least)s of: capital letters, small letters, digits, other characters.",
            self.least,
        ) % {"least": self.least}


class NotTheName:
    """The user name may not be part of the password, forwards or backwards (names of four characters and more)."""

    def validate(self, password: str, user: Actor | None = None) -> None:
        """Raise ValidationError when it is."""
        name = _plain(str(getattr(user, "username", "") or ""))
        if len(name) >= 4 and (name in _plain(password) or name[::-1] in _plain(password)):
            raise ValidationError(self.get_help_text(), code="password_has_name")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It does not contain your user name, forwards or backwards.")


def _plain(text: str) -> str:
    """Letters and digits only, all small: “Zhang_Wei” is “zhangwei”."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


class NotCommon(CommonPasswordValidator):
    """None of the 20 000 most common passwords (Django's list), nor one dressed up: “P@ssw0rd2024!” is “password”."""

    def get_error_message(self) -> str:
        """What is wrong with a word of the list."""
        return _("This password is among the most common ones and is guessed first.")

    def validate(self, password: str, user: Actor | None = None) -> None:
        """Raise ValidationError for a common word also with signs for letters and figures at its end."""
        super().validate(password, user)
        plain = TAIL.sub("", password.lower().strip())
        for word in {
            plain,
            plain.translate(LOOKALIKES),
            TAIL.sub("", password.lower().translate(LOOKALIKES)),
        }:
            if len(word) >= 4 and word in self.passwords:
                raise ValidationError(
                    _("This is a common password with a few signs changed."), code="password_dressed"
                )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It is no common password, also not with a few signs changed (such as P@ssw0rd2024).")


class NotUsedBefore:
    """Not one of the last five passwords of the user, the present one included."""

    def validate(self, password: str, user: Actor | None = None) -> None:
        """Raise ValidationError when it was used."""
        if user is None or getattr(user, "pk", None) is None:
            return
        hashes = [user.password, *user.passwords_used.values_list("hash", flat=True)[: REMEMBERED - 1]]
        if any(is_password_usable(kept) and check_password(password, kept) for kept in hashes if kept):
            raise ValidationError(self.get_help_text(), code="password_used")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("It is none of your last %(count)s passwords.") % {"count": REMEMBERED}


def rules() -> list[str]:
    """All rules in words, in the reader's language, as the page prints them."""
    from django.contrib.auth.password_validation import password_validators_help_texts

    said = password_validators_help_texts()
    if settings.PASSWORD_DAYS:
        said.append(
            ngettext(
                "It is changed after %(days)s day at the latest.",
                "It is changed after %(days)s days at the latest.",
                settings.PASSWORD_DAYS,
            )
            % {"days": settings.PASSWORD_DAYS}
        )
    return said


def is_expired(user: User) -> bool:
    """Whether the password is older than KEQIAO_PASSWORD_DAYS.

    An account that never had its password changed has no date: it was made by the demonstration, or by an
    administrator and then ``must_change_password`` holds.
    """
    changed = user.password_changed_at
    if not settings.PASSWORD_DAYS or changed is None:
        return False
    age = timezone.now() - changed
    # A date to come was written under a wrong clock and says nothing of the age.
    return age > timedelta(days=settings.PASSWORD_DAYS) or age < -timedelta(days=1)


def reason_to_change(user: User) -> str:
    """Why the user must choose a new password before anything else; empty when there is no need."""
    if user.must_change_password:
        return _("Your password was set by somebody else. Choose one of your own before you go on.")
    if is_expired(user):
        return ngettext(
            "Your password is older than %(days)s day. Choose a new one before you go on.",
            "Your password is older than %(days)s days. Choose a new one before you go on.",
            settings.PASSWORD_DAYS,
        ) % {"days": settings.PASSWORD_DAYS}
    return ""


def store(user: User, password: str, *, own: bool) -> int:
    """Give a user a password that has been checked by ``validate_password``, and remember the former one.

    ``own``: the user chose it; otherwise the user has to choose another at the next sign-in. The user's API tokens are
    revoked; how many is returned. The caller ends sessions and writes the audit log.
    """
    now = timezone.now()
    with transaction.atomic():
        if user.password and is_password_usable(user.password):
            PasswordUsed.objects.create(user=user, hash=user.password, used_at=now)
        kept = list(user.passwords_used.values_list("pk", flat=True)[: REMEMBERED - 1])
        user.passwords_used.exclude(pk__in=kept).delete()
        user.set_password(password)
        user.password_changed_at = now
        user.must_change_password = not own
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
