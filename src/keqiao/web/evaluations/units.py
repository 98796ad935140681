"""Money in the unit that a scheme names, years in operation, and the day on which a period ends."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
"""How many 元 each unit of money holds."""

_PERIOD = re.compile(
    r"(?P<year>[12]\d{3})(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)


class UnitMismatch(ValueError):
    """A figure cannot be expressed in the unit that the scheme asks for."""


def in_unit(value: Decimal | int, unit: str, wanted: str) -> Decimal:
    """Return a value given in `unit` in the unit `wanted`; exact for money, unchanged where the units
    are the same.

    Raises UnitMismatch where one is not a multiple of the other.
    """
    if unit == wanted:
        return Decimal(value)
    if unit in YUAN and wanted in YUAN:
        return Decimal(value) * YUAN[unit] / YUAN[wanted]
    raise UnitMismatch(f"{unit or '—'} → {wanted or '—'}")


def fits(unit: str, wanted: str) -> bool:
    """Tell whether values in `unit` can be expressed in `wanted`."""
    return unit == wanted or (unit in YUAN and wanted in YUAN)


def period_end(period: str) -> date:
    """Return the last day of a period: 2024, 2024H1, 2024Q3, 2024-10 or a day. Raises ValueError for
    anything else.
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is not a period")
    year = int(match["year"])
    if match["day"]:
        return date(year, int(match["month"]), int(match["day"]))
    month = int(match["month"] or 0) or int(match["quarter"] or 0) * 3 or int(match["half"] or 0) * 6 or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def years_between(start: date, end: date) -> float:
    """Return the years from `start` to `end`: whole years by anniversary plus the share of the year
    begun; 0 before the start.

    Three years are over on the third anniversary, not a day before, whatever leap days lie between.
    """
    if end <= start:
        return 0.0
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    last, following = _anniversary(start, whole), _anniversary(start, whole + 1)
    return whole + (end - last).days / (following - last).days


def _anniversary(start: date, years: int) -> date:
    """Return the day `years` after `start`; 29 February becomes 1 March in common years."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
