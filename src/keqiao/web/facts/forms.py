"""Forms of the facts room: search measures, open a figure, record a fact, freeze a snapshot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.engine.figures import Quantity
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Basis, Grade, Measure, SourceKind
from keqiao.web.facts.periods import Period, PeriodError
from keqiao.web.facts.services.recording import Doubtful, check_period, check_value, doubt
from keqiao.web.registry.models import Platform
from keqiao.web.site.figures import ATTRIBUTES, listed, read_figure

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}


class MeasureSearch(forms.Form):
    """Words and a subject."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False, widget=forms.TextInput(attrs=TEXT))
    category = forms.ChoiceField(
        label=_("Subject"),
        required=False,
        choices=[("", _("all")), *Measure.Category.choices],
        widget=forms.Select(attrs=SELECT),
    )


class RecordForm(forms.Form):
    """A fact as a clerk writes it: money in 万元. ``cleaned_data["amount"]`` is the value in the stored unit."""

    measure = forms.ModelChoiceField(
        Measure.objects.none(), label=_("Measure"), to_field_name="code", widget=forms.Select(attrs=SELECT)
    )
    platform = forms.ModelChoiceField(
        Platform.objects.none(), label=_("Platform"), to_field_name="code", widget=forms.Select(attrs=SELECT)
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=10,
        help_text=_("2023, 2023Q4, 2023-10; for a stock also a day: 2024-10-31"),
        widget=forms.TextInput(attrs=TEXT),
    )
    value = forms.CharField(
        label=_("Value"),
        required=False,
        max_length=200,
        help_text=_("In the unit shown with the measure; money in 10k yuan"),
        widget=forms.TextInput(attrs=ATTRIBUTES),
    )
    not_applicable = forms.BooleanField(
        label=_("Not applicable"), required=False, widget=forms.CheckboxInput(attrs=CHECK)
    )
    basis = forms.ChoiceField(
        label=pgettext_lazy("figure", "Basis"), choices=Basis.choices, widget=forms.Select(attrs=SELECT)
    )
    source_kind = forms.ChoiceField(
        label=_("Source kind"),
        choices=[choice for choice in SourceKind.choices if choice[0] != SourceKind.EXPERT],
        widget=forms.Select(attrs=SELECT),
    )
    source_note = forms.CharField(
        label=_("Source"), max_length=300, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    evidence = forms.FileField(
        label=_("Evidence file"),
        required=False,
        help_text=_("PDF, OFD, picture, Excel or Word; no classified material"),
        widget=forms.ClearableFileInput(attrs=TEXT),
    )
    evidence_title = forms.CharField(
        label=_("Title of the evidence"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )
    evidence_grade = forms.ChoiceField(
        label=_("Grade of the evidence"),
        required=False,
        choices=Grade.choices,
        initial=Grade.C,
        widget=forms.Select(attrs=SELECT),
    )
    confirmed = forms.BooleanField(
        label=_("I have checked the unit: the value is right."),
        required=False,
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        whole = user.scope_for("facts.record") == "all"
        recorded = Measure.objects.exclude(definitions__derivation__gt="")
        recorded = recorded.exclude(definitions__source_kind=SourceKind.EXPERT).distinct()
        fields: dict[str, Any] = self.fields
        fields["measure"].queryset = recorded
        fields["measure"].label_from_instance = lambda measure: f"{measure}（{measure.shown_unit}）"
        platforms = Platform.objects.current()
        fields["platform"].queryset = platforms if whole else platforms.filter(unit_id=user.unit_id or 0)
        fields["platform"].required = not whole
        fields["platform"].empty_label = _("Whole city") if whole else "—"
        if not whole:
            fields["basis"].choices = [(Basis.REPORTED.value, Basis.REPORTED.label)]
        self.doubtful = False
        self.remark = ""

    def clean(self) -> dict[str, Any]:
        """Check the period and the value against the measure, and ask back where 元 and 万元 look mixed up."""
        given = super().clean() or {}
        measure, text = given.get("measure"), given.get("period")
        if measure is None or not text or "value" not in given:
            return given
        value, absent = self._value(measure, given["value"]), given.get("not_applicable")
        if (value is None) != bool(absent):
            raise ValidationError({"value": _("Give a value, or mark it as not applicable.")})
        period = check_period(measure, text)
        given["amount"] = check_value(measure, value)
        if not given.get("confirmed"):
            try:
                doubt(measure, given.get("platform"), period, given["amount"])
            except Doubtful:
                self.doubtful = True
                raise
        return given

    def _value(self, measure: Measure, text: str) -> Decimal | None:
        """The figure in the stored unit (money: 万元 → 元). Raises ValidationError at the field."""
        try:
            reading = read_figure(text, Quantity(measure.shown_unit or measure.unit))
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        self.remark = listed(reading, text)
        value = reading.value
        return value * YUAN_PER_WAN if value is not None and measure.is_money else value


class FreezeForm(forms.Form):
    """A snapshot: its title and the periods."""

    title = forms.CharField(
        label=pgettext_lazy("snapshot", "Title"), max_length=200, widget=forms.TextInput(attrs=TEXT)
    )
    periods = forms.CharField(
        label=_("Periods"),
        max_length=300,
        help_text=_("Separated by blanks, e.g. 2022 2023 2024 or 2024-10-31"),
        widget=forms.TextInput(attrs=TEXT),
    )

    def clean_periods(self) -> list[str]:
        """Return the periods as texts. Raises ValidationError."""
        texts = self.cleaned_data["periods"].replace("、", " ").replace(",", " ").replace("，", " ").split()
        try:
            return [Period.parse(text).code for text in texts]
        except PeriodError as error:
            raise ValidationError(str(error)) from error
