"""What follows when a unit holds a grade in several periods running."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from keqiao.engine.evaluation.periods import earlier
from keqiao.engine.schemes.scheme import Consecutive

SCHEMA = {
    "period": pl.String, "basis": pl.String, "unit": pl.String, "grade": pl.String, "periods": pl.Int64,
    "outcome": pl.String, "outcome_en": pl.String,
}  # fmt: skip


def outcomes(totals: pl.DataFrame, rules: Sequence[Consecutive], periods: list[str]) -> pl.DataFrame:
    """A row for each unit and period in which a rule takes effect; ``periods`` are all those of the
    data, in order.

    A period in which the unit has no grade breaks the row of periods.
    """
    rows: list[tuple[str, str, str, str, int, str, str]] = []
    for rule in rules:
        held = set(totals.filter(pl.col("grade") == rule.grade).select("basis", "unit", "period").iter_rows())
        for basis, unit, period in sorted(held):
            before: str | None = period
            running = 1
            while running < rule.periods:
                before = earlier(before, 1, periods) if before in periods else None
                if before is None or (basis, unit, before) not in held:
                    break
                running += 1
            if running >= rule.periods:
                rows.append((period, basis, unit, rule.grade, rule.periods, rule.outcome.zh, rule.outcome.en))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
