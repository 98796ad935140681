"""The search form of the audit log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.actions import grouped
from keqiao.web.audit.models import Entry
from keqiao.web.audit.selectors import Wanted


def kinds() -> dict[str, str]:
    """Kinds of objects that entries speak of: "facts.fact" → its name, of all rooms."""
    found = {
        model._meta.label_lower: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith("keqiao.web.")
    }
    return dict(sorted(found.items(), key=lambda kind: kind[1]))


class SearchForm(forms.Form):
    """Words, user, action, outcome, object, days, network address; everything may be left empty."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    user = forms.CharField(label=_("User"), required=False, max_length=100)
    action = forms.CharField(label=_("Action"), required=False, max_length=80, widget=forms.Select)
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *Entry.Outcome.choices]
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind of object"), required=False)
    key = forms.CharField(label=_("Key of object"), required=False, max_length=120)
    address = forms.CharField(label=_("Network address"), required=False, max_length=45)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action, kind = self.fields["action"], self.fields["kind"]
        assert isinstance(action.widget, forms.Select) and isinstance(kind, forms.ChoiceField)  # noqa: S101
        chosen = str(self.data.get("action", "") or "")[:80]
        action.widget.choices = [("", _("all")), *grouped(chosen)]
        kind.choices = [("", _("all")), *kinds().items()]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def wanted(self) -> Wanted:
        """What is looked for; fields that cannot be understood are left out (the form says so)."""
        self.is_valid()
        return Wanted(**{key: value for key, value in self.cleaned_data.items() if value})
