"""Money as exact numbers: rounding units, shares that close exactly, figures as a reader sees them.

Amounts are :class:`~fractions.Fraction` or :class:`~decimal.Decimal` in 元; never a float. Whole rounding units
("grains", by default 100 元 = 0.01 万元) are ``int``.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from keqiao.language import Message, message
from keqiao.money import CENT, digits, exact, largest_remainder, split, to_cent

__all__ = [
    "CENT",
    "GRAIN",
    "TEN_THOUSAND",
    "digits",
    "exact",
    "largest_remainder",
    "split",
    "to_cent",
    "yuan_text",
]

TEN_THOUSAND = 10_000
"""One 万元 in 元."""
GRAIN = Decimal(100)
"""The rounding unit where the rules name none: 0.01 万元."""


def yuan_text(amount: Fraction | Decimal | int) -> Message:
    """An amount in 元 as a reader sees it: in 万元, at least two decimals and never less than the cent."""
    return message("{figure} 10k yuan", figure=digits(exact(amount) / TEN_THOUSAND, least=2))
