"""A scheme's tree for the page: every branch and indicator with weight, formula, yardstick; and the
scheme in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from keqiao.engine.schemes import Scheme, explain_scheme
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.web.evaluations.reading import unit_words, words


@dataclass(frozen=True)
class Entry:
    """One line of the tree."""

    depth: int
    code: str
    name: str
    weight: float | None
    unit: str
    formula: str
    is_leaf: bool


def outline(scheme: Scheme) -> list[Entry]:
    """Return the tree, parents before children."""
    return _entries(scheme.indicators, 0)


def _entries(parts: tuple[Branch | Indicator, ...], depth: int) -> list[Entry]:
    found: list[Entry] = []
    for part in parts:
        leaf = isinstance(part, Indicator)
        unit, formula = (unit_words(part.unit), part.formula) if isinstance(part, Indicator) else ("", "")
        found.append(Entry(depth, part.code, words(part.name), part.weight, unit, formula, leaf))
        if isinstance(part, Branch):
            found += _entries(part.children, depth + 1)
    return found


@dataclass(frozen=True)
class Block:
    """A piece of the explanation: kind heading (level 2 to 4), list, table (first row the heads) or text."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 0


def plain_words(scheme: Scheme, language: str) -> list[Block]:
    """Return the scheme explained in plain words, as `keqiao scheme explain` prints it, in blocks for the page."""
    blocks: list[Block] = []
    for kind, group in groupby(explain_scheme(scheme, language), key=_kind_of):
        lines = [line.replace("**", "").strip() for line in group]
        if kind == "heading":
            blocks += [
                Block("heading", (line.lstrip("# "),), level=min(line.index(" ") + 1, 4)) for line in lines
            ]
        elif kind == "table":
            cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
            blocks.append(
                Block("table", rows=tuple(row for row in cells if not set("".join(row)) <= set("-: ")))
            )
        elif kind == "list":
            blocks.append(Block("list", tuple(line.removeprefix("- ") for line in lines)))
        elif kind == "text":
            blocks.append(Block("text", tuple(lines)))
    return blocks


def _kind_of(line: str) -> str:
    """Return what a line of the explanation is."""
    start = line.lstrip()
    if not start:
        return ""
    return {"#": "heading", "|": "table", "-": "list"}.get(start[0], "text")
