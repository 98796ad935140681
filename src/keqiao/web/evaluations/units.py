"""Money in the unit that a scheme names, and years in operation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

YUAN_PER_UNIT = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
"""How many 元 each unit of money holds."""


class UnitMismatch(ValueError):
    """A figure cannot be expressed in the unit that the scheme asks for."""


def in_unit(value: Decimal | int, unit: str, wanted: str) -> Decimal:
    """Return a value given in `unit` in the unit `wanted`; exact for money, unchanged where the units
    are the same.

    Raises UnitMismatch where one is not a multiple of the other.
    """
    if unit == wanted:
        return Decimal(value)
    if unit in YUAN_PER_UNIT and wanted in YUAN_PER_UNIT:
        return Decimal(value) * YUAN_PER_UNIT[unit] / YUAN_PER_UNIT[wanted]
    raise UnitMismatch(f"{unit or '—'} → {wanted or '—'}")


def fits(unit: str, wanted: str) -> bool:
    """Tell whether values in `unit` can be expressed in `wanted`."""
    return unit == wanted or (unit in YUAN_PER_UNIT and wanted in YUAN_PER_UNIT)


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
