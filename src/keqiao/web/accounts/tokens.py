"""Keys with which programs act for a user: some of the user's rights, for a time, taken back at once.

A key is ``kq_<prefix>_<secret>``. It is shown once; kept are its prefix (to find the row) and its SHA-256 (the secret
has 256 random bits, so a quick digest is enough).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import ApiToken, Factor, Role, User
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import in_words
from keqiao.web.accounts.signing_in import factors, passwords
from keqiao.web.accounts.witness import record
from keqiao.web.site.punctuation import listed

LONGEST_DAYS = 365
MOST = 20
"""Usable tokens that one user may have."""
SEEN_AGAIN = timedelta(minutes=1)
"""How often the last use is written down at most."""
KEY = re.compile(r"kq_([0-9a-f]{8})_([0-9A-Za-z_-]{43})")
WRONG_CLOCK = timedelta(minutes=10)
"""A token that was made later than this from now was made under a clock that ran ahead."""
NEVER = ("accounts.users", "accounts.roles")
"""Rights that no program gets: an administrator acts in person, with the second factor."""


class TokenRefused(PermissionDenied):
    """A key that opens nothing; the message says why, ``token`` is the token where the whole key is one's."""

    def __init__(self, reason: str, token: ApiToken | None = None) -> None:
        self.token = token
        super().__init__(reason)


def available_rights(user: User) -> list[str]:
    """The rights that ``user`` may pass on to a program, in the order of the list of rights."""
    return [right for right in RIGHTS if user.has_right(right) and right not in NEVER]


@transaction.atomic
def create(user: User, name: str, rights: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token of ``user`` for ``days`` days and return it with its key, which is shown once.

    Raises ValidationError by field: no name, no rights, a right the user does not have or that no program gets, days
    outside 1 … 365, too many tokens. A program that acts by a token makes no tokens (PermissionDenied).
    """
    if user.only_rights is not None:
        raise PermissionDenied(_("A program that acts by a token cannot make tokens."))
    wanted = set(rights)
    allowed = available_rights(user)
    if not wanted:
        raise ValidationError({"rights": _("Choose at least one right.")})
    beyond = wanted - set(allowed)
    if beyond:
        names = in_words(beyond) or listed(sorted(beyond))[:200]
        raise ValidationError({"rights": _("You cannot pass on: %(rights)s.") % {"rights": names}})
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("Between 1 and %(most)d days.") % {"most": LONGEST_DAYS}})
    now = timezone.now()
    if user.api_tokens.filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise ValidationError(_("You have %(most)d tokens already; revoke one first.") % {"most": MOST})
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = f"kq_{prefix}_{secret}"
    token = ApiToken(
        user=user,
        name=name.strip(),
        prefix=prefix,
        digest=_digest(key),
        password_mark=user.get_session_auth_hash(),
        rights=[right for right in allowed if right in wanted],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    detail = {"rights": token.rights, "expires_at": token.expires_at}
    record(user, "accounts.create_token", target=token, detail=detail)
    return token, key


@transaction.atomic
def revoke(actor: Actor, token: ApiToken) -> None:
    """Take a token back at once: its user, or who has accounts.roles. Raises PermissionDenied, ValidationError."""
    if actor.pk != token.user_id:
        require(actor, "accounts.roles")
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        raise ValidationError(_("This token is revoked already."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(actor, "accounts.revoke_token", target=token, detail={"user": token.user.username})


def revoke_beyond(user: User) -> int:
    """After a user has lost roles: revoke the tokens that hold a right the user has no longer; how many.

    The caller has checked who acts and writes the audit log.
    """
    user.refresh_rights()
    beyond = [
        token.pk
        for token in ApiToken.objects.filter(user=user, revoked_at=None)
        if not all(user.has_right(right) for right in token.rights)
    ]
    return ApiToken.objects.filter(pk__in=beyond).update(revoked_at=timezone.now())


def visible_to(user: Actor) -> QuerySet[ApiToken]:
    """The own tokens; all of them for the security administrator."""
    tokens = ApiToken.objects.select_related("user", "user__unit")
    return tokens.filter(ApiToken.visibility.condition(ApiToken, user))


def examine(key: str) -> ApiToken:
    """The token of ``key``.

    Raises TokenRefused with the reason: unknown, revoked, expired, account switched off, another password since, made
    under a wrong clock, or a duty of the user (to change the password, to set up a second factor) that comes first.
    """
    match = KEY.fullmatch(key)
    digest = _digest(key)
    owner = None
    factor_due = Exists(Role.objects.filter(users=OuterRef("user"), mfa_required=True)) & ~Exists(
        Factor.objects.filter(user=OuterRef("user"))
    )
    rows = ApiToken.objects.select_related("user", "user__unit").annotate(factor_due=factor_due)
    for token in rows.filter(prefix=match[1]) if match else ():
        # Every row of the prefix is compared, each in constant time: how long it takes tells nothing of the secret.
        if constant_time_compare(token.digest, digest):
            owner = token
    if owner is None:
        raise TokenRefused(_("This token is not known."))
    if owner.revoked_at is not None:
        raise TokenRefused(_("This token was revoked on %(day)s.") % {"day": _day(owner.revoked_at)}, owner)
    if timezone.now() >= owner.expires_at:
        raise TokenRefused(_("This token expired on %(day)s.") % {"day": _day(owner.expires_at)}, owner)
    if not owner.user.is_active:
        raise TokenRefused(_("This account is switched off."), owner)
    if owner.password_mark and not _is_of_present_password(owner):
        raise TokenRefused(
            _("The password of this account has been changed since the token was made."), owner
        )
    if owner.created_at > timezone.now() + WRONG_CLOCK:
        raise TokenRefused(_("This token was made under a wrong clock."), owner)
    if due := passwords.reason_to_change(owner.user) or (
        owner.factor_due and factors.reason_to_set_up(owner.user)
    ):
        raise TokenRefused(due, owner)
    return owner


def _is_of_present_password(token: ApiToken) -> bool:
    """Whether the password is still that under which the token was made (also after a change of SECRET_KEY)."""
    present = [token.user.get_session_auth_hash(), *token.user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(token.password_mark, mark) for mark in present)


def authenticate(key: str) -> ApiToken | None:
    """The usable token of ``key``, its last use written down (at most once a minute); None when it opens nothing.

    The program acts as :func:`acting_user` of the token. :func:`examine` says why a key is refused.
    """
    try:
        return used(key)
    except TokenRefused:
        return None


def used(key: str) -> ApiToken:
    """The same as :func:`authenticate`. Raises TokenRefused with the reason."""
    token = examine(key)
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_AGAIN)
    if ApiToken.objects.filter(stale, pk=token.pk).exists():
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def acting_user(token: ApiToken) -> User:
    """The user of a token with the token's rights only (and never more than the user has now)."""
    return token.user.narrowed_to(set(token.rights) - set(NEVER))


def _digest(key: str) -> str:
    """SHA-256 of the key, as hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _day(at: datetime) -> str:
    """A moment as a day here."""
    return timezone.localdate(at).isoformat()
