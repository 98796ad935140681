"""Matchmaking events for programs, read only: events, who takes part, and meetings, each as far as the caller sees it.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.meetings.models import (
    EventMeeting,
    EventParticipation,
    EventState,
    EventStep,
    MatchmakingEvent,
    ParticipationStep,
)
from keqiao.web.meetings.rights import VIEW
from keqiao.web.meetings.selectors import events_for, meetings_of, participations_of
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

events = Router(tags=["meetings"])
EventCode = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9-]*$")]


class EventOut(Schema):
    """An event; ``slots`` meetings of ``minutes`` each, one after the other; ``coming``: how many take part."""

    code: str
    title: str
    words: str
    place: str
    on: date
    begins: time
    minutes: int
    slots: int
    tables: int
    until: date
    state: str
    coming: int


class ParticipationOut(Schema):
    """Who takes part on which side. Wishes are not told."""

    event: str
    organisation: str
    side: str
    state: str
    signed_at: datetime
    arrived_at: datetime | None


class MeetingOut(Schema):
    """A meeting; ``slot`` from 1, ``deal``: the deal that was opened from it."""

    event: str
    demand: str
    supply: str
    slot: int
    time: str
    table: int
    cancelled: bool
    outcome: str
    deal: str | None


class EventQuery(PageQuery):
    """Which events: in a state."""

    state: Literal["open", "planned", "published", "held", "cancelled"] | None = None


class OfEventQuery(PageQuery):
    """Of one event by its code."""

    event: EventCode = ""


EventPage, ParticipationPage, MeetingPage = (
    page_schema(EventOut),
    page_schema(ParticipationOut),
    page_schema(MeetingOut),
)


@events.get("/", response={200: EventPage, **REFUSALS}, operation_id="listMatchmakingEvents")
def list_events(request: SignedInRequest, query: Query[EventQuery]) -> Any:
    """The events, the latest first; ``changed_since``: those that had a step, or whose participants had one."""
    require(request.user, VIEW)
    rows = events_for(request.user)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-on", "-pk"), query, _event, _changed)


@events.get("/participants", response={200: ParticipationPage, **REFUSALS}, operation_id="listParticipants")
def list_participants(request: SignedInRequest, query: Query[OfEventQuery]) -> Any:
    """Who takes part in the events that the caller sees."""
    require(request.user, VIEW)
    rows = participations_of(request.user)
    if query.event:
        rows = rows.filter(event__code=query.event)
    return page_of(
        rows.order_by("event", "pk"),
        query,
        _participation,
        lambda at: Q(pk__in=ParticipationStep.objects.filter(at__gte=at).values("participation")),
    )


@events.get("/meetings", response={200: MeetingPage, **REFUSALS}, operation_id="listMeetings")
def list_meetings(request: SignedInRequest, query: Query[OfEventQuery]) -> Any:
    """The meetings that the caller sees; participants see theirs once the timetable is published."""
    require(request.user, VIEW)
    rows = meetings_of(request.user)
    if request.user.scope_for(VIEW) != "all":
        published = Q(event__state__in=(EventState.PUBLISHED, EventState.HELD))
        rows = rows.filter(published | Q(event__announced_by=request.user))
    if query.event:
        rows = rows.filter(event__code=query.event)
    return page_of(
        rows.order_by("event", "slot", "table", "pk"),
        query,
        _meeting,
        lambda at: Q(outcome_at__gte=at) | Q(event__in=EventStep.objects.filter(at__gte=at).values("event")),
    )


def _changed(moment: datetime) -> Q:
    of_participants = ParticipationStep.objects.filter(at__gte=moment).values("participation__event")
    return Q(pk__in=EventStep.objects.filter(at__gte=moment).values("event")) | Q(pk__in=of_participants)


def _event(row: MatchmakingEvent) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EventOut.model_fields}


def _participation(row: EventParticipation) -> dict[str, Any]:
    names = ("side", "state", "signed_at", "arrived_at")
    return {name: getattr(row, name) for name in names} | {
        "event": row.event.code,
        "organisation": str(row.organisation),
    }


def _meeting(row: EventMeeting) -> dict[str, Any]:
    return {
        "event": row.event.code,
        "demand": str(row.demand),
        "supply": str(row.supply),
        "slot": row.slot + 1,
        "time": row.time,
        "table": row.place,
        "cancelled": row.cancelled,
        "outcome": row.outcome,
        "deal": row.deal.code if row.deal else None,
    }
