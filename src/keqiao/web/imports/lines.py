"""Lines of a plan: what they would do, as it is kept, and as the page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class LineState:
    """A state of lines: its word and tone, whether such lines are written, whether they cannot be."""

    code: str
    word: str
    tone: str = ""
    written: bool = False
    wrong: bool = False


@dataclass
class PlannedLines:
    """What a plan would do, as it is stored: ``lines`` as JSON, see :class:`ImportPlan` for ``summary``.

    ``fingerprint``: a digest of what would be written, by which a change since is noticed.
    """

    lines: list[Any] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: in which column (empty: the line as a whole)."""

    column: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Input:
    """A cell to be corrected in place."""

    name: str
    label: str
    value: str
    error: str


@dataclass(frozen=True)
class LineRow:
    """A line as the page shows it; ``where``: the row, or sheet and cell as Excel names them."""

    row: int
    where: str
    word: str
    tone: str
    name: str
    differences: list[Difference] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)


def input_name(row: int, key: str) -> str:
    """Return the name of the input that corrects a cell."""
    return f"cell-{row}-{key}"


def summary_of(states: Iterable[LineState], lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the summary of lines kept as ``{"state": …, "warnings": […]}``."""
    listed = list(lines)
    counted = Counter(line["state"] for line in listed)
    return {
        "counts": {state.code: counted[state.code] for state in states if counted[state.code]},
        "wrong": sum(counted[state.code] for state in states if state.wrong),
        "writes": sum(counted[state.code] for state in states if state.written),
        "doubts": sum(bool(line.get("warnings")) for line in listed),
        "left_out": 0,
    }


def filters(
    states: Iterable[LineState], counts: Mapping[str, int], chosen: str
) -> list[tuple[str, str, int, bool]]:
    """Return the filters of the page: state, word, how many lines, whether it is chosen."""
    listed = [("", _("All"), sum(counts.values()), not chosen)]
    return listed + [
        (state.code, state.word, counts[state.code], state.code == chosen)
        for state in states
        if counts.get(state.code)
    ]
