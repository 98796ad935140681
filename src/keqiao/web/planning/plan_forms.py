"""Forms of plans: the directions and main fields, yearly targets, the opinion of experts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.planning.documents import OPERATION
from keqiao.web.planning.models import DevelopmentPlan
from keqiao.web.planning.services.plans import TargetKey
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.registry.models import Cluster, Platform
from keqiao.web.site.figures import FigureField, MoneyField
from keqiao.web.site.forms import styled
from keqiao.web.site.punctuation import bracketed


class PlanFields(forms.Form):
    """What a plan says."""

    research_direction = forms.CharField(label=_("Research direction"), max_length=300)
    market_direction = forms.CharField(
        label=_("Market direction"),
        max_length=300,
        help_text=_("Products, customers, cluster: a direction of research alone is no plan"),
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.none(), label=_("Industry cluster served"), required=False, empty_label="—"
    )
    focuses = forms.CharField(
        label=_("Main fields"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        help_text=_("One to three, each on a line"),
    )
    measures_taken = forms.CharField(
        label=_("How it is to be reached"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    first_year = FigureField(label=_("First year"), whole=True, min_value=2000, max_value=2100)
    last_year = FigureField(label=_("Last year"), whole=True, min_value=2000, max_value=2100)

    def offer_clusters(self) -> None:
        """Offer the clusters that there are."""
        field: Any = self.fields["cluster"]
        field.queryset = Cluster.objects.current()


class NewPlanForm(PlanFields):
    """A first draft, or the next version."""

    platform = forms.ModelChoiceField(Platform.objects.none(), label=_("Platform"), empty_label=None)
    field_order = ("platform",)

    def __init__(self, user: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Platform.objects.current()
        if user is not None and user.scope_for("planning.plan") != "all":
            rows = rows.filter(unit=user.unit_id) if user.unit_id else rows.none()
        field: Any = self.fields["platform"]
        field.queryset = rows.order_by("code")
        self.offer_clusters()
        styled(self)


class ChangePlanForm(PlanFields, ActionForm):
    """The same, of a draft."""

    row: DevelopmentPlan

    def arrange(self) -> None:
        """Offer the clusters."""
        self.offer_clusters()

    def start(self) -> dict[str, Any]:
        """The main fields stand line by line."""
        return super().start() | {"focuses": "\n".join(self.row.focuses)}


class TargetsForm(ActionForm):
    """Targets by measure and year; what is empty is no target."""

    row: DevelopmentPlan

    def arrange(self) -> None:
        """A field for each measure of the fields of operation and each year of the plan."""
        self.measures: dict[str, Measure] = Measure.objects.in_bulk(
            OPERATION.in_force().measures, field_name="code"
        )
        for code, measure in self.measures.items():
            per = YUAN_PER_WAN if measure.is_money else Decimal(1)
            for year in self.row.years:
                label = f"{bracketed(str(measure), measure.display_unit)} {year}"
                self.fields[f"{code}-{year}"] = FigureField(
                    unit=measure.unit if not measure.is_money else "万元",
                    per=per,
                    label=label,
                    required=False,
                    min_value=0,
                    max_digits=18,
                    decimal_places=6,
                )

    def start(self) -> dict[str, Any]:
        """The targets that stand."""
        return {
            f"{target.measure.code}-{target.year}": target.value
            for target in self.row.targets.select_related("measure")
        }

    def values(self) -> dict[TargetKey, Decimal | None]:
        """What was typed, in stored units."""
        return {
            (code, year): self.cleaned_data.get(f"{code}-{year}")
            for code in self.measures
            for year in self.row.years
        }


class PlainPlanForm(ActionForm):
    """A button."""


class PlanReasonForm(ActionForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class OpinionForm(ActionForm):
    """What the experts said."""

    opinion = forms.CharField(
        label=pgettext_lazy("plan", "Opinion of the experts"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=_("Who was heard, on which day, and what they said"),
    )


class MeansForm(forms.Form):
    """Cash and floor area at the end of a year."""

    cash = MoneyField(label=_("Cash at the end of the year (10k yuan)"), required=False)
    area = FigureField(label=_("Floor area (square metres)"), required=False, max_digits=12, decimal_places=2)
    area_used = FigureField(label=_("Of it in use"), required=False, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)
