"""Platforms themselves: how many, how long in operation, with which qualifications."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from keqiao.web.facts.derivations.base import Derivation, add_rows, by_period, count_things, counting, holds
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.registry.models import Platform, Qualification


def operating(reading: Reading) -> pl.DataFrame:
    """Read since when the platforms operate."""
    return reading.register(Platform, platform="pk", since="operating_since")


def qualifications(reading: Reading) -> pl.DataFrame:
    """Read the qualifications with their points (where they have their own) and their last day."""
    return reading.register(
        Qualification,
        platform="platform",
        name="name",
        kind="kind",
        level="level",
        points="points",
        granted="granted_on",
        expires="expires_on",
    )


def in_system(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the platforms; those not in force on the last day are dropped for every stock."""
    return counting(by_period(reading.load(operating), periods), key="platform")


def years_between(start: str, end: str) -> pl.Expr:
    """Return the years from a day to another: whole anniversaries and the share of the year begun.

    Three years are over on the third anniversary, not a day before, whatever leap days lie between.
    """
    begun = pl.col(end).dt.year() - pl.col(start).dt.year()
    whole = begun - (anniversary(start, begun) > pl.col(end)).cast(pl.Int32)
    last, following = anniversary(start, whole), anniversary(start, whole + 1)
    days, length = (pl.col(end) - last).dt.total_days(), (following - last).dt.total_days()
    return (whole * length + days).cast(DECIMAL) / length.cast(DECIMAL)


def anniversary(start: str, years: pl.Expr) -> pl.Expr:
    """Return the day ``years`` after ``start``; 29 February becomes 1 March in common years."""
    day = pl.col(start).dt
    return pl.date(day.year() + years, day.month(), 1) + pl.duration(days=day.day() - 1)


def operation(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the platforms that operate on the last day, with the years since they began."""
    rows = by_period(reading.load(operating), periods, pl.col("since") <= pl.col("last"))
    return counting(rows, key="platform", value=years_between("since", "last"), city=pl.lit(value=False))


def only_value(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return the value of the one row; there is no total."""
    return rows.group_by(by).agg(pl.col("value").first(), rows=pl.len()).filter(pl.col("rows") == 1)


def valid_qualifications(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Return the qualifications that hold on the last day."""
    return by_period(reading.load(qualifications), periods, holds("last", "granted", "expires"))


def qualification_points(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the qualifications that hold on the last day, with their points: their own or by level."""
    by_level = periods.setting("qualification_points", "level")
    rows = valid_qualifications(reading, periods).join(by_level, on=["period", "level"], how="left")
    return counting(rows, key="name", value=pl.col("points").fill_null(pl.col("weight")))


def co_built_labs(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the co-built key laboratories; one that several platforms build counts once in the city by its name."""
    labs = pl.col("kind") == Qualification.Kind.CO_BUILT_LAB.value
    return counting(valid_qualifications(reading, periods).filter(labs), key="name")


PLATFORM, QUALIFICATION, POINTS = "registry.Platform", "registry.Qualification", ("qualification_points",)
DERIVATIONS = (
    Derivation("platform_count", PLATFORM, in_system, count_things),
    Derivation("operating_years", PLATFORM, operation, only_value, empty=None),
    Derivation("qualification_points", QUALIFICATION, qualification_points, add_rows, parameters=POINTS),
    Derivation("co_built_labs", QUALIFICATION, co_built_labs, count_things),
)
