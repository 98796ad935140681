"""Forms of recommendations and tasks. What a field may hold the services say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.models import Unit
from keqiao.web.oversight.models import RecommendationOrigin, ReplyClass, Satisfaction
from keqiao.web.oversight.models.recommendations import LONGEST_WORDS
from keqiao.web.procedures.offering import ActionForm
from keqiao.web.registry.models import Platform
from keqiao.web.site.forms import styled

DAY = {"type": "date"}
CHOOSE = ("", "—")
HANDLING = (Unit.Kind.BUREAU, Unit.Kind.DEPARTMENT, Unit.Kind.PLATFORM, Unit.Kind.GOVERNMENT)
"""Kinds of units that lead tasks."""


def units() -> list[Unit]:
    """Return the units that may lead or support a task, by kind and name."""
    return list(Unit.objects.filter(is_active=True, kind__in=HANDLING).order_by("kind", "name"))


class PlainForm(ActionForm):
    """A step that asks nothing."""


class TaskReasonForm(ActionForm):
    """A step that asks for its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class LeadForm(ActionForm):
    """Another department."""

    lead = forms.ChoiceField(label=_("Lead department"))

    def start(self) -> dict[str, Any]:
        """Nothing is chosen before."""
        return {}

    def choices(self) -> dict[str, Any]:
        """The units."""
        return {"lead": [CHOOSE, *((str(unit.pk), str(unit)) for unit in units())]}


class ReplyForm(ActionForm):
    """The written reply."""

    text = forms.CharField(
        label=_("Written reply"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )
    result = forms.ChoiceField(label=_("Class of the result"), choices=[CHOOSE, *ReplyClass.choices])


class ExtensionForm(TaskReasonForm):
    """More time."""

    until = forms.DateField(label=_("Extended to"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    field_order = ("until", "reason", "edition")


class FactForm(ActionForm):
    """A condition over figures."""

    condition = forms.CharField(
        label=pgettext_lazy("task", "Condition"),
        max_length=1000,
        help_text=_("Over measures, for example agreement_payment_rate >= 100; money in yuan"),
    )
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    period = forms.CharField(label=_("Period"), max_length=10)

    def choices(self) -> dict[str, Any]:
        """The city and the platforms."""
        platforms = Platform.objects.current().order_by("code")
        return {"platform": [("", _("the city")), *((p.code, f"{p.code} {p}") for p in platforms)]}

    def start(self) -> dict[str, Any]:
        """The platform of the task, and the year in which it is due."""
        if self.row is None:
            return {}
        return {
            "platform": self.row.platform.code if self.row.platform else "",
            "period": str(self.row.due_on.year),
        }


class TaskRatingForm(ActionForm):
    """The satisfaction with the reply."""

    satisfaction = forms.ChoiceField(label=_("Satisfaction"), choices=[CHOOSE, *Satisfaction.choices])
    words = forms.CharField(
        label=_("In words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RecommendationForm(forms.Form):
    """A recommendation as it was written."""

    origin = forms.ChoiceField(
        label=_("Origin"),
        choices=[(o.value, o.label) for o in RecommendationOrigin if o != RecommendationOrigin.FINDING],
    )
    title = forms.CharField(label=pgettext_lazy("recommendation", "Title"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("recommendation", "Text"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source = forms.CharField(
        label=_("Document and place"),
        max_length=300,
        required=False,
        help_text=_("For example: survey report, chapter 4 (2) 3"),
    )
    received_on = forms.DateField(
        label=pgettext_lazy("recommendation", "Received on"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styled(self)


class IssueForm(FactForm):
    """A task that a recommendation becomes."""

    title = forms.CharField(label=pgettext_lazy("task", "Title"), max_length=200)
    demand = forms.CharField(
        label=_("What is asked"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = forms.ChoiceField(label=_("Lead department"))
    support = forms.MultipleChoiceField(label=_("Supporting departments"), required=False)
    due_on = forms.DateField(label=_("Due on"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    field_order = ("title", "demand", "lead", "support", "due_on", "platform", "condition", "period")

    def arrange(self) -> None:
        """A task without a fact is possible."""
        self.fields["condition"].required = self.fields["period"].required = False

    def choices(self) -> dict[str, Any]:
        """Units and platforms."""
        listed = [(str(unit.pk), str(unit)) for unit in units()]
        return super().choices() | {"lead": [CHOOSE, *listed], "support": listed}

    def task_values(self) -> dict[str, Any]:
        """Return what was given, as the service takes it."""
        by_key = {str(unit.pk): unit for unit in units()}
        data = self.cleaned_data
        names = ("title", "demand", "due_on", "condition", "period")
        return {name: data[name] for name in names} | {
            "lead": by_key.get(data["lead"]),
            "support": [by_key[key] for key in data["support"]],
            "platform": platform_of(data["platform"]),
        }


def platform_of(code: str) -> Platform | None:
    """Return the platform of a code; None for the city."""
    return Platform.objects.current().filter(code=code).first() if code else None
