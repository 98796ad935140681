"""The procedure of a panel: what can be done to it in which state, by whom, and why not.

::

    preparing ─open→ scoring ─end_first, or the last hand_in→ discussion ─close→ closed
    preparing, scoring, discussion ─dissolve→ dissolved
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.experts import notifications
from keqiao.web.experts.actions import PanelActing
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.rights import DECIDE, SCORE
from keqiao.web.experts.seats import SEATS, status_of_panel
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure

State = ExpertPanel.State
OPEN = (State.PREPARING, State.SCORING, State.DISCUSSION)
MOST_WORDS = 500
"""Characters of a reason or a ground."""


def _not_seated(user: Actor, panel: ExpertPanel) -> str:
    return _("You sit on this panel; another person runs it.") if panel.seat_of(user) is not None else ""


def _not_to_be_put_right(user: Actor, panel: ExpertPanel) -> str:
    """A new panel puts right a closed one of the same measure and period."""
    earlier = panel.corrects
    if earlier is None:
        return ""
    if earlier.state != State.CLOSED:
        return status_of_panel(earlier)
    return _not_seated(user, earlier)


def _closing(user: Actor, panel: ExpertPanel) -> str:
    if panel.created_by_id == user.pk:
        return _("You organised this panel; another person closes it.")
    return _not_seated(user, panel)


def _ending(user: Actor, panel: ExpertPanel) -> str:
    """The bureau, or the chair who has handed in."""
    seat = panel.seat_of(user)
    if seat is None:
        return "" if user.has_right(DECIDE) else _("You are not on this panel.")
    if panel.chair_id != user.pk:
        return _("The chair or the bureau ends the independent scoring.")
    if seat.first_at is None:
        return _("Hand in your own scores first.")
    return ""


def _late(user: Actor) -> QuerySet[ExpertPanel]:
    """Panels whose experts have not all handed in by the due date."""
    panels: QuerySet[ExpertPanel] = ExpertPanel.objects.visible_to(user)
    late = panels.filter(state=State.SCORING, due_on__lt=today()).order_by("pk")
    if user.has_right(DECIDE):
        return late
    handed_in = PanelSeat.objects.filter(expert=user, first_at__isnull=False)
    return late.filter(chair=user, pk__in=handed_in.values("panel"))


def _to_close(user: Actor) -> QuerySet[ExpertPanel]:
    """Panels whose experts have all handed in after the discussion."""
    panels: QuerySet[ExpertPanel] = ExpertPanel.objects.visible_to(user)
    if not user.has_right(DECIDE):
        return panels.none()
    missing = PanelSeat.objects.filter(first_at__isnull=False, second_at=None)
    waiting = panels.filter(state=State.DISCUSSION).exclude(pk__in=missing.values("panel"))
    return waiting.exclude(created_by=user).order_by("pk")


def _permit(user: Actor, right: str, panel: ExpertPanel) -> Decision:
    """A panel belongs to no unit: who may open it is told by its visibility, who sits on it by the obstacles."""
    return decide(user, right)


PANELS = Procedure(
    "panels",
    model=ExpertPanel,
    states=State,
    status=status_of_panel,
    work=PanelActing,
    log="experts.",
    related=("measure", "chair", "created_by", "corrects"),
    permit=_permit,
    parts=(SEATS,),
    by_others=(State.DISCUSSION,),
    actions=(
        Action(
            "prepare",
            pgettext_lazy("action", "organise a panel"),
            to=State.PREPARING,
            right=DECIDE,
            obstacle=_not_to_be_put_right,
            stamp="created",
            logged=gettext_lazy("prepare experts' panel"),
        ),
        Action(
            "edit",
            pgettext_lazy("action", "change"),
            at=(State.PREPARING,),
            right=DECIDE,
            obstacle=_not_seated,
            logged=gettext_lazy("change experts' panel in preparation"),
        ),
        Action(
            "open",
            pgettext_lazy("action", "open the scoring"),
            at=(State.PREPARING,),
            to=State.SCORING,
            right=DECIDE,
            obstacle=_not_seated,
            stamp="opened",
            notify=notifications.of_opening,
            logged=gettext_lazy("open scoring of experts' panel"),
        ),
        Action(
            "seat",
            pgettext_lazy("action", "add an expert"),
            at=(State.SCORING,),
            right=DECIDE,
            obstacle=_not_seated,
            notify=notifications.of_opening,
            logged=gettext_lazy("add expert to panel"),
        ),
        Action(
            "state_conflict",
            pgettext_lazy("action", "state a conflict of interest"),
            at=(State.SCORING, State.DISCUSSION),
            right=DECIDE,
            obstacle=_not_seated,
            reason=Reason.REQUIRED,
            most=MOST_WORDS,
            logged=gettext_lazy("state conflict of interest of expert"),
        ),
        Action(
            "end_first",
            pgettext_lazy("action", "end the independent scoring"),
            at=(State.SCORING,),
            to=State.DISCUSSION,
            right=(DECIDE, SCORE),
            obstacle=_ending,
            reason=Reason.REQUIRED,
            most=MOST_WORDS,
            stamp="first_ended",
            notify=notifications.of_discussion,
            logged=gettext_lazy("end independent scoring of experts' panel"),
        ),
        Action(
            "close",
            pgettext_lazy("action", "close"),
            at=(State.DISCUSSION,),
            to=State.CLOSED,
            right=DECIDE,
            obstacle=_closing,
            reason=Reason.OPTIONAL,
            most=MOST_WORDS,
            stamp="closed",
            notify=notifications.of_end,
            logged=gettext_lazy("close experts' panel"),
        ),
        Action(
            "dissolve",
            pgettext_lazy("action", "dissolve"),
            at=OPEN,
            to=State.DISSOLVED,
            right=DECIDE,
            obstacle=_not_seated,
            reason=Reason.REQUIRED,
            most=MOST_WORDS,
            stamp="closed",
            notify=notifications.of_end,
            logged=gettext_lazy("dissolve experts' panel"),
        ),
    ),
    awaited=(
        Awaited(gettext_lazy("Scoring of a panel to open: %(row)s"), actions=("open",)),
        Awaited(
            gettext_lazy("Panel of experts overdue: %(row)s"), actions=("end_first",), rows=_late, tone="bad"
        ),
        Awaited(gettext_lazy("Panel of experts to close: %(row)s"), actions=("close",), rows=_to_close),
    ),
)
