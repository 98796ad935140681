"""The steps of plans and of targets of attraction as their pages offer them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.planning import attraction_forms, plan_forms
from keqiao.web.planning.models import AttractionTarget, DevelopmentPlan
from keqiao.web.planning.services import attraction, plans
from keqiao.web.procedures.offering import StepOffer, with_fields


def _change(actor: Actor, pk: int, form: Any, since: int | None) -> DevelopmentPlan:
    return plans.change(actor, pk, form.cleaned_data, since=since)


def _set_targets(actor: Actor, pk: int, form: Any, since: int | None) -> DevelopmentPlan:
    return plans.set_targets(actor, pk, form.values(), since=since)


PLAN_STEPS = (
    StepOffer(
        "set_targets",
        ("set_targets",),
        _("Yearly targets"),
        _("Keep the targets"),
        plan_forms.TargetsForm,
        _set_targets,
        _("The targets are kept."),
        hint=_("At least one for each year; what is left empty is no target."),
    ),
    StepOffer(
        "submit",
        ("submit",),
        _("Hand the plan in"),
        _("Hand in"),
        plan_forms.PlainPlanForm,
        with_fields(plans.submit),
        _("Handed in; experts are heard on it."),
    ),
    StepOffer(
        "review",
        ("review",),
        pgettext_lazy("plan", "Opinion of the experts"),
        _("Keep the opinion"),
        plan_forms.OpinionForm,
        with_fields(plans.review, "opinion"),
        _("The opinion is kept; another person approves the plan."),
    ),
    StepOffer(
        "approve",
        ("approve",),
        _("Put the plan into force"),
        pgettext_lazy("plan", "Approve"),
        plan_forms.PlainPlanForm,
        with_fields(plans.approve),
        _("In force. The version before stays readable."),
    ),
    StepOffer(
        "change",
        ("change",),
        _("Change the draft"),
        _("Keep the changes"),
        plan_forms.ChangePlanForm,
        _change,
        _("The draft is changed."),
        aside=True,
    ),
    StepOffer(
        "send_back",
        ("send_back",),
        _("Send the plan back"),
        _("Send back"),
        plan_forms.PlanReasonForm,
        with_fields(plans.send_back, "reason"),
        _("Sent back to the platform."),
        aside=True,
    ),
)


def _stage(name: str) -> Any:
    def act(actor: Actor, pk: int, form: Any, since: int | None) -> AttractionTarget:
        said = form.cleaned_data
        return attraction.take_step(actor, pk, name, said["reason"], said["due_on"], since=since)

    return act


def _note(actor: Actor, pk: int, form: Any, since: int | None) -> AttractionTarget:
    said = form.cleaned_data
    if said["owner"] is not None and said["owner"] != form.row.owner:
        return attraction.hand_over(actor, pk, said["owner"], said["reason"], since=since)
    return attraction.take_step(actor, pk, "note", said["reason"], said["due_on"], since=since)


ATTRACTION_STEPS = (
    *(
        StepOffer(
            name,
            (name,),
            heading,
            pgettext_lazy("attraction", "Go on"),
            attraction_forms.StageForm,
            _stage(name),
            _("The step is kept."),
        )
        for name, heading in (
            ("contact", pgettext_lazy("attraction", "First contact")),
            ("negotiate", pgettext_lazy("attraction", "Begin to negotiate")),
            ("agree", pgettext_lazy("attraction", "Agreement signed")),
            ("settle", pgettext_lazy("attraction", "Settled here")),
        )
    ),
    StepOffer(
        "note",
        ("note",),
        pgettext_lazy("attraction", "Record a contact"),
        pgettext_lazy("attraction", "Record"),
        attraction_forms.NoteForm,
        _note,
        _("The contact is recorded."),
        aside=True,
    ),
    StepOffer(
        "drop",
        ("drop",),
        pgettext_lazy("attraction", "Give up"),
        pgettext_lazy("attraction", "Give up"),
        plan_forms.PlanReasonForm,
        with_fields(
            lambda actor, pk, reason, since: attraction.take_step(actor, pk, "drop", reason, since=since),
            "reason",
        ),
        _("Given up; the reason is kept."),
        aside=True,
    ),
)
