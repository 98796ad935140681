"""Money at the ground of everything: how many 元 a 万元 has, and when two amounts look like 元 beside 万元."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

YUAN_PER_WAN = Decimal(10_000)
"""Amounts are kept in 元 and shown in 万元."""
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
