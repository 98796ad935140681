"""The procedures of an event and of its participants.

::

    announce → open ─plan→ planned ─publish→ published ─hold→ held
    open, planned, published ─cancel→ cancelled
    of a participant: sign_up → signed ─check_in→ present;  signed, present ─miss→ absent;  signed ─withdraw→ withdrawn
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.meetings import notifications
from keqiao.web.meetings.models import (
    EventParticipation,
    EventSideChoice,
    EventState,
    MatchmakingEvent,
    ParticipationState,
)
from keqiao.web.meetings.rights import ORGANISE, TAKE_PART
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State, Stand = EventState, ParticipationState
ALIVE = (State.OPEN, State.PLANNED, State.PUBLISHED)

STATUS: dict[str, str | Promise] = {
    State.OPEN: gettext_lazy("Sign-up is open until %(until)s."),
    State.PLANNED: gettext_lazy("The timetable is drafted; only the organiser sees it."),
    State.PUBLISHED: gettext_lazy("The timetable is published; participants check in at the door."),
    State.HELD: gettext_lazy("Held. Participants say what came of their meetings."),
    State.CANCELLED: gettext_lazy("Cancelled."),
}
STANDS: dict[str, str | Promise] = {
    Stand.SIGNED: gettext_lazy("Signed up."),
    Stand.PRESENT: gettext_lazy("Has checked in."),
    Stand.ABSENT: gettext_lazy("Did not come."),
    Stand.WITHDRAWN: gettext_lazy("Has withdrawn."),
}


def status(event: MatchmakingEvent) -> str:
    """Say where an event stands."""
    return str(STATUS[event.state]) % {"until": event.until.isoformat()}


def organises(user: Actor, event: MatchmakingEvent) -> bool:
    """Whether the user organises the event: who announced it, or who organises every event."""
    scope = user.scope_for(ORGANISE)
    return scope == "all" or (scope is not None and event.announced_by_id == user.pk)


def permit(user: Actor, right: str, row: Any) -> Decision:
    """Whether the user holds a right of the room; whose an event or a participation is the obstacles say."""
    return decide(user, right)


def _organising(user: Actor, event: MatchmakingEvent) -> str:
    return "" if organises(user, event) else _("Somebody else organises this event.")


def _both_sides(user: Actor, event: MatchmakingEvent) -> str:
    sides = set(event.participations.coming().values_list("side", flat=True))
    if len(sides) < len(EventSideChoice):
        return _("So far nobody of one side has signed up.")
    return _organising(user, event)


def _begun(user: Actor, event: MatchmakingEvent) -> str:
    if today() < event.on:
        return _("The event is on %(day)s.") % {"day": event.on.isoformat()}
    return _organising(user, event)


class EventActing(Acting):
    """An action under way on a locked event."""

    row: MatchmakingEvent

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        entry = {"event": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


class ParticipationActing(Acting):
    """An action under way on a locked participation."""

    row: EventParticipation

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        row = self.row
        return {
            "event": row.event.code,
            "organisation": row.organisation_id,
            "state": row.state,
        } | self.detail


def _sign_up_is_open(user: Actor, row: EventParticipation) -> str:
    event = row.event
    if event.state != State.OPEN:
        return status(event)
    if today() > event.until:
        return _("Sign-up ended on %(day)s.") % {"day": event.until.isoformat()}
    return ""


def _own_and_open(user: Actor, row: EventParticipation) -> str:
    return _own(user, row) or _sign_up_is_open(user, row)


def _own(user: Actor, row: EventParticipation) -> str:
    return "" if row.unit_id == user.unit_id else _("This is another participant.")


def _own_before_the_day(user: Actor, row: EventParticipation) -> str:
    if row.event.state not in ALIVE:
        return status(row.event)
    return _own(user, row)


def _at_the_door(user: Actor, row: EventParticipation) -> str:
    if row.event.state != State.PUBLISHED:
        return status(row.event)
    return _organising(user, row.event)


def _to_plan(user: Actor) -> QuerySet[MatchmakingEvent]:
    """The user's events whose sign-up is over and that have no timetable yet."""
    due = MatchmakingEvent.objects.filter(state=State.OPEN, until__lt=today())
    scope = user.scope_for(ORGANISE)
    return due.filter(Q() if scope == "all" else Q(announced_by=user) if scope else Q(pk__in=()))


