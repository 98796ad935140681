"""Periods as text: ``2023``, ``2023H1``, ``2023Q4``, ``2023-10``; order and arithmetic on them."""

from __future__ import annotations

import re

_FORMS = (
    (re.compile(r"(\d{4})"), 1, "{year:04d}"),
    (re.compile(r"(\d{4})-?H([12])"), 2, "{year:04d}H{part}"),
    (re.compile(r"(\d{4})-?Q([1-4])"), 4, "{year:04d}Q{part}"),
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), 12, "{year:04d}-{part:02d}"),
)


def _position(period: str) -> tuple[int, int, str] | None:
    """(parts per year, count of periods since year 0, how it is written), or None for other text."""
    for pattern, parts, form in _FORMS:
        found = pattern.fullmatch(period)
        if found:
            part = int(found[2]) if parts > 1 else 1
            return parts, int(found[1]) * parts + part - 1, form
    return None


def earlier(period: str, count: int, known: list[str]) -> str | None:
    """The period ``count`` periods before ``period``.

    Years, half-years, quarters and months are counted in the calendar, so a gap in the data is seen as
    missing; other words are counted by their place in ``known`` (sorted). None where there is none.
    """
    place = _position(period)
    if place is None:
        at = known.index(period) - count
        return known[at] if at >= 0 else None
    parts, number, form = place
    number -= count
    return form.format(year=number // parts, part=number % parts + 1)
