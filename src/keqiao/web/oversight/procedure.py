"""The procedure of a task: which step is possible when, who may take it, and why not.

::

    issue → issued ─accept→ working ─answer→ answered ─review→ reviewed ─close→ closed
        issued ─decline→ declined ─reassign→ issued;  answered ─send_back→ working
        reviewed, closed ─ask_again→ working;  closed ─reopen→ working, where a fact ceased to hold
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.oversight import notifications
from keqiao.web.oversight.documents import TASKS as RULES
from keqiao.web.oversight.facts import readings
from keqiao.web.oversight.models import OPEN_STATES, Satisfaction, Task, TaskState
from keqiao.web.oversight.rights import ASSIGN, HANDLE, OVERSEE
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State = TaskState
RATED = (State.ANSWERED, State.REVIEWED, State.CLOSED)


class TaskActing(Acting):
    """An action on a task that is under way."""

    row: Task

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: no text of a reply."""
        return {"task": self.row.code} | super().entry()


def _permit(user: Actor, right: str, task: Task) -> Decision:
    """Whether the user holds a right at all; whose task it is say the obstacles."""
    return decide(user, right)


def _lead(user: Actor, task: Task) -> str:
    if user.unit_id == task.lead_id:
        return ""
    return _("The lead department does this: %(unit)s.") % {"unit": task.lead}


def _declinable(user: Actor, task: Task) -> str:
    last = timezone.localdate(task.issued_at) + timedelta(days=RULES.in_force().decline_days)
    if today() > last:
        return _("A task can be declined until %(day)s only.") % {"day": last}
    return _lead(user, task)


def _another_person(user: Actor, task: Task) -> str:
    if task.answered_by_id == user.pk:
        return _("You wrote the reply; another person reviews it and closes the task.")
    return ""


def _closable(user: Actor, task: Task) -> str:
    if reason := _another_person(user, task):
        return reason
    facts = readings(task.facts.select_related("platform"))
    if not facts:
        return _("Tie the task to a fact first: a task is closed by figures, and opened again by them.")
    if any(not reading.holds for reading in facts):
        return _("Not every fact that the task is tied to holds yet.")
    return ""


def _failed_fact(user: Actor, task: Task) -> str:
    if any(reading.holds is False for reading in readings(task.facts.select_related("platform"))):
        return ""
    return _("The facts that it was closed by still hold.")


def _askable(user: Actor, task: Task) -> str:
    rating = task.ratings.order_by("-pk").first()
    if rating is None or rating.satisfaction == Satisfaction.SATISFIED:
        return _("Say first that you are not fully satisfied with the reply.")
    moment = task.closed_at or task.answered_at or task.issued_at
    last = timezone.localdate(moment) + timedelta(days=RULES.in_force().ask_again_days)
    return _("You could ask again until %(day)s.") % {"day": last} if today() > last else ""


def _unrated(user: Actor, task: Task) -> str:
    rating, reply = task.ratings.order_by("-at").first(), task.replies.order_by("-at").first()
    if rating is not None and reply is not None and rating.at >= reply.at:
        return _("The satisfaction with this reply is kept already.")
    return ""


_NEXT: dict[str, str | Promise] = {
    State.ISSUED: gettext_lazy("the lead department accepts or declines it"),
    State.DECLINED: gettext_lazy("the bureau gives it to another department"),
    State.WORKING: gettext_lazy("the lead department replies in writing"),
    State.ANSWERED: gettext_lazy("another person reviews the reply"),
    State.REVIEWED: gettext_lazy("it is closed once its facts hold"),
    State.CLOSED: gettext_lazy("its facts are watched"),
}


def _status(task: Task) -> str:
    """Say where a task stands and what comes next."""
    return f"{task.get_state_display()}{_(': ')}{_NEXT[task.state]}"


def _of_lead(user: Actor) -> QuerySet[Task]:
    waiting = (State.ISSUED, State.WORKING)
    if not user.has_right(HANDLE) or not user.unit_id:
        return Task.objects.none()
    return Task.objects.visible_to(user).filter(lead=user.unit_id, state__in=waiting)


def _to_rate(user: Actor) -> QuerySet[Task]:
    if not user.has_right(OVERSEE):
        return Task.objects.none()
    return Task.objects.visible_to(user).filter(state__in=RATED, ratings=None)


