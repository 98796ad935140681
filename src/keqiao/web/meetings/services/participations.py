"""Sign up, change wishes and times, withdraw, check in at the door, mark who did not come."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.services.initiation import organisation_of
from keqiao.web.meetings.models import (
    EventParticipation,
    EventSideChoice,
    EventState,
    MatchmakingEvent,
    MeetingWish,
)
from keqiao.web.meetings.procedure import PARTICIPATIONS
from keqiao.web.meetings.services.timetable import mend

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and figures that nobody mistakes for one another."""


def sign_up(actor: Actor, event_pk: int, side: str, away: Iterable[int] = ()) -> EventParticipation:
    """Sign the organisation of the actor's unit up. Raises Http404, PermissionDenied, ValidationError."""
    event = MatchmakingEvent.objects.visible_to(actor).filter(pk=event_pk).first()
    if event is None:
        raise Http404
    organisation = organisation_of(actor)
    if organisation is None or actor.unit is None:
        raise ValidationError(_("Your unit is no firm and no platform of the register."))
    row = EventParticipation(
        event=event,
        organisation=organisation,
        unit=actor.unit,
        side=_side(side),
        away=_away(event, away),
        code="".join(secrets.choice(SIGNS) for _number in range(10)),
    )
    try:
        with transaction.atomic(), PARTICIPATIONS.making(actor, row, "sign_up"):
            pass
    except IntegrityError as error:
        raise ValidationError(_("Your organisation has signed up already.")) from error
    return row


def change(
    actor: Actor,
    pk: int,
    side: str,
    away: Iterable[int],
    wishes: Mapping[int, bool],
    *,
    since: int | None = None,
) -> None:
    """Change the side, the times and the wishes (key of a participant → wishes to meet or not to meet).

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with PARTICIPATIONS.acting(actor, pk, "change", since=since) as work:
        row = work.row
        work.change(side=_side(side), away=_away(row.event, away))
        others = row.event.participations.coming().exclude(side=row.side).in_bulk(list(wishes))
        before = dict(row.wishes.values_list("other", "wanted"))
        after = {key: wanted for key, wanted in wishes.items() if key in others}
        if before != after:
            row.wishes.all().delete()
            MeetingWish.objects.bulk_create(
                MeetingWish(of=row, other=others[key], wanted=wanted) for key, wanted in after.items()
            )
            work.note("wishes", len(before), len(after))


def withdraw(actor: Actor, pk: int, *, since: int | None = None) -> None:
    """Withdraw; a published timetable is mended. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with PARTICIPATIONS.acting(actor, pk, "withdraw", since=since) as work:
        if work.row.event.state == EventState.PUBLISHED:
            mend(actor, work.row.event, work.row, 0)
        elif work.row.event.state == EventState.PLANNED:
            work.row.event.meetings.filter(**{work.row.side: work.row}).delete()


def by_code(actor: Actor, code: str) -> EventParticipation:
    """Return the participation that a phone shows at the door. Raises ValidationError."""
    wanted = "".join(code.upper().split())[:12].replace("\0", "")
    row: EventParticipation | None = (
        EventParticipation.objects.visible_to(actor)
        .select_related("event", "organisation")
        .filter(code=wanted)
        .first()
        if wanted
        else None
    )
    if row is None:
        raise ValidationError({"code": _("No participant has this code.")})
    return row


def check_in(actor: Actor, pk: int, *, since: int | None = None) -> None:
    """Note that a participant has come. Raises Http404, PermissionDenied, ChangedMeanwhile."""
    with PARTICIPATIONS.acting(actor, pk, "check_in", since=since) as work:
        work.row.arrived_at = work.at


def miss(actor: Actor, pk: int, slot: int, *, since: int | None = None) -> None:
    """Note that a participant is not there from a slot on (from 0), and mend the timetable with fewest changes.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with PARTICIPATIONS.acting(actor, pk, "miss", since=since) as work:
        if not 0 <= slot < work.row.event.slots:
            raise ValidationError(_("Choose from which meeting on."))
        mend(actor, work.row.event, work.row, slot)


def _side(side: str) -> str:
    if side not in EventSideChoice.values:
        raise ValidationError({"side": _("Say whether you seek or offer.")})
    return side


def _away(event: MatchmakingEvent, away: Iterable[int]) -> list[int]:
    slots = sorted({slot for slot in away if 0 <= slot < event.slots})
    if len(slots) == event.slots:
        raise ValidationError({"away": _("You cannot come at any time; then do not sign up.")})
    return slots
