"""The form that keeps what was tried."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from keqiao.web.evaluations.what_if.drafts import LONGEST_REASON

LONGEST_STATE = 20_000
"""Characters of the changes that are read at all."""


class DraftForm(forms.Form):
    """The version of the draft and why it is proposed; `state` are the changes, as in the address."""

    version = forms.CharField(
        label=_("Version of the draft"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.\-]+\Z", _("Letters, digits, points and hyphens only."))],
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    state = forms.CharField(
        max_length=LONGEST_STATE, required=False, widget=forms.HiddenInput(attrs={"data-state": ""})
    )

    def clean_reason(self) -> str:
        """Return the reason on one line."""
        return " ".join(str(self.cleaned_data["reason"]).split())
