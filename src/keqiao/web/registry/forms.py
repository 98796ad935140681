"""The search form of the platform list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models import Cluster, Level, PartnerFamily, Platform
from keqiao.web.registry.selectors import PlatformSearch


class SearchForm(forms.Form):
    """Words and filters; parts that make no sense are ignored, never an error page."""

    q = forms.CharField(
        label=_("Words"),
        max_length=100,
        required=False,
        help_text=_("Name, short name, former name, code, direction"),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    level = forms.ChoiceField(label=pgettext_lazy("level", "Level"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    family = forms.ChoiceField(label=_("Partner family"), required=False)
    on = forms.DateField(
        label=_("In the system on"),
        required=False,
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        clusters = [(cluster.code, str(cluster)) for cluster in Cluster.objects.current()]
        choices: dict[str, Any] = {
            "type": Platform.Type.choices,
            "level": Level.choices,
            "stage": Platform.Stage.choices,
            "cluster": clusters,
            "family": [(row.code, str(row)) for row in PartnerFamily.objects.current()],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = [*every, *options]
            field.widget.attrs["class"] = "form-select"

    def wanted(self) -> PlatformSearch:
        """Return what is looked for, without the parts that are not understood."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        names = ("type", "level", "stage", "cluster", "family")
        return PlatformSearch(
            given.get("q", ""), **{name: given.get(name, "") for name in names}, on=given.get("on")
        )
