"""What came of meetings: told by one of the two or the organiser, asked for after weeks; deals opened from them."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.deals.models import Channel, Deal
from keqiao.web.deals.services.initiation import recommend
from keqiao.web.exchange.models import Need, Offer
from keqiao.web.meetings import notifications
from keqiao.web.meetings.documents import RULES
from keqiao.web.meetings.models import EventMeeting, EventState, MatchmakingEvent, MeetingOutcome
from keqiao.web.meetings.procedure import organises
from keqiao.web.meetings.rights import TAKE_PART

WINDOW = timedelta(days=14)
"""For so long after its day a question is still asked where the system was off."""


def say_outcome(actor: Actor, pk: int, outcome: str) -> EventMeeting:
    """Say what came of a meeting. Raises Http404, PermissionDenied, ValidationError."""
    with transaction.atomic():
        meeting = _locked(actor, pk)
        event = meeting.event
        takes_part = actor.has_right(TAKE_PART) and actor.unit_id in {
            meeting.demand.unit_id,
            meeting.supply.unit_id,
        }
        if not takes_part and not organises(actor, event):
            raise PermissionDenied(_("Who met, or the organiser, says what came of a meeting."))
        if event.state not in (EventState.PUBLISHED, EventState.HELD) or meeting.cancelled:
            raise ValidationError(_("This meeting did not take place."))
        if outcome not in MeetingOutcome.values or (outcome == MeetingOutcome.DEAL and meeting.deal is None):
            raise ValidationError({"outcome": _("Choose what came of the meeting.")})
        if meeting.deal is not None and outcome != MeetingOutcome.DEAL:
            raise ValidationError({"outcome": _("A deal was opened from this meeting.")})
        _keep(actor, meeting, outcome)
    return meeting


def open_deal(actor: Actor, pk: int, need: Need, offer: Offer) -> Deal:
    """Open a deal about a need and an offer of the two that met; consent of both is asked as for every deal.

    Raises Http404, PermissionDenied, ValidationError.
    """
    with transaction.atomic():
        meeting = _locked(actor, pk)
        if not organises(actor, meeting.event):
            raise PermissionDenied(_("Somebody else organises this event."))
        if meeting.deal is not None:
            raise ValidationError(_("A deal was opened from this meeting."))
        if (need.organisation_id, offer.organisation_id) != (
            meeting.demand.organisation_id,
            meeting.supply.organisation_id,
        ):
            raise ValidationError(_("Need and offer belong to the two that met."))
        meeting.deal = recommend(actor, need, offer, channel=Channel.EVENT)
        meeting.save(update_fields=["deal"])
        record(actor, "meetings.deal", meeting.event, {"deal": meeting.deal.code})
        _keep(actor, meeting, MeetingOutcome.DEAL)
    return meeting.deal


def follow_up(today: date) -> int:
    """Ask participants of events held N days ago what came of meetings of which nobody has told; return how many were
    asked. The system does it once a day; nobody is asked twice for the same N.
    """
    count = 0
    for days in RULES.in_force().follow_up:
        last = today - timedelta(days=days)
        for event in MatchmakingEvent.objects.filter(
            state=EventState.HELD, on__lte=last, on__gt=last - WINDOW
        ):
            open_meetings = event.meetings.filter(cancelled=False, outcome="").select_related(
                "demand", "supply"
            )
            people = {row for meeting in open_meetings for row in (meeting.demand, meeting.supply)}
            count += notifications.of_follow_up(event, people, days)
    return count


def _locked(actor: Actor, pk: int) -> EventMeeting:
    meeting: EventMeeting | None = (
        EventMeeting.objects.filter(pk__in=EventMeeting.objects.visible_to(actor).values("pk"))
        .select_for_update(of=("self",))
        .select_related("event", "demand", "supply", "deal")
        .filter(pk=pk)
        .first()
    )
    if meeting is None:
        raise Http404
    return meeting


def _keep(actor: Actor, meeting: EventMeeting, outcome: str) -> None:
    meeting.outcome, meeting.outcome_by, meeting.outcome_at = outcome, actor, present()
    meeting.save(update_fields=["outcome", "outcome_by", "outcome_at"])
    record(actor, "meetings.outcome", meeting.event, {"meeting": meeting.pk, "outcome": outcome})
