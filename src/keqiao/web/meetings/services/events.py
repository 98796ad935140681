"""Announce, change, publish, close and cancel events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.meetings.models import MatchmakingEvent
from keqiao.web.meetings.procedure import EVENTS
from keqiao.web.procedures.numbering import next_code, numbered


def announce(actor: Actor, event: MatchmakingEvent) -> MatchmakingEvent:
    """Store a new event, open for sign-up. Raises PermissionDenied, ValidationError by field."""

    def make() -> MatchmakingEvent:
        event.pk = None
        event.code = next_code(MatchmakingEvent, f"M{today():%Y}-", 3)
        with EVENTS.making(actor, event, "announce"):
            _check(event)
        return event

    return numbered(make)


def edit(actor: Actor, pk: int, fields: Mapping[str, Any], *, since: int | None = None) -> None:
    """Change an event before its timetable is published; a draft is made anew then.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    with EVENTS.acting(actor, pk, "edit", since=since) as work:
        work.change(**fields)
        _check(work.row)
        if work.is_done:
            work.row.meetings.all().delete()
            work.row.value = work.row.bound = None
            work.to = MatchmakingEvent.State.OPEN


def publish(actor: Actor, pk: int, *, since: int | None = None) -> None:
    """Let participants see the timetable. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with EVENTS.acting(actor, pk, "publish", since=since):
        pass


def hold(actor: Actor, pk: int, *, since: int | None = None) -> None:
    """Close an event as held. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with EVENTS.acting(actor, pk, "hold", since=since):
        pass


def cancel(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Cancel an event with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with EVENTS.acting(actor, pk, "cancel", since=since, reason=reason):
        pass


def _check(event: MatchmakingEvent) -> None:
    event.full_clean(exclude=["code", "announced_by", "announced_at"], validate_unique=False)
    if event.until > event.on:
        raise ValidationError({"until": _("Sign-up ends on the day of the event at the latest.")})
    if event.begins.hour * 60 + event.begins.minute + event.slots * event.minutes >= 24 * 60:
        raise ValidationError({"slots": _("So many meetings end after midnight.")})
