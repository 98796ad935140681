"""How often a platform was late with its forms: the derivation of the measure ``late_returns`` from 2025 on.

A form counts in the period in which it was due (a due date that was moved counts as moved): once when it was first
handed in after that day, or when it has not been handed in though the day is over. Later hand-ins, after it was sent
back or unlocked, count nothing: the first one was in time or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, count_things
from keqiao.web.returns.models import Return, Submission


class HandIn(NamedTuple):
    """A form, when it was due, and its first hand-in if there is one."""

    id: int
    platform: int
    due_on: date
    at: datetime | None
    late_days: int | None


def hand_ins(reading: Reading) -> list[HandIn]:
    """Read the forms of the platforms with their first hand-ins; one query."""
    first = Submission.objects.filter(form=OuterRef("pk"), number=1)
    forms = Return.objects.filter(platform__in=list(reading.validity))
    if reading.known_at is not None:
        forms = forms.filter(collection__opened_at__lte=reading.known_at)
    rows = forms.order_by("pk").annotate(
        first_at=Subquery(first.values("at")[:1]), first_late=Subquery(first.values("late_days")[:1])
    )
    return [HandIn(*row) for row in rows.values_list("id", "platform_id", "due_on", "first_at", "first_late")]


def late(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the forms that were due in the period and late, as known at the moment of the reading."""
    known = reading.known_at or timezone.now()
    for one in reading.load(hand_ins):
        if not period.flow_start <= one.due_on <= period.end:
            continue
        was_late = bool(one.late_days) if _by(one.at, known) else timezone.localdate(known) > one.due_on
        if was_late:
            yield Row(one.platform, one.id, one.id)


def _by(at: datetime | None, known: datetime) -> bool:
    """Whether the first hand-in had been made at the moment."""
    return at is not None and at <= known


LATE_RETURNS = Derivation("late_returns", "returns.Return", late, count_things, flow=True)
