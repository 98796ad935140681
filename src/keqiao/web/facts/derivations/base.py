"""How a figure is derived from register rows: select the rows of each period, then count or add up distinct things.

A derivation names the rows that count (:func:`counting`), each with its platform, its period and a key that says which
*thing* it is: a person, a firm by its social credit code, a patent by its application number. A platform's figure uses
its own rows, the city's uses all of them; counting goes by distinct keys and adding by distinct rows, so nothing counts
twice. All platforms and periods are computed at once, by columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.facts.reasons import FigureReason

Select = Callable[[Reading, Periods], pl.LazyFrame]
"""The rows that count, as :func:`counting` names their columns."""
Combine = Callable[[pl.LazyFrame, Sequence[str], Periods], pl.LazyFrame]
"""The rows and the columns of which each value is one → these columns and ``value``."""
FINE = pl.Decimal(38, 18)
"""Of shares and means."""


@dataclass(frozen=True)
class Derivation:
    """A rule: the register that is listed behind the figure, which rows count, and how they make a value."""

    code: str
    model: str
    select: Select
    combine: Combine
    yearly: bool = False
    """Whether the register is kept by year, so that only years have a value."""
    flow: bool = False
    """Whether a platform counts that belonged to the system on any day of the period, not only on the last."""
    parameters: tuple[str, ...] = ()
    """The dated parameters that the rule reads: before their first day there is no value."""
    daily: bool = False
    """Whether the value depends on the day on which it is computed."""
    empty: int | None = 0
    """The value where no row counts; None: there is none."""


class Derived(NamedTuple):
    """Derived figures in the order of :meth:`Reading.places`.

    ``values``: ``platform`` (null: the city), ``period``, its ``last`` day, ``value`` and ``reason``: why there is
    none. ``rows``: the rows behind them (``platform``, ``period``, ``id``, and whether they count for the ``city``).
    """

    values: pl.LazyFrame
    rows: pl.LazyFrame | None = None


def counting(
    rows: pl.LazyFrame,
    key: str | pl.Expr,
    row: str = "id",
    value: pl.Expr | None = None,
    city: pl.Expr | None = None,
) -> pl.LazyFrame:
    """Return rows as they count: the thing that each is, its id in the register, what it adds (else 1), and whether it
    counts for the city too.
    """
    return rows.select(
        "platform",
        "period",
        key=key,
        id=row,
        value=pl.lit(1, DECIMAL) if value is None else value.cast(DECIMAL),
        city=pl.lit(value=True) if city is None else city,
    )


def by_period(rows: pl.LazyFrame, periods: Periods | pl.LazyFrame, *conditions: pl.Expr) -> pl.LazyFrame:
    """Return every row once for each period for which the conditions hold."""
    frame = periods.frame if isinstance(periods, Periods) else periods
    return rows.join(frame, how="cross").filter(*conditions)


def holds(on: str, start: str = "start", end: str = "end") -> pl.Expr:
    """Whether the day ``on`` lies between ``start`` and the last day ``end`` (null: open); all are columns."""
    return (pl.col(start) <= pl.col(on)) & (pl.col(end).is_null() | (pl.col(end) >= pl.col(on)))


def within(on: str) -> pl.Expr:
    """Whether the day ``on`` lies in the period."""
    return pl.col(on).is_between(pl.col("first"), pl.col("last"))


def count_things(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return the number of distinct things."""
    return rows.group_by(by).agg(value=pl.col("key").n_unique())


def add_rows(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return the sum over distinct rows."""
    return rows.unique([*by, "id"]).group_by(by).agg(pl.col("value").sum())


def mean_of_things(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return the mean over distinct things."""
    mean = pl.col("value").sum().cast(FINE) / pl.len().cast(FINE)
    return rows.unique([*by, "key"]).group_by(by).agg(value=mean.cast(DECIMAL))


def years_before(day: date, years: int) -> date:
    """Return the same day of the calendar ``years`` earlier (29 February: the 28th)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def derive(derivation: Derivation, reading: Reading, periods: Periods) -> Derived:
    """Return the value of every platform read and of the city in every period, with the rows behind them.

    A platform counts while it belongs to the system: on the last day for a stock, on any day of the period for a flow.
    """
    covered = periods.where(lambda period: period.is_full_year) if derivation.yearly else periods
    known = covered.with_parameters(derivation.parameters)
    rows = derivation.select(reading, known)
    rows = reading.in_force(rows, known, "first" if derivation.flow else "last")
    parts = []
    if not reading.city_only:
        parts.append(derivation.combine(rows, ["platform", "period"], known))
    if reading.only is None:
        of_city = derivation.combine(rows.filter("city"), ["period"], known)
        parts.append(of_city.with_columns(platform=pl.lit(None, pl.Int64)))
    frames = [part.select("platform", "period", pl.col("value").cast(DECIMAL)) for part in parts]
    values = reading.places(periods).join(
        pl.concat(frames), on=["platform", "period"], how="left", nulls_equal=True, maintain_order="left"
    )
    is_known, is_covered = (pl.col("period").is_in(those.places) for those in (known, covered))
    value = pl.col("value").fill_null(pl.when(is_known).then(pl.lit(derivation.empty, DECIMAL)))
    gap = (
        pl.when(~is_covered)
        .then(pl.lit(FigureReason.BY_YEAR.value))
        .when(~is_known)
        .then(pl.lit(FigureReason.TOO_EARLY.value))
        .otherwise(pl.lit(FigureReason.NO_TOTAL.value))
    )
    return Derived(values.with_columns(value, reason=pl.when(value.is_null()).then(gap)), rows)
