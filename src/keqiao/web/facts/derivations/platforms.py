"""Platforms themselves: how many, how long in operation, with which qualifications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import (
    Derivation,
    Reading,
    Row,
    add_rows,
    count_things,
    setting,
    within,
)
from keqiao.web.registry.models import Platform, Qualification


def operating(reading: Reading) -> list[tuple[int, date | None]]:
    """Read since when the platforms operate: (platform, date)."""
    return list(reading.standing(Platform).values_list("id", "operating_since"))


def qualifications(
    reading: Reading,
) -> list[tuple[int, int, str, str, str, Decimal | None, date, date | None]]:
    """Read the qualifications: (id, platform, name, kind, level, points, granted, last day)."""
    rows = reading.standing(Qualification)
    return list(
        rows.values_list("id", "platform_id", "name", "kind", "level", "points", "granted_on", "expires_on")
    )


def in_system(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the platforms; those not in force on the last day are dropped for every stock."""
    return (Row(platform, platform, platform) for platform, _since in reading.load(operating))


def years_between(start: date, end: date) -> Decimal:
    """Return the years from ``start`` to ``end``: whole anniversaries and the share of the year begun.

    Three years are over on the third anniversary, not a day before, whatever leap days lie between.
    """
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    last, following = anniversary(start, whole), anniversary(start, whole + 1)
    return whole + Decimal((end - last).days) / (following - last).days


def anniversary(start: date, years: int) -> date:
    """Return the day ``years`` after ``start``; 29 February becomes 1 March in common years."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def operation(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the platforms that operate on the last day, with the years since they began."""
    for platform, since in reading.load(operating):
        if since is not None and since <= period.end:
            yield Row(platform, platform, platform, years_between(since, period.end), city=False)


def only_value(rows: Sequence[Row], period: Period) -> Decimal | None:
    """Return the value of the one row; there is no total."""
    return rows[0].value if len(rows) == 1 else None


def qualification_points(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the qualifications that hold on the last day, with their points: their own or by level."""
    by_level = {level: Decimal(points) for level, points in setting("qualification_points", period).items()}
    for row, platform, name, _kind, level, points, granted, expires in reading.load(qualifications):
        if within(granted, expires, period.end):
            yield Row(platform, name, row, by_level[level] if points is None else points)


def co_built_labs(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the co-built key laboratories; one that several platforms build counts once in the city by its name."""
    for row, platform, name, kind, *_, granted, expires in reading.load(qualifications):
        if kind == "co_built_lab" and within(granted, expires, period.end):
            yield Row(platform, name, row)


QUALIFICATION = "registry.Qualification"
DERIVATIONS = (
    Derivation("platform_count", "registry.Platform", in_system, count_things),
    Derivation("operating_years", "registry.Platform", operation, only_value),
    Derivation("qualification_points", QUALIFICATION, qualification_points, add_rows),
    Derivation("co_built_labs", QUALIFICATION, co_built_labs, count_things),
)