EVENTS: Procedure[EventActing] = Procedure(
    "matchmaking_events",
    model=MatchmakingEvent,
    states=State,
    status=status,
    work=EventActing,
    permit=permit,
    log="meetings.",
    related=("announced_by",),
    actions=(
        Action(
            "announce",
            pgettext_lazy("matchmaking event", "announce"),
            to=State.OPEN,
            right=ORGANISE,
            stamp="announced",
            logged=gettext_lazy("announce a matchmaking event"),
        ),
        Action(
            "edit",
            pgettext_lazy("matchmaking event", "change"),
            at=(State.OPEN, State.PLANNED),
            right=ORGANISE,
            obstacle=_organising,
            logged=gettext_lazy("change a matchmaking event"),
        ),
        Action(
            "pair",
            pgettext_lazy("matchmaking event", "lay down a pair"),
            at=(State.OPEN, State.PLANNED),
            right=ORGANISE,
            obstacle=_organising,
            logged=gettext_lazy("lay down that a pair has to meet or must not"),
        ),
        Action(
            "plan",
            pgettext_lazy("matchmaking event", "make the timetable"),
            at=(State.OPEN, State.PLANNED),
            to=State.PLANNED,
            right=ORGANISE,
            obstacle=_both_sides,
            logged=gettext_lazy("make the timetable of an event"),
        ),
        Action(
            "publish",
            pgettext_lazy("matchmaking event", "publish the timetable"),
            at=(State.PLANNED,),
            to=State.PUBLISHED,
            right=ORGANISE,
            obstacle=_organising,
            notify=notifications.of_timetable,
            logged=gettext_lazy("publish the timetable of an event"),
        ),
        Action(
            "repair",
            pgettext_lazy("matchmaking event", "mend the timetable"),
            at=(State.PUBLISHED,),
            right=(ORGANISE, TAKE_PART),
            logged=gettext_lazy("mend the timetable of an event"),
        ),
        Action(
            "hold",
            pgettext_lazy("matchmaking event", "close as held"),
            at=(State.PUBLISHED,),
            to=State.HELD,
            right=ORGANISE,
            obstacle=_begun,
            logged=gettext_lazy("close an event as held"),
        ),
        Action(
            "cancel",
            pgettext_lazy("matchmaking event", "cancel"),
            at=ALIVE,
            to=State.CANCELLED,
            right=ORGANISE,
            obstacle=_organising,
            reason=Reason.REQUIRED,
            notify=notifications.of_cancelling,
            logged=gettext_lazy("cancel an event"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Events whose timetable is to be made: %(count)d"),
            actions=("plan",),
            rows=_to_plan,
            url=lambda: f"{reverse('meetings:list')}?state={State.OPEN}",
        ),
    ),
)

PARTICIPATIONS: Procedure[ParticipationActing] = Procedure(
    "event_participations",
    model=EventParticipation,
    states=Stand,
    status=lambda row: str(STANDS[row.state]),
    work=ParticipationActing,
    permit=permit,
    log="meetings.",
    related=("event", "organisation"),
    actions=(
        Action(
            "sign_up",
            pgettext_lazy("participant", "sign up"),
            to=Stand.SIGNED,
            right=TAKE_PART,
            obstacle=_sign_up_is_open,
            stamp="signed",
            logged=gettext_lazy("sign up for an event"),
        ),
        Action(
            "change",
            pgettext_lazy("participant", "change wishes and times"),
            at=(Stand.SIGNED, Stand.WITHDRAWN),
            to=Stand.SIGNED,
            right=TAKE_PART,
            obstacle=_own_and_open,
            logged=gettext_lazy("change wishes and times for an event"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("participant", "withdraw"),
            at=(Stand.SIGNED,),
            to=Stand.WITHDRAWN,
            right=TAKE_PART,
            obstacle=_own_before_the_day,
            logged=gettext_lazy("withdraw from an event"),
        ),
        Action(
            "check_in",
            pgettext_lazy("participant", "check in"),
            at=(Stand.SIGNED, Stand.ABSENT),
            to=Stand.PRESENT,
            right=ORGANISE,
            obstacle=_at_the_door,
            logged=gettext_lazy("check a participant in"),
        ),
        Action(
            "miss",
            pgettext_lazy("participant", "mark as not there"),
            at=(Stand.SIGNED, Stand.PRESENT),
            to=Stand.ABSENT,
            right=ORGANISE,
            obstacle=_at_the_door,
            logged=gettext_lazy("mark a participant as not there"),
        ),
    ),
)
