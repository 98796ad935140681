"""Figures of a text against facts of a source: which fact a figure names, and whether it holds for it.

A figure names a fact by the noun right before it (发明专利438件) or right after it (13家重点科创平台), in the unit of
the fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from keqiao.engine.phrases.phrase import Phrase

FactVerdict = Literal["holds", "holds_by_rounding", "changed_since", "contradicts"]
_BOUNDARY = re.compile(r"[，。；：！？、,;!?（）()\n]")
_FILLER = re.compile(r"(?:已|现|共|总|累计|合计|有|达|到|为|是|数|量|约|全年|实现|完成|占){0,6}$")
_TIMELESS = {"change_amount", "change_rate", "change_points", "factor", "claim", "rank", "range"}
"""Kinds whose figure is not a level that a fact tells."""


@dataclass(frozen=True)
class SourceFact:
    """One fact: its names, its value in 元 or in its own unit, its day or period, and an earlier value."""

    names: tuple[str, ...]
    value: Decimal
    unit: str
    as_of: str = ""
    earlier: Decimal | None = None


def fact_of(
    text: str, figure: Phrase, end_before: int, start_after: int, facts: Sequence[SourceFact]
) -> SourceFact | None:
    """The fact that a figure names: a noun before it goes before one after it, then the longest wins.

    ``end_before``, ``start_after``: where the figures before and after it in the paragraph end and start.
    """
    if figure.kind in _TIMELESS or figure.role == "criterion":
        return None
    left = text[_clause_start(text, end_before, figure.start) : figure.start]
    left = _FILLER.sub("", left[-60:])
    right = text[figure.end : min(start_after, figure.end + 60)].removeprefix("的")
    named = [
        ((left.endswith(name), len(name)), fact)
        for fact in facts
        if figure.unit in {fact.unit, None}
        for name in fact.names
        if left.endswith(name) or right.startswith(name)
    ]
    return max(named, key=lambda entry: entry[0])[1] if named else None


def fact_verdict(figure: Phrase, fact: SourceFact) -> FactVerdict:
    """Whether the phrase holds for the fact, only at its edge (50余家 of 50), held for the earlier value, or not."""
    held = figure.interval
    if fact.value in held:
        return "holds"
    if fact.value in {held.low, held.high}:
        return "holds_by_rounding"
    return "changed_since" if fact.earlier is not None and fact.earlier in held else "contradicts"


def _clause_start(text: str, begin: int, end: int) -> int:
    for match in _BOUNDARY.finditer(text, begin, end):
        begin = match.end()
    return begin