def _to_assign(user: Actor) -> QuerySet[Task]:
    if not user.has_right(ASSIGN):
        return Task.objects.none()
    waiting = (State.DECLINED, State.ANSWERED, State.REVIEWED)
    return Task.objects.visible_to(user).filter(state__in=waiting)


def _list(narrowing: str) -> Any:
    return lambda: f"{reverse('oversight:tasks')}?{narrowing}"


TASKS = Procedure(
    "tasks",
    model=Task,
    states=State,
    status=_status,
    work=TaskActing,
    log="oversight.",
    permit=_permit,
    related=("recommendation", "lead", "platform"),
    actions=(
        Action(
            "issue",
            pgettext_lazy("task", "issue"),
            to=State.ISSUED,
            right=ASSIGN,
            stamp="issued",
            notify=notifications.of_step,
            logged=gettext_lazy("issue a task"),
        ),
        Action(
            "accept",
            pgettext_lazy("task", "accept"),
            at=(State.ISSUED,),
            to=State.WORKING,
            right=HANDLE,
            obstacle=_lead,
            notify=notifications.of_step,
            logged=gettext_lazy("accept a task"),
        ),
        Action(
            "decline",
            pgettext_lazy("task", "decline"),
            at=(State.ISSUED,),
            to=State.DECLINED,
            right=HANDLE,
            obstacle=_declinable,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("decline a task"),
        ),
        Action(
            "reassign",
            pgettext_lazy("task", "give to another department"),
            at=(State.DECLINED,),
            to=State.ISSUED,
            right=ASSIGN,
            stamp="issued",
            notify=notifications.of_step,
            logged=gettext_lazy("give a task to another department"),
        ),
        Action(
            "answer",
            pgettext_lazy("task", "reply in writing"),
            at=(State.WORKING,),
            to=State.ANSWERED,
            right=HANDLE,
            obstacle=_lead,
            stamp="answered",
            notify=notifications.of_step,
            logged=gettext_lazy("reply to a task"),
        ),
        Action(
            "send_back",
            pgettext_lazy("task", "send back"),
            at=(State.ANSWERED,),
            to=State.WORKING,
            right=ASSIGN,
            obstacle=_another_person,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("send the reply to a task back"),
        ),
        Action(
            "review",
            pgettext_lazy("task", "let pass the review"),
            at=(State.ANSWERED,),
            to=State.REVIEWED,
            right=ASSIGN,
            obstacle=_another_person,
            notify=notifications.of_step,
            logged=gettext_lazy("let the reply to a task pass"),
        ),
        Action(
            "close",
            pgettext_lazy("task", "close"),
            at=(State.REVIEWED,),
            to=State.CLOSED,
            right=ASSIGN,
            obstacle=_closable,
            stamp="closed",
            notify=notifications.of_step,
            logged=gettext_lazy("close a task"),
        ),
        Action(
            "reopen",
            pgettext_lazy("task", "open again"),
            at=(State.CLOSED,),
            to=State.WORKING,
            right=ASSIGN,
            obstacle=_failed_fact,
            notify=notifications.of_step,
            logged=gettext_lazy("open a closed task again"),
        ),
        Action(
            "extend",
            pgettext_lazy("task", "grant more time"),
            at=OPEN_STATES,
            right=ASSIGN,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("grant a task more time"),
        ),
        Action(
            "tie",
            pgettext_lazy("task", "tie to a fact"),
            at=OPEN_STATES,
            right=ASSIGN,
            logged=gettext_lazy("tie a task to a fact"),
        ),
        Action(
            "rate",
            pgettext_lazy("task", "state the satisfaction"),
            at=RATED,
            right=OVERSEE,
            obstacle=_unrated,
            logged=gettext_lazy("state the satisfaction with a reply"),
        ),
        Action(
            "ask_again",
            pgettext_lazy("task", "ask again"),
            at=RATED,
            to=State.WORKING,
            right=OVERSEE,
            obstacle=_askable,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("ask about a task again"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Tasks of your unit to accept or to answer: %(count)d"),
            actions=("accept", "answer"),
            rows=_of_lead,
            url=_list("turn=mine"),
        ),
        Awaited(
            gettext_lazy("Tasks to review, to close or to give to another department: %(count)d"),
            actions=("review", "close", "reassign"),
            rows=_to_assign,
            url=_list("turn=bureau"),
        ),
        Awaited(
            gettext_lazy("Replies whose satisfaction is asked: %(count)d"),
            actions=("rate",),
            rows=_to_rate,
            url=_list("turn=congress"),
        ),
    ),
)
