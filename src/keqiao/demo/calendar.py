"""Days and quarters of the demonstration: what was known when."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

AS_OF = date(2024, 10, 31)
"""The day for which the published figures hold (inferred from 截止今年10月)."""
LAST_DAY = date(2024, 12, 31)
"""The last day the generated data run to."""
YEARS = (2022, 2023, 2024)


def quarters(first: int, last: int) -> list[str]:
    """The quarters of the years ``first`` to ``last``: "2022Q1" …"""
    return [f"{year}Q{q}" for year in range(first, last + 1) for q in (1, 2, 3, 4)]


def quarter_of(day: date) -> str:
    """The quarter that holds ``day``."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def start_of(period: str) -> date:
    """First day of a year or quarter."""
    if "Q" in period:
        return date(int(period[:4]), 3 * int(period[5]) - 2, 1)
    return date(int(period[:4]), 1, 1)


def end_of(period: str) -> date:
    """Last day of a year or quarter."""
    if "Q" in period:
        year, q = int(period[:4]), int(period[5])
        following = date(year + 1, 1, 1) if q == 4 else date(year, 3 * q + 1, 1)
        return following - timedelta(days=1)
    return date(int(period[:4]), 12, 31)


def day_between(random: Random, first: date, last: date, bend: float = 1.0) -> date:
    """A day from ``first`` to ``last`` (both possible); ``bend`` < 1 favours late days."""
    span = (last - first).days
    if span < 0:
        raise ValueError(f"no day between {first} and {last}")
    return first + timedelta(days=min(span, int((span + 1) * random.random() ** bend)))


def working_day(day: date) -> date:
    """``day`` or the Friday before it: offices do not grant or register at weekends."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def add_years(day: date, years: int) -> date:
    """The same day some years later (29 February becomes the 28th)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
