"""The forms of signing in, dressed as the other forms of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.signing_in import factors, locks
from keqiao.web.accounts.witness import record

LONGEST_NAME = 150


def _dress(form: forms.BaseForm) -> None:
    """Give every field the class of the style sheet; a refused one is marked and named to screen readers by Django."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"


class SignInForm(AuthenticationForm):
    """User name and password. While the name is locked here, nothing is tried."""

    refusal: locks.SignInRefusal | None = None
    request: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django tells only the browser how long a name may be; what counts failures has a column of that length.
        self.fields["username"].validators.append(MaxLengthValidator(LONGEST_NAME))
        _dress(self)

    def clean(self) -> dict[str, Any]:
        """Refuse while a lock or a delay holds, and say for how long; else ask for the password."""
        name = self.cleaned_data.get("username")
        if name is not None and self.cleaned_data.get("password"):
            self.refusal = locks.refusal(self.request, name)
            if self.refusal:
                raise ValidationError(self.refusal.text, code="locked")
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        """One sentence for every reason; after the failure that locks, the lock."""
        refusal = locks.refusal(self.request, self.cleaned_data.get("username", ""))
        if refusal and (refusal.locked or refusal.slowed):
            return ValidationError(refusal.text, code="locked")
        return ValidationError(
            _("User name or password is wrong. Mind capital and small letters."), code="invalid_login"
        )


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice. Wrong old passwords are counted as failures to sign in."""

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        _dress(self)
        self.fields["new_password1"].help_text = ""  # (the page prints the rules before the form)

    def clean_old_password(self) -> str:
        """Ask for the present password, as often as locks allow."""
        confirm_password(self.request, self.user, self.cleaned_data.get("old_password", ""))
        return str(self.cleaned_data["old_password"])


def confirm_password(request: Any, user: Actor, password: str) -> None:
    """Raise ValidationError unless this is the user's password, or while a lock or delay holds."""
    refusal = locks.refusal(request, user.get_username())
    if refusal:
        raise ValidationError(refusal.text, code="locked")
    if not user.check_password(password):
        locks.failed(request, user.get_username())
        locks.tell_when_locked(request, user.get_username())
        raise ValidationError(_("The password is wrong."), code="wrong_password")


def confirm_factor(request: Any, user: Actor, code: str, answer: str) -> None:
    """Raise ValidationError unless a code, a recovery code or the answer of a security key proves a factor of the user.

    Failures count for the lock; while one holds nothing is tried.
    """
    if refusal := locks.refusal_of_factor(request, user.username):
        raise ValidationError(refusal.text)
    proven = factors.check_key(request, user, answer) if answer else factors.check_code(user, code)
    if not proven:
        locks.failed(request, user.username)
        locks.tell_when_locked(request, user.username)
        record(user, "accounts.prove_factor", target=user, outcome="failure")
        raise ValidationError(wrong_code(user, code))


def wrong_code(user: Actor, code: str) -> str:
    """Why a code opens nothing. That a recovery code is used up is told to who has proven the password."""
    if factors.is_used_recovery_code(user, code):
        return _(
            "This recovery code has been used already; each opens once. Take another, or a code of the authenticator."
        )
    return _("The code does not fit. A code can be used once; wait for the next one.")


class CodeForm(forms.Form):
    """A code of an authenticator or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=40,
        help_text=gettext_lazy("Six digits from the authenticator, or a recovery code"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class ConfirmedForm(forms.Form):
    """A form that asks for the password, unless the user has just typed it."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, confirmed: bool = False, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        if confirmed:
            del self.fields["password"]
        _dress(self)

    def clean_password(self) -> str:
        """Ask for the password, as often as locks allow."""
        confirm_password(self.request, self.request.user, self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class AuthenticatorForm(ConfirmedForm):
    """Name of the device and the code that it shows."""

    name = forms.CharField(
        label=pgettext_lazy("factor", "Name of the device"), max_length=60, initial=gettext_lazy("Phone")
    )
    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=40,
        help_text=gettext_lazy("The six digits that the authenticator shows now"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )
    field_order = ["name", "code", "password"]


class KeyForm(ConfirmedForm):
    """Name of a security key; its answer is filled in by the page's script."""

    name = forms.CharField(
        label=pgettext_lazy("factor", "Name of the key"), max_length=60, initial=gettext_lazy("Security key")
    )
    answer = forms.CharField(widget=forms.HiddenInput(), max_length=20_000, required=False)
    field_order = ["name", "password", "answer"]


class RemoveForm(ConfirmedForm):
    """Password and a code; instead of the code a security key may answer."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Six digits from the authenticator, or a recovery code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    answer = forms.CharField(widget=forms.HiddenInput(), max_length=20_000, required=False)
