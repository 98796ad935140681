"""Numbers as officials read them: thousands separated, money in 万元 with two decimals, shares in per cent.

Halves are rounded away from zero (四舍五入), as in every statistical table; nothing is rounded before it is shown.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from keqiao.money import YUAN_PER_WAN

__all__ = ["CENT", "NOTHING", "YUAN_PER_WAN", "exact", "money", "number", "percent", "rounded", "wan"]

CENT = Decimal("0.01")
_WIDE = Context(prec=700)
"""Enough for whatever a float can hold: what is shown must never fail for its size."""
NOTHING = "—"
"""What stands for a figure that does not exist."""


def exact(value: Any) -> Decimal | None:
    """``value`` as Decimal; None for None, booleans, texts that are no number, NaN and infinity."""
    if value is None or isinstance(value, bool):
        return None
    try:
        # A float's shortest text, not its binary expansion: 0.1 is meant as 0.1.
        parsed = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """``value`` with ``decimals`` places, halves away from zero."""
    places = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)
    return _WIDE.add(places, Decimal(0))  # zero has no sign


def number(value: Any, decimals: int | None = None) -> str:
    """``1234.5`` → ``1,234.5``; with ``decimals`` that many places, without as many as the value has (floats: 4)."""
    parsed = exact(value)
    if parsed is None:
        return NOTHING
    if decimals is not None:
        return f"{rounded(parsed, decimals):,f}"
    if isinstance(value, float):
        parsed = rounded(parsed, 4)
    text = f"{parsed:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wan(value: Any) -> Decimal | None:
    """元 → 万元 with two decimals."""
    parsed = exact(value)
    return None if parsed is None else rounded(parsed / YUAN_PER_WAN, 2)


def money(value: Any) -> str:
    """An amount in 元 as 万元 with two decimals: ``77590000`` → ``7,759.00``."""
    amount = wan(value)
    return NOTHING if amount is None else f"{amount:,f}"


def percent(value: Any, decimals: int = 2) -> str:
    """A share as per cent: ``0.6707`` → ``67.07%``."""
    parsed = exact(value)
    return NOTHING if parsed is None else f"{rounded(parsed * 100, decimals):,f}%"
