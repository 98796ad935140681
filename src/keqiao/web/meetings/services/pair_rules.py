"""Lay down that a pair of an event has to meet or must not, and take that back; the next timetable keeps it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.meetings.models import EventParticipation, EventSideChoice, MeetingWish, PairRule
from keqiao.web.meetings.procedure import EVENTS


def lay_down(
    actor: Actor, event: int, demand: int, supply: int, *, must: bool, since: int | None = None
) -> None:
    """Lay down that two participants have to meet, or must not; what was laid down of them before gives way.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with EVENTS.acting(actor, event, "pair", since=since) as work:
        coming = {row.pk: row for row in work.row.participations.coming().select_related("organisation")}
        one, other = coming.get(demand), coming.get(supply)
        if one is None or one.side != EventSideChoice.DEMAND:
            raise ValidationError({"demand": _("Choose a participant of the demand side.")})
        if other is None or other.side != EventSideChoice.SUPPLY:
            raise ValidationError({"supply": _("Choose a participant of the supply side.")})
        if must and (unwilling := _unwilling(one, other)):
            raise ValidationError(_("%(who)s does not wish this meeting.") % {"who": unwilling.organisation})
        rule = PairRule.objects.filter(event=work.row, demand=one, supply=other).first()
        if rule is not None:
            work.note(_kind(rule), str(rule), None)
        rule = rule or PairRule(event=work.row, demand=one, supply=other)
        rule.must, rule.set_by, rule.set_at = must, actor, work.at
        rule.save()
        work.note(_kind(rule), None, str(rule))


def take_back(actor: Actor, event: int, rule: int, *, since: int | None = None) -> None:
    """Take back what was laid down of a pair. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with EVENTS.acting(actor, event, "pair", since=since) as work:
        row = PairRule.objects.filter(event=work.row, pk=rule).first()
        if row is None:
            raise ValidationError(_("Nothing is laid down of this pair any more."))
        work.note(_kind(row), str(row), None)
        row.delete()


def _kind(rule: PairRule) -> str:
    return "must_meet" if rule.must else "must_not_meet"


def _unwilling(one: EventParticipation, other: EventParticipation) -> EventParticipation | None:
    """Who of the two has said not to wish the meeting."""
    for of, whom in ((one, other), (other, one)):
        if MeetingWish.objects.filter(of=of, other=whom, wanted=False).exists():
            return of
    return None
