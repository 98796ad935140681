"""A scheme's tree for the page: every branch and indicator with weight, formula, yardstick."""

from __future__ import annotations

from dataclasses import dataclass

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.web.evaluations.reading import unit_words, words


@dataclass(frozen=True)
class OutlineLine:
    """One line of the tree."""

    depth: int
    code: str
    name: str
    weight: float | None
    unit: str
    formula: str
    is_leaf: bool


def outline(scheme: Scheme) -> list[OutlineLine]:
    """Return the tree, parents before children."""
    return _entries(scheme.indicators, 0)


def _entries(parts: tuple[Branch | Indicator, ...], depth: int) -> list[OutlineLine]:
    lines: list[OutlineLine] = []
    for part in parts:
        leaf = isinstance(part, Indicator)
        unit, formula = (unit_words(part.unit), part.formula) if isinstance(part, Indicator) else ("", "")
        lines.append(OutlineLine(depth, part.code, words(part.name), part.weight, unit, formula, leaf))
        if isinstance(part, Branch):
            lines += _entries(part.children, depth + 1)
    return lines
