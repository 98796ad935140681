"""Weights of one branch when some are asked for: the others give way in proportion, the sum stays.

Computed in whole units of the last decimal, so that the numbers that are shown, evaluated and written into a
scheme are the same and add up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

MOST_PLACES = 12
"""More decimals than this are nobody's intention; a weight of 1/3 is written with fewer."""


def exact(value: float) -> Decimal:
    """Return a written number as it was meant: 0.1, not its binary expansion."""
    return Decimal(repr(float(value)))


def places(values: Iterable[Decimal], total: Decimal) -> int:
    """Return how many decimals the weights of a branch are kept with: as many as are written, at least two of
    a hundred and four of one.
    """
    written = [max(0, -int(value.normalize().as_tuple().exponent)) for value in (*values, total)]
    return min(MOST_PLACES, max([2 if total >= 10 else 4, *written]))


def shared(
    total: Decimal, written: Sequence[Decimal], entered: Mapping[int, Decimal], decimals: int
) -> list[Decimal]:
    """Return the weights of a branch that add up to `total`, rounded to `decimals`.

    `written` are the weights before, `entered` those wanted by place, the one asked last at the end: it gets what
    it asks for as far as the total goes, then the one before. What remains is shared among the others in
    proportion to their written weights (evenly where these are 0) by largest remainder; where there are no
    others, the one asked longest ago gives way.
    """
    unit = Decimal(1).scaleb(-decimals)
    rest = int((total / unit).to_integral_value())
    held: dict[int, int] = {}
    for place in reversed(list(entered)):
        wanted = int((entered[place] / unit).to_integral_value())
        held[place] = min(max(wanted, 0), rest)
        rest -= held[place]
    free = [number for number in range(len(written)) if number not in held]
    if not free and rest:
        oldest = next(iter(entered))
        rest += held.pop(oldest)
        free = [oldest]
    parts = held | dict(
        zip(free, _by_remainder(rest, [Fraction(written[number]) for number in free]), strict=True)
    )
    return [parts[number] * unit for number in range(len(written))]


def _by_remainder(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Share a whole number in proportion to weights; what rounding leaves goes to the largest remainders."""
    if not weights:
        return []
    sum_ = sum(weights)
    exact_parts = [whole * (weight / sum_ if sum_ else Fraction(1, len(weights))) for weight in weights]
    parts = [int(part) for part in exact_parts]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact_parts[place], place))
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts
