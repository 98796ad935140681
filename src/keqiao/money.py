"""Money at the ground of everything: 元 and 万元, shares that close to the cent, and when units look mixed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

YUAN_PER_WAN = Decimal(10_000)
"""Amounts are kept in 元 and shown in 万元."""
CENT = Decimal("0.01")
MIXED_UNITS = (Decimal(2_000), Decimal(50_000))
"""Between these two ratios an amount is “about 10 000 times” another, though both may also have changed."""
FEWEST_AMOUNTS = 5
"""With fewer amounts than this their median says nothing of a new one."""


def looks_mixed(now: Decimal | float, other: Decimal | float, *, beyond: bool = False) -> bool:
    """Whether two amounts of the same thing differ as 元 and 万元 do; signs do not count.

    ``beyond``: greater ratios count as well, where somebody has just typed one amount and can be asked.
    """
    smaller, larger = sorted((abs(_exact(now)), abs(_exact(other))))
    least, most = (bound * smaller for bound in MIXED_UNITS)
    return smaller > 0 and least <= larger and (beyond or larger <= most)


def usual_amount(amounts: Sequence[Decimal]) -> Decimal | None:
    """The lower median of the amounts that are not 0: what a first amount is held against; None for too few."""
    sizes = sorted(abs(amount) for amount in amounts if amount)
    return sizes[(len(sizes) - 1) // 2] if len(sizes) >= FEWEST_AMOUNTS else None


def _exact(value: Decimal | float) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def exact(value: Fraction | Decimal | int | float) -> Fraction:
    """The number as it is written: a float counts as its shortest decimal, so that 0.1 is one tenth."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def largest_remainder(ideal: Sequence[Fraction], total: int, order: Sequence[Hashable]) -> list[int]:
    """Whole numbers that add up to ``total``, each the floor of its ideal or one more (Hamilton's method).

    The units left after rounding down go to the largest remainders; of equal remainders to the first in ``order``
    (sortable keys, one each, all different). ``ideal`` adds up to ``total`` and is not negative.
    """
    whole = [floor(value) for value in ideal]
    left = total - sum(whole)
    first = sorted(range(len(whole)), key=lambda at: (whole[at] - ideal[at], order[at]))
    for at in first[:left]:
        whole[at] += 1
    return whole


def split(amount: Decimal, shares: Sequence[Fraction], grain: Decimal = CENT) -> list[Decimal]:
    """``amount`` (a multiple of ``grain``) in proportion to ``shares``, closing exactly; ties go to earlier parts."""
    whole = sum(shares, Fraction(0))
    grains = Fraction(amount) / Fraction(grain)
    parts = largest_remainder([grains * share / whole for share in shares], int(grains), range(len(shares)))
    return [part * grain for part in parts]


def to_cent(value: Fraction) -> Decimal:
    """The nearest amount in cents, halves to the even one."""
    return Decimal(round(value * 100)).scaleb(-2)


def digits(value: Fraction | Decimal | int, least: int = 0, most: int = 6) -> str:
    """A figure with thousands separators, at least and at most so many decimals, no idle zeros."""
    text = f"{Decimal(round(exact(value) * 10**most)).scaleb(-most):,.{most}f}"
    head, _, tail = text.partition(".")
    tail = tail.rstrip("0").ljust(least, "0")
    return f"{head}.{tail}" if tail else head
