"""Forms of the facts room: search measures, open a figure, propose one by hand, freeze a snapshot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.engine.figures import Quantity
from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.checks import Doubtful, check_period, check_value, doubt
from keqiao.web.facts.coverage import offered
from keqiao.web.facts.demands import Demand, demand_for
from keqiao.web.facts.models import Basis, Evidence, EvidenceGrade, Measure, SourceKind
from keqiao.web.facts.services.proposals import check_proposal
from keqiao.web.registry.models import Platform
from keqiao.web.site.figures import ATTRIBUTES, listed, read_figure
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.punctuation import listed as listed_words

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}
MOST_STORED = 100
"""So many of the files stored before are offered."""


class ProposalForm(forms.Form):
    """A figure as an officer proposes it: money in 万元. ``cleaned_data["amount"]`` is the value in the stored unit.

    ``stored``: the hash of a file that was taken in when the form came back with a question, so that it need not be
    chosen again.
    """

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
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Why the figure is entered by hand, and what it rests on; who confirms it reads this"),
        widget=forms.Textarea(attrs=TEXT | {"rows": 3}),
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
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.C,
        widget=forms.Select(attrs=SELECT),
    )
    stored = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have checked the unit: the value is right."),
        required=False,
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, user: Actor, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        recorded = Measure.objects.exclude(definitions__derivation__gt="")
        recorded = recorded.exclude(definitions__source_kind=SourceKind.EXPERT).distinct()
        fields: dict[str, Any] = self.fields
        fields["measure"].queryset = recorded
        fields["measure"].label_from_instance = lambda measure: f"{measure}（{measure.display_unit}）"
        fields["platform"].queryset = Platform.objects.current()
        fields["platform"].required = False
        fields["platform"].empty_label = _("Whole city")
        self.user = user
        self.doubtful = False
        self.remark = ""
        self.demand: Demand | None = None

    def file(self) -> Evidence | None:
        """Return the file that was taken in before."""
        own = Evidence.objects.visible_to(self.user)
        return own.filter(sha256=self.data.get("stored") or "-").first()

    def clean(self) -> dict[str, Any]:
        """Check the period and the value against the measure, see to it that no collection asks for the figure, and ask
        back where 元 and 万元 look mixed up.
        """
        given = super().clean() or {}
        measure, text = given.get("measure"), given.get("period")
        if measure is None or not text or "value" not in given:
            return given
        value, absent = self._value(measure, given["value"]), given.get("not_applicable")
        if (value is None) != bool(absent):
            raise ValidationError({"value": _("Give a value, or mark it as not applicable.")})
        platform = given.get("platform")
        period = check_period(measure, text)
        self.demand = demand_for(measure, platform, period)
        check_proposal(measure, platform, text, given.get("basis", ""))
        given["amount"] = check_value(measure, value)
        if not given.get("evidence") and self.file() is None:
            raise ValidationError({"evidence": _("A figure by hand needs evidence: choose a file.")})
        if not given.get("confirmed"):
            try:
                doubt(measure, platform, period, given["amount"])
            except Doubtful:
                self.doubtful = True
                raise
        return given

    def _value(self, measure: Measure, text: str) -> Decimal | None:
        """The figure in the stored unit (money: 万元 → 元). Raises ValidationError at the field."""
        try:
            reading = read_figure(text, Quantity(measure.display_unit or measure.unit))
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        self.remark = listed(reading, text)
        value = reading.value
        return value * YUAN_PER_WAN if value is not None and measure.is_money else value


class RowEvidenceForm(forms.Form):
    """A file for rows of a register: a new one with title and grade, or one that was handed in before."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, OFD, picture, Excel or Word; no classified material"),
        widget=forms.FileInput(attrs=TEXT | {"accept": ".pdf, .ofd, .png, .jpg, .jpeg, .xlsx, .docx"}),
    )
    title = forms.CharField(
        label=_("Title (the file name, if empty)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )
    grade = forms.ChoiceField(
        label=_("Grade of the evidence"),
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.C,
        widget=forms.Select(attrs=SELECT),
    )
    known = forms.ModelChoiceField(
        Evidence.objects.none(),
        label=_("Or a file stored before"),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, user: Actor, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        stored = Evidence.objects.visible_to(user)
        handed_in = stored.filter(uploaded_by__unit=user.unit_id) if user.unit_id else stored
        newest = list(handed_in.values_list("pk", flat=True)[:MOST_STORED])
        fields["known"].queryset = stored.filter(pk__in=newest)
        fields["known"].label_from_instance = lambda file: bracketed(file.title, localdate(file.uploaded_at))

    def clean(self) -> dict[str, Any]:
        """See to it that one file is chosen."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("file")) == bool(given.get("known")):
            raise ValidationError({"file": _("Choose one file: a new one, or one stored before.")})
        return given


class FreezeForm(forms.Form):
    """A snapshot: its periods, chosen from those that are over, and its title; frozen once what it lacks was shown."""

    periods = forms.MultipleChoiceField(label=_("Periods"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(
        label=pgettext_lazy("snapshot", "Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is named after its periods."),
        widget=forms.TextInput(attrs=TEXT),
    )
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)
    """The periods whose gaps were shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = offered()
        periods = cast(forms.MultipleChoiceField, self.fields["periods"])
        periods.choices = [choice for _label, choices in self.groups for choice in choices]
        periods.error_messages["invalid_choice"] = _("%(value)s is not among the periods that may be frozen.")
        periods.error_messages["required"] = _("Choose at least one period.")

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The periods in groups: code, label, whether it is chosen."""
        chosen = self["periods"].value() or []
        return [
            (label, [(code, name, code in chosen) for code, name in choices])
            for label, choices in self.groups
        ]

    @property
    def was_previewed(self) -> bool:
        """Whether the gaps of just these periods were shown."""
        return bool(self.cleaned_data["previewed"]) and self.cleaned_data["previewed"] == self.chosen_periods

    @property
    def chosen_periods(self) -> str:
        """The periods chosen, as the form sends them back to be frozen."""
        return " ".join(sorted(self.cleaned_data["periods"]))

    def clean(self) -> dict[str, Any]:
        """Name the snapshot after its periods where it has no title."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("periods"):
            cleaned["title"] = gettext("Figures of %(periods)s") % {
                "periods": listed_words(sorted(cleaned["periods"]))
            }
        return cleaned
