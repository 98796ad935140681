"""How often a platform was late with its forms: the derivation of the measure ``late_returns`` from 2025 on.

A form counts in the period in which it was due (a due date that was moved counts as moved): once when it was first
handed in after that day, or when it has not been handed in though the day is over. Later hand-ins, after it was sent
back or unlocked, count nothing: the first one was in time or not.
"""

from __future__ import annotations

import polars as pl
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from keqiao.web.facts.derivations import Derivation, Periods, Reading
from keqiao.web.facts.derivations.base import by_period, count_things, counting, within
from keqiao.web.facts.frames import read
from keqiao.web.returns.models import Return, Submission


def hand_ins(reading: Reading) -> pl.DataFrame:
    """Read the forms of the platforms with their first hand-ins; one query."""
    forms = Return.objects.all()
    if reading.only is not None:
        forms = forms.filter(platform__in=list(reading.only))
    if reading.known_at is not None:
        forms = forms.filter(collection__opened_at__lte=reading.known_at)
    first = Submission.objects.filter(form=OuterRef("pk"), number=1)
    forms = forms.annotate(
        first_at=Subquery(first.values("at")[:1]), first_late=Subquery(first.values("late_days")[:1])
    )
    return read(
        forms, id="pk", platform="platform", due="due_on", handed_in="first_at", late_days="first_late"
    )


def late(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the forms that were due in the period and late, as known at the moment of the reading."""
    known = reading.known_at or timezone.now()
    is_over = pl.col("due") < timezone.localdate(known)
    was_late = pl.when(pl.col("handed_in") <= known).then(pl.col("late_days") > 0).otherwise(is_over)
    rows = by_period(reading.load(hand_ins).filter(was_late), periods, within("due"))
    return counting(rows, key="id")


LATE_RETURNS = Derivation("late_returns", "returns.Return", late, count_things, flow=True, daily=True)
