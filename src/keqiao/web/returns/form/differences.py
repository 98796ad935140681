"""What changed between two hand-ins of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.facts.models import Measure
from keqiao.web.site import numbers


@dataclass(frozen=True)
class HandInDifference:
    """A figure in two hand-ins, in words: value, note and number of files before and after."""

    before: str
    after: str
    note_before: str
    note_after: str
    files_before: int
    files_after: int

    @property
    def of_value(self) -> bool:
        """Whether the value itself changed."""
        return self.before != self.after


def compare(
    measures: Mapping[str, Measure], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, HandInDifference]:
    """Return the figures that differ between the values of two hand-ins, by measure code."""
    differences = {}
    for code, measure in measures.items():
        old, new = before.get(code, {}), after.get(code, {})
        if old != new:
            differences[code] = HandInDifference(
                value_in_words(measure, old),
                value_in_words(measure, new),
                str(old.get("comment", "")),
                str(new.get("comment", "")),
                len(old.get("evidence", ())),
                len(new.get("evidence", ())),
            )
    return differences


def value_in_words(measure: Measure, values: Mapping[str, Any]) -> str:
    """Return the value of a figure in a hand-in as printed, in the shown unit, not rounded."""
    if values.get("not_applicable"):
        return _("not applicable")
    value = values.get("value")
    return exactly(measure, None if value is None else Decimal(value))


def exactly(measure: Measure, value: Decimal | None) -> str:
    """Return a stored value as printed: all its places, and at least those that the measure shows."""
    text = measure.in_display_unit(value)
    if text is None:
        return numbers.NOTHING
    places = -int(text.normalize().as_tuple().exponent)
    return numbers.number(text, max(places, measure.decimals))
