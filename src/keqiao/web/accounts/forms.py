"""Forms of accounts, dressed as the other forms of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


def _dress(form: forms.BaseForm) -> None:
    """Give every field the class of the style sheet."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"


class SignInForm(AuthenticationForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)
