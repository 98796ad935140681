"""Figures as people write them into a form: in the shown unit (money in 万元), exact both ways."""

from __future__ import annotations

from decimal import Decimal

from keqiao.engine.figures import Quantity
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Measure
from keqiao.web.site.figures import listed, read_figure


def written(measure: Measure, value: Decimal | None) -> str:
    """Return a stored value as it stands in an input: exact, without thousands separators; nothing for None."""
    number = measure.in_display_unit(value)
    if number is None:
        return ""
    text = f"{number:f}"
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0")
    if measure.is_money:
        rest = rest.ljust(2, "0")
    return f"{whole}.{rest}" if rest else whole


def read(measure: Measure, text: str) -> Decimal | None:
    """Return what was written in the stored unit (money: 万元 → 元); None for nothing. Raises ValidationError.

    Nothing is rounded; a unit after the number is converted where there is no doubt (3亿元).
    """
    return understood(measure, text)[0]


def understood(measure: Measure, text: str) -> tuple[Decimal | None, str]:
    """As :func:`read`, and a sentence where the text was understood otherwise than it looks, else nothing."""
    quantity = Quantity(measure.display_unit or measure.unit)
    reading = read_figure(text, quantity)
    if reading.value is None:
        return None, ""
    return reading.value * (YUAN_PER_WAN if measure.is_money else 1), listed(reading, text)
