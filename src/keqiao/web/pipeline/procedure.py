"""The procedure of a project: taken up, led by one manager, brought from stage to stage by its gates only.

::

    take_up → running at the lead;  a passed gate ─advance→ the next stage, after the last one completed
    a decision at a gate ─hold→ held, ─stop→ stopped;  running, held ─transfer→ transferred
    held, stopped, transferred ─reenter→ running in the stage where it was
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.pipeline import notifications
from keqiao.web.pipeline.actions import PassageActing
from keqiao.web.pipeline.models import OPEN_GATES, PassageState, ProjectPassage
from keqiao.web.pipeline.parties import conducts, keeps
from keqiao.web.pipeline.rights import CONDUCT, DECIDE
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure

State = PassageState

_STATUS: dict[str, str | Promise] = {
    State.RUNNING: gettext_lazy("The project goes on; the next stage is opened by its gate."),
    State.HELD: gettext_lazy("The project is on hold; the bureau can let it go on."),
    State.STOPPED: gettext_lazy("The project was stopped at a gate; the bureau can take it up again."),
    State.TRANSFERRED: gettext_lazy("The project was given to others; the bureau can take it up again."),
    State.COMPLETED: gettext_lazy("The project passed all gates."),
}


def permit(user: Actor, right: str, row: object) -> Decision:
    """Whether the user holds a right at all; whether it reaches the project say the obstacles."""
    return decide(user, right)


def _own(user: Actor, passage: ProjectPassage) -> str:
    return "" if keeps(user, passage.project.platform) else _("People of the platform or the bureau do this.")


def _conducting(user: Actor, passage: ProjectPassage) -> str:
    return "" if conducts(user, passage) else _("The project manager or people of the platform do this.")


def _may_leave(user: Actor, passage: ProjectPassage) -> str:
    reason = _own(user, passage)
    if not reason and passage.gates.filter(state__in=OPEN_GATES).exists():
        reason = _("A gate is under review; decide it or withdraw the request first.")
    return reason


def _by_a_gate(user: Actor, passage: ProjectPassage) -> str:
    return _("Only a decision at a gate does this.")


def _overdue(user: Actor) -> QuerySet[ProjectPassage]:
    rows: QuerySet[ProjectPassage] = ProjectPassage.objects.visible_to(user)
    return rows.filter(manager=user, state=State.RUNNING, due_on__lt=today())


def _overdue_list() -> str:
    return f"{reverse('pipeline:list')}?manager=mine&due=overdue"


PASSAGES = Procedure(
    "passages",
    model=ProjectPassage,
    states=State,
    status=lambda passage: str(_STATUS[passage.state]),
    work=PassageActing,
    log="pipeline.",
    related=("project__platform__organisation", "project__platform__unit", "manager"),
    permit=permit,
    actions=(
        Action(
            "take_up",
            pgettext_lazy("project", "take up"),
            to=State.RUNNING,
            right=CONDUCT,
            obstacle=_own,
            logged=gettext_lazy("take up a project"),
        ),
        Action(
            "appoint",
            pgettext_lazy("project", "appoint the project manager"),
            at=(State.RUNNING, State.HELD),
            right=CONDUCT,
            obstacle=_own,
            reason=Reason.OPTIONAL,
            notify=notifications.of_manager,
            logged=gettext_lazy("appoint a project manager"),
        ),
        Action(
            "owe",
            pgettext_lazy("project", "agree on a deliverable"),
            at=(State.RUNNING, State.HELD),
            right=CONDUCT,
            obstacle=_conducting,
            logged=gettext_lazy("agree on a deliverable"),
        ),
        Action(
            "deliver",
            pgettext_lazy("project", "hand in a deliverable"),
            at=(State.RUNNING, State.HELD),
            right=CONDUCT,
            obstacle=_conducting,
            logged=gettext_lazy("hand in a deliverable"),
        ),
        Action(
            "transfer",
            pgettext_lazy("project", "give to others"),
            at=(State.RUNNING, State.HELD),
            to=State.TRANSFERRED,
            right=CONDUCT,
            obstacle=_may_leave,
            reason=Reason.REQUIRED,
            notify=notifications.of_project,
            logged=gettext_lazy("give a project to others"),
        ),
        Action(
            "reenter",
            pgettext_lazy("project", "take up again"),
            at=(State.HELD, State.STOPPED, State.TRANSFERRED),
            to=State.RUNNING,
            right=DECIDE,
            reason=Reason.REQUIRED,
            notify=notifications.of_project,
            logged=gettext_lazy("take up a project again"),
        ),
        Action(
            "advance",
            pgettext_lazy("project", "open the next stage"),
            at=(State.RUNNING,),
            right=DECIDE,
            obstacle=_by_a_gate,
            logged=gettext_lazy("open the next stage of a project"),
        ),
        Action(
            "hold",
            pgettext_lazy("project", "put on hold"),
            at=(State.RUNNING,),
            to=State.HELD,
            right=DECIDE,
            obstacle=_by_a_gate,
            logged=gettext_lazy("put a project on hold"),
        ),
        Action(
            "stop",
            pgettext_lazy("project", "stop"),
            at=(State.RUNNING,),
            to=State.STOPPED,
            right=DECIDE,
            obstacle=_by_a_gate,
            logged=gettext_lazy("stop a project"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Your projects beyond their term: %(count)d"),
            actions=("owe",),
            rows=_overdue,
            url=_overdue_list,
        ),
    ),
    by_others=(State.COMPLETED,),
)
