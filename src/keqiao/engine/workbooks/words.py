"""Words that our workbooks share, in both languages through the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from keqiao.engine.schemes.parts import Attribute, Measure
from keqiao.language import Message, message

UNIT_CODE = message("Unit code")
UNIT_NAME = message("Unit name")
PERIOD = message("Period")
DEMONSTRATION = message("Demonstration data")

KINDS = {"flow": message("flow over the period"), "stock": message("stock at the end of the period")}
LENGTHS = {
    "year": message("year"),
    "half_year": message("half year"),
    "quarter": message("quarter"),
    "month": message("month"),
    "three_years": message("three years"),
    "any": message("any"),
}
SOURCES = {
    "register": message("register"),
    "third_party": message("third party"),
    "evidence": message("evidence file"),
    "self_report": message("self-report"),
    "expert": message("expert"),
}


def heading_of(part: Measure | Attribute, language: str) -> str:
    """The header of a column: 名称（单位）."""
    name = part.name.in_language(language)
    unit = part.unit if isinstance(part, Measure) else ""
    if not unit:
        return name
    return f"{name}（{unit}）" if language.startswith("zh") else f"{name} ({unit})"


def allowed_range(measure: Measure, language: str) -> str:
    """What may be filled in, in words."""
    if measure.type == "boolean":
        return message("yes or no").in_language(language)
    if measure.levels:
        return "、".join(f"{word} {points:g}" for word, points in measure.levels.items())
    whole = message("whole number") if measure.type == "count" else message("number")
    sentence: Message = whole
    if measure.lowest is not None and measure.maximum is not None:
        sentence = message(
            "{kind}, {low} to {high}", kind=whole, low=f"{measure.lowest:g}", high=f"{measure.maximum:g}"
        )
    elif measure.lowest is not None:
        sentence = message("{kind}, at least {low}", kind=whole, low=f"{measure.lowest:g}")
    elif measure.maximum is not None:
        sentence = message("{kind}, at most {high}", kind=whole, high=f"{measure.maximum:g}")
    return sentence.in_language(language)


def entered_measures(measures: Sequence[Measure], *, earlier: bool = True) -> list[Measure]:
    """The measures that are filled in, not computed; ``earlier``: also those of an earlier period."""
    return [m for m in measures if m.formula is None and (earlier or m.previous_of is None)]
