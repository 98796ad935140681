"""How a fact is printed in an official text: 817人, 7759.00万元, 67.07%."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from keqiao.engine.phrases import SourceFact

_SCALES = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
PLACES = 2
"""Decimals of money and shares (GB/T 15835 leaves the number free; the reports of the field print two)."""


def printed_fact(fact: SourceFact, unit: str = "", places: int | None = None) -> str:
    """The number with its unit; money in 万元 unless ``unit`` is 元 or 亿元. Raises ValueError for another unit.

    Shares and money have two decimals, whole numbers none, others as many as they have; ``places`` sets them.
    """
    if fact.unit == "元":
        wanted = unit or "万元"
        if wanted not in _SCALES:
            raise ValueError(wanted)
        return f"{_rounded(fact.value / _SCALES[wanted], PLACES if places is None else places)}{wanted}"
    if unit and unit != fact.unit:
        raise ValueError(unit)
    if places is None:
        places = PLACES if fact.unit == "%" else max(-_exponent(fact.value), 0)
    return f"{_rounded(fact.value, places)}{fact.unit}"


def _rounded(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
