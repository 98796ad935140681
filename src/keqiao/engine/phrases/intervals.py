"""From a qualifier and a number as it was written to the interval of facts for which the phrase holds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from keqiao.engine.phrases.numerals import WrittenNumber
from keqiao.engine.phrases.phrase import Bounds, Qualifier
from keqiao.engine.phrases.vocabulary import FRACTION_SPREAD, NEARLY_LEAST

HALF = Decimal("0.5")


def printed(value: Decimal, place: Decimal) -> Bounds:
    """What is printed as ``value`` when rounded half-up to ``place``."""
    return Bounds(value - place * HALF, value + place * HALF, high_included=False)


def interval(qualifier: Qualifier, number: WrittenNumber) -> Bounds:
    """The facts that ``qualifier`` ``number`` allows."""
    return _CONVENTIONS[qualifier](number)


def fraction(qualifier: Qualifier, percent: Decimal) -> Bounds:
    """The facts that a fraction in words (三分之一, 一半) allows, in percent."""
    if qualifier in {"exact", "about"}:
        return Bounds(percent - FRACTION_SPREAD, percent + FRACTION_SPREAD)
    return interval(qualifier, WrittenNumber(percent, Decimal(1), Decimal(10), True))


def _exact(number: WrittenNumber) -> Bounds:
    return printed(number.value, number.place) if number.rounded else Bounds(number.value, number.value)


def _nearly(number: WrittenNumber) -> Bounds:
    low = max(number.value - number.nonzero_place, number.value * NEARLY_LEAST)
    return Bounds(low, number.value, high_included=False)


_CONVENTIONS: dict[Qualifier, Callable[[WrittenNumber], Bounds]] = {
    "exact": _exact,
    "about": lambda number: printed(number.value, number.nonzero_place),
    "nearly": _nearly,
    "some_more": lambda number: Bounds(number.value, number.value + number.nonzero_place, False, False),
    "over": lambda number: Bounds(number.value, None, low_included=False),
    "at_least": lambda number: Bounds(number.value, None),
    "at_most": lambda number: Bounds(None, number.value),
    "under": lambda number: Bounds(None, number.value, high_included=False),
}
