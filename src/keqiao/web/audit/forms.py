"""The search form of the audit log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.actions import in_words
from keqiao.web.audit.models import Entry
from keqiao.web.audit.selectors import Wanted, actions


class SearchForm(forms.Form):
    """Words, action, outcome, days; everything may be left empty."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("Action"), required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *Entry.Outcome.choices]
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)  # noqa: S101 (for the type checker)
        action.choices = [("", _("all")), *((code, in_words(code)) for code in actions())]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def wanted(self) -> Wanted:
        """What is looked for; fields that cannot be understood are left out (the form says so)."""
        self.is_valid()
        return Wanted(**{key: value for key, value in self.cleaned_data.items() if value})
