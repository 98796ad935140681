"""The steps of a task as pages offer them: for each its form, what it calls, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.oversight import task_forms as forms
from keqiao.web.oversight.models import Task
from keqiao.web.oversight.services import steps

TakeStep = Callable[[Actor, int, Any, "int | None"], Task]


@dataclass(frozen=True)
class TaskStepOffer:
    """How a step is offered; ``aside``: a way out or a change, which stands folded below the step that comes next."""

    name: str
    heading: str | Promise
    form: type[forms.TaskStepForm]
    act: TakeStep
    done: str | Promise
    aside: bool = False
    hint: str | Promise = ""

    @property
    def button(self) -> str | Promise:
        """The word of the button."""
        return self.heading


def _given(service: Callable[..., Task], *names: str) -> TakeStep:
    """A service that takes the fields of the form in their order."""

    def act(actor: Actor, pk: int, form: Any, since: int | None) -> Task:
        return service(actor, pk, *(form.cleaned_data[name] for name in names), since=since)

    return act


def _reassign(actor: Actor, pk: int, form: Any, since: int | None) -> Task:
    lead = form.cleaned_data["lead"]
    unit = Unit.objects.filter(pk=lead).first() if lead else None
    return steps.reassign(actor, pk, unit, since=since)


def _tie(actor: Actor, pk: int, form: Any, since: int | None) -> Task:
    data = form.cleaned_data
    platform = forms.platform_of(data["platform"])
    return steps.tie(actor, pk, data["condition"], platform, data["period"], since=since)


OFFERS = (
    TaskStepOffer("accept", _("Accept the task"), forms.PlainForm, _given(steps.accept), _("Accepted.")),
    TaskStepOffer(
        "answer",
        pgettext_lazy("task", "Reply in writing"),
        forms.ReplyForm,
        _given(steps.answer, "text", "result"),
        _("The reply is kept; another person of the bureau reviews it."),
    ),
    TaskStepOffer(
        "reassign",
        _("Give to another department"),
        forms.LeadForm,
        _reassign,
        _("Given to the department; the day stays."),
    ),
    TaskStepOffer("review", _("Let pass the review"), forms.PlainForm, _given(steps.review), _("Reviewed.")),
    TaskStepOffer(
        "close",
        _("Close the task"),
        forms.PlainForm,
        _given(steps.close),
        _("Closed. Its facts are watched from now on."),
        hint=_("All facts it is tied to hold. If one ceases to, the task opens again."),
    ),
    TaskStepOffer(
        "rate",
        _("State the satisfaction"),
        forms.TaskRatingForm,
        _given(steps.rate, "satisfaction", "words"),
        _("Your satisfaction is kept."),
    ),
    TaskStepOffer(
        "reopen", _("Open again"), forms.PlainForm, _given(steps.reopen), _("Open again."), aside=True
    ),
    TaskStepOffer(
        "ask_again",
        _("Ask again"),
        forms.TaskReasonForm,
        _given(steps.ask_again, "reason"),
        _("Asked again; the department takes it up anew."),
        aside=True,
    ),
    TaskStepOffer(
        "decline",
        _("Decline the task"),
        forms.TaskReasonForm,
        _given(steps.decline, "reason"),
        _("Declined; the bureau gives it to another department."),
        aside=True,
    ),
    TaskStepOffer(
        "send_back",
        _("Send the reply back"),
        forms.TaskReasonForm,
        _given(steps.send_back, "reason"),
        _("Sent back to the department."),
        aside=True,
    ),
    TaskStepOffer(
        "tie",
        _("Tie to a fact"),
        forms.FactForm,
        _tie,
        _("Tied: the task is closed once it holds."),
        aside=True,
        hint=_("The condition is read over present figures. Every fact must hold for the task to be closed."),
    ),
    TaskStepOffer(
        "extend",
        _("Grant more time"),
        forms.ExtensionForm,
        _given(steps.extend, "until", "reason"),
        _("Granted. The day it was due on stays beside the new one."),
        aside=True,
    ),
)
BY_NAME = {offer.name: offer for offer in OFFERS}
