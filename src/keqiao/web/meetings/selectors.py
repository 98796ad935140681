"""Reads of events, through what a user may see of them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import Deal
from keqiao.web.meetings.models import EventMeeting, EventParticipation, MatchmakingEvent, MeetingOutcome
from keqiao.web.meetings.models.participations import COMING


def events_for(user: Actor) -> QuerySet[MatchmakingEvent]:
    """Return the events that a user may see, with the number of participants as ``coming``."""
    rows: QuerySet[MatchmakingEvent] = MatchmakingEvent.objects.visible_to(user).select_related(
        "announced_by"
    )
    return rows.annotate(
        coming=Count("participations", filter=Q(participations__state__in=COMING), distinct=True)
    )


def event_of(user: Actor, pk: int) -> MatchmakingEvent:
    """Return an event that a user may see. Raises Http404."""
    event = events_for(user).filter(pk=pk).first()
    if event is None:
        raise Http404
    return event


def own_participation(user: Actor, event: MatchmakingEvent) -> EventParticipation | None:
    """Return the participation of the user's unit; None where it has none."""
    if user.unit_id is None:
        return None
    rows = EventParticipation.objects.visible_to(user).filter(event=event, unit=user.unit_id)
    row: EventParticipation | None = rows.select_related("organisation", "event").first()
    return row


def participations_of(user: Actor) -> QuerySet[EventParticipation]:
    """Return who takes part in events, as far as a user may see it."""
    rows: QuerySet[EventParticipation] = EventParticipation.objects.visible_to(user)
    return rows.select_related("event", "organisation")


def meetings_of(user: Actor) -> QuerySet[EventMeeting]:
    """Return the meetings that a user may see, with both sides."""
    rows: QuerySet[EventMeeting] = EventMeeting.objects.visible_to(user)
    return rows.select_related("event", "demand__organisation", "supply__organisation", "deal")


def meetings_for(user: Actor, event: MatchmakingEvent) -> QuerySet[EventMeeting]:
    """Return those of an event."""
    return meetings_of(user).filter(event=event)


class EventFigures(NamedTuple):
    """What an event came to. ``amount``: of contracts of deals opened from it, in 元."""

    coming: int
    present: int
    meetings: int
    answered: int
    talks: int
    deals: int
    amount: Decimal


def figures_of(event: MatchmakingEvent) -> EventFigures:
    """Count what an event came to."""
    meetings = event.meetings.filter(cancelled=False)
    deals = Deal.objects.filter(event_meetings__event=event).distinct()
    amount = deals.aggregate(sum=Sum(Coalesce("contract__amount", "contract_amount")))["sum"]
    return EventFigures(
        coming=event.participations.exclude(state="withdrawn").count(),
        present=event.participations.filter(state="present").count(),
        meetings=meetings.count(),
        answered=meetings.exclude(outcome="").count(),
        talks=meetings.filter(outcome=MeetingOutcome.TALKS).count(),
        deals=deals.count(),
        amount=amount or Decimal(0),
    )
