"""Figures derived from reviews at gates (B7): reviewed and passed at proof of concept and pilot, gain of readiness.

A review counts on the day of its decision; only what was decided by the moment of a reading counts, and a decision
stands. Projects are rows of the registers: the verified basis reads the verified ones.
"""

from __future__ import annotations

import polars as pl
from django.db.models.functions import TruncDate

from keqiao.web.facts.derivations import Derivation, Periods, Reading
from keqiao.web.facts.derivations.base import (
    Select,
    by_period,
    count_things,
    counting,
    mean_of_things,
    within,
)
from keqiao.web.facts.frames import read
from keqiao.web.pipeline.models import DECIDED_GATES, GateCode, GateReview, GateState
from keqiao.web.registry.models import PipelineProject

GATE = "pipeline.GateReview"
COUNTED = (GateCode.G1, GateCode.G2)
"""The gates of proof of concept and pilot."""


def decided_reviews(reading: Reading) -> pl.DataFrame:
    """Read the decided reviews with the day of the decision and the levels before and after it."""
    rows = GateReview.objects.filter(
        state__in=DECIDED_GATES, passage__project__in=reading.current(PipelineProject)
    )
    if reading.known_at is not None:
        rows = rows.filter(decided_at__lte=reading.known_at)
    return read(
        rows.annotate(day=TruncDate("decided_at")),
        id="pk",
        platform="passage__project__platform__pk",
        gate="gate",
        state="state",
        on="day",
        before="readiness_before",
        after="readiness_after",
    )


def decided(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Return the reviews decided in each period."""
    return by_period(reading.load(decided_reviews), periods, within("on"))


def reviewed(*states: GateState) -> Select:
    """Select the reviews at the counted gates decided in the period, those with one of ``states`` where given."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        rows = decided(reading, periods).filter(pl.col("gate").is_in([gate.value for gate in COUNTED]))
        wanted = [state.value for state in states or DECIDED_GATES]
        return counting(rows.filter(pl.col("state").is_in(wanted)), key="id")

    return select


def gained(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the reviews at any gate decided with a level, each with the levels gained; a fall counts as no gain."""
    rows = decided(reading, periods).filter(pl.col("after").is_not_null())
    gain = pl.max_horizontal(pl.col("after").cast(pl.Int64) - pl.col("before").cast(pl.Int64), pl.lit(0))
    return counting(rows, key="id", value=gain)


GATES_REVIEWED = Derivation("gates_reviewed", GATE, reviewed(), count_things, flow=True)
GATES_PASSED = Derivation("gates_passed", GATE, reviewed(GateState.PASSED), count_things, flow=True)
TRL_GAIN = Derivation("trl_gain", GATE, gained, mean_of_things, flow=True, empty=None)
