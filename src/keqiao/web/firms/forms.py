"""The form with which a firm signs up: six fields on a phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keqiao.web.firms.models import FirmSignUp
from keqiao.web.site.forms import styled


class SignUpForm(forms.ModelForm):
    """Code and name of the firm, who asks, and the password of the account to be."""

    usci = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,  # blanks and full width are taken out by the check
        help_text=_("The 18 characters on the business licence"),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    agreed = forms.BooleanField(
        label=_("I speak for this firm and agree that the bureau keeps my name and telephone to reach me")
    )

    class Meta:
        model = FirmSignUp
        fields = ("usci", "name", "person", "telephone", "email")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, kind in (
            ("name", "organization"),
            ("person", "name"),
            ("telephone", "tel"),
            ("email", "email"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = kind
        styled(self)

    def _post_clean(self) -> None:
        """Services check."""
