"""What follows when a unit holds a grade in several periods running."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from keqiao.engine.schemes.scheme import Consecutive
from keqiao.periods import earlier

SCHEMA = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "grade": pl.String,
    "periods": pl.Int64,
    "outcome": pl.String,
    "outcome_en": pl.String,
}


def outcomes(totals: pl.DataFrame, rules: Sequence[Consecutive], periods: list[str]) -> pl.DataFrame:
    """A row for each unit and period in which a rule takes effect; ``periods`` are all those of the
    data, in order.

    A period in which the unit has no grade breaks the row of periods.
    """
    parts = [pl.DataFrame(schema=SCHEMA)]
    for rule in rules:
        if len(periods) < rule.periods:
            continue
        held = totals.filter(pl.col("grade") == rule.grade).select("period", "basis", "unit", "grade")
        running = held
        for count in range(1, rule.periods):
            before = {period: earlier(period, count, periods) for period in periods}
            known = {period: was for period, was in before.items() if was in before}
            running = running.with_columns(
                pl.col("period").replace_strict(known, default=None, return_dtype=pl.String).alias("before")
            ).join(
                held.select("basis", "unit", before="period"),
                on=["basis", "unit", "before"],
                how="semi",
                maintain_order="left",
            )
        parts.append(
            running.select(
                "period",
                "basis",
                "unit",
                "grade",
                pl.lit(rule.periods, pl.Int64).alias("periods"),
                pl.lit(rule.outcome.zh, pl.String).alias("outcome"),
                pl.lit(rule.outcome.in_language("en"), pl.String).alias("outcome_en"),
            )
        )
    return pl.concat(parts)
