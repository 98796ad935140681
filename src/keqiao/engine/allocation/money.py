"""Money as exact numbers: rounding units, shares that close exactly, figures as a reader sees them.

Amounts are :class:`~fractions.Fraction` or :class:`~decimal.Decimal` in 元; never a float. Whole rounding units
("grains", by default 100 元 = 0.01 万元) are ``int``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from keqiao.language import Message, message

TEN_THOUSAND = 10_000
"""One 万元 in 元."""
GRAIN = Decimal(100)
"""The rounding unit where the rules name none: 0.01 万元."""
CENT = Decimal("0.01")


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


def shown(amount: Fraction | Decimal | int) -> Message:
    """An amount in 元 as a reader sees it: in 万元, at least two decimals and never less than the cent."""
    return message("{figure} 10k yuan", figure=digits(exact(amount) / TEN_THOUSAND, least=2))
