"""What events add to a firm's page: those it takes part in, and those it may sign up for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.firms.sections import FirmSection
from keqiao.web.meetings.models import EventParticipation, EventState
from keqiao.web.meetings.rights import VIEW
from keqiao.web.meetings.selectors import events_for
from keqiao.web.registry.models import Firm

MOST = 5


def events(user: Actor, firm: Firm) -> FirmSection | None:
    """Events of the firm, then those whose sign-up is open."""
    if not user.has_right(VIEW):
        return None
    rows = EventParticipation.objects.visible_to(user).filter(organisation=firm.organisation_id)
    taking_part = list(rows.select_related("event").order_by("-event__on")[:MOST])
    signed = {row.event_id for row in taking_part}
    coming = events_for(user).filter(state=EventState.OPEN, until__gte=today()).exclude(pk__in=signed)[:MOST]
    context = {"taking_part": taking_part, "coming": coming}
    return FirmSection(_("Matchmaking events"), "meetings/firm_events.html", 40, context)
