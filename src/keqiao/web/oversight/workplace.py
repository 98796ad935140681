"""The steps of a task as pages offer them: for each its form, what it calls, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.oversight import task_forms as forms
from keqiao.web.oversight.models import Task
from keqiao.web.oversight.services import steps
from keqiao.web.procedures.offering import ActionForm, StepOffer, with_fields


def _offer(
    name: str,
    heading: str | Promise,
    form: type[ActionForm],
    act: Callable[[Actor, int, Any, int | None], Any],
    done: str | Promise,
    *,
    aside: bool = False,
    hint: str | Promise = "",
) -> StepOffer:
    """The action of the same name, whose button says what its heading says."""
    return StepOffer(name, (name,), heading, heading, form, act, done, aside, hint)


def _reassign(actor: Actor, pk: int, form: Any, since: int | None) -> Task:
    lead = form.cleaned_data["lead"]
    unit = Unit.objects.filter(pk=lead).first() if lead else None
    return steps.reassign(actor, pk, unit, since=since)


def _tie(actor: Actor, pk: int, form: Any, since: int | None) -> Task:
    data = form.cleaned_data
    platform = forms.platform_of(data["platform"])
    return steps.tie(actor, pk, data["condition"], platform, data["period"], since=since)


OFFERS = (
    _offer("accept", _("Accept the task"), forms.PlainForm, with_fields(steps.accept), _("Accepted.")),
    _offer(
        "answer",
        pgettext_lazy("task", "Reply in writing"),
        forms.ReplyForm,
        with_fields(steps.answer, "text", "result"),
        _("The reply is kept; another person of the bureau reviews it."),
    ),
    _offer(
        "reassign",
        _("Give to another department"),
        forms.LeadForm,
        _reassign,
        _("Given to the department; the day stays."),
    ),
    _offer("review", _("Let pass the review"), forms.PlainForm, with_fields(steps.review), _("Reviewed.")),
    _offer(
        "close",
        _("Close the task"),
        forms.PlainForm,
        with_fields(steps.close),
        _("Closed. Its facts are watched from now on."),
        hint=_("All facts it is tied to hold. If one ceases to, the task opens again."),
    ),
    _offer(
        "rate",
        _("State the satisfaction"),
        forms.TaskRatingForm,
        with_fields(steps.rate, "satisfaction", "words"),
        _("Your satisfaction is kept."),
    ),
    _offer(
        "reopen", _("Open again"), forms.PlainForm, with_fields(steps.reopen), _("Open again."), aside=True
    ),
    _offer(
        "ask_again",
        _("Ask again"),
        forms.TaskReasonForm,
        with_fields(steps.ask_again, "reason"),
        _("Asked again; the department takes it up anew."),
        aside=True,
    ),
    _offer(
        "decline",
        _("Decline the task"),
        forms.TaskReasonForm,
        with_fields(steps.decline, "reason"),
        _("Declined; the bureau gives it to another department."),
        aside=True,
    ),
    _offer(
        "send_back",
        _("Send the reply back"),
        forms.TaskReasonForm,
        with_fields(steps.send_back, "reason"),
        _("Sent back to the department."),
        aside=True,
    ),
    _offer(
        "tie",
        _("Tie to a fact"),
        forms.FactForm,
        _tie,
        _("Tied: the task is closed once it holds."),
        aside=True,
        hint=_("The condition is read over present figures. Every fact must hold for the task to be closed."),
    ),
    _offer(
        "extend",
        _("Grant more time"),
        forms.ExtensionForm,
        with_fields(steps.extend, "until", "reason"),
        _("Granted. The day it was due on stays beside the new one."),
        aside=True,
    ),
)
