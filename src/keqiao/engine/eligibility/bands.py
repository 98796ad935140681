"""Bands of a table on the number line: where they overlap, where they leave a gap, and the table as a tree.

Edges are compared exactly and with their word: 5000 that two bands name is an overlap of one number, 5000 that none
includes a gap of one number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.engine.eligibility.parts import Band, BandTable
from keqiao.engine.eligibility.trees import both, comparison, number
from keqiao.engine.expressions.tree import CaseWhen, Node, Truth

Edge = tuple[float, int]
"""A place on the line: 0 at a number, 1 just above it, -1 just below it."""


@dataclass(frozen=True)
class Stretch:
    """Numbers from ``low`` to ``high``, the edges included where so marked."""

    low: float
    low_included: bool
    high: float
    high_included: bool

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:.12g}"
        left = "-∞" if math.isinf(self.low) else f"{self.low:.12g}"
        right = "∞" if math.isinf(self.high) else f"{self.high:.12g}"
        opening = "[" if self.low_included and math.isfinite(self.low) else "("
        closing = "]" if self.high_included and math.isfinite(self.high) else ")"
        return f"{opening}{left}, {right}{closing}"


@dataclass(frozen=True)
class BandFault:
    """An overlap of two bands (positions from 0), or a gap beside the band ``second``."""

    kind: str
    stretch: Stretch
    first: int
    second: int


def start_of(band: Band) -> Edge:
    """The first place of a band."""
    if band.from_ is not None:
        return band.from_, 0
    return (band.above, 1) if band.above is not None else (-math.inf, 0)


def end_of(band: Band) -> Edge:
    """The last place of a band."""
    if band.up_to is not None:
        return band.up_to, 0
    return (band.below, -1) if band.below is not None else (math.inf, 0)


def faults(table: BandTable, least: float = -math.inf, most: float = math.inf) -> Iterator[BandFault]:
    """Overlaps and gaps between ``least`` and ``most``, from the lowest number on. Bands of one value may overlap."""
    order = sorted(
        range(len(table.bands)), key=lambda at: (start_of(table.bands[at]), end_of(table.bands[at]))
    )
    reached: Edge = (least, -1)
    reached_by = -1
    for at in order:
        band = table.bands[at]
        start, end = start_of(band), end_of(band)
        if start <= reached and reached_by >= 0:
            last = min(end, reached)
            if last >= start and table.bands[reached_by].value != band.value:
                yield BandFault("overlap", _stretch(start, last), reached_by, at)
        elif start > _next(reached) and start[0] > least:
            yield BandFault("gap", _stretch(_next(reached), _before(start)), reached_by, at)
        if end > reached:
            reached, reached_by = end, at
    if reached < (most, 0):
        yield BandFault("gap", _stretch(_next(reached), (most, 0)), reached_by, reached_by)


def _next(edge: Edge) -> Edge:
    return edge[0], edge[1] + 1


def _before(edge: Edge) -> Edge:
    return edge[0], edge[1] - 1


def _stretch(first: Edge, last: Edge) -> Stretch:
    return Stretch(first[0], first[1] == 0, last[0], last[1] == 0)


def tree_of_table(table: BandTable, of: Node, least: float = -math.inf) -> Node:
    """The table as CASE, the first band that fits first; unknown outside all bands unless ``otherwise`` is given.

    Where the bands leave no gap above ``least`` the last one is ELSE: whatever the figure is, one of them holds.
    """
    branches = []
    for band in table.bands:
        test: Node = Truth(0, 0, True)
        for operator, edge in ((">=", band.from_), (">", band.above), ("<=", band.up_to), ("<", band.below)):
            if edge is not None:
                test = both(test, comparison(operator, of, number(edge)))
        branches.append((test, number(band.value)))
    otherwise: Node | None = None if table.otherwise is None else number(table.otherwise)
    if otherwise is None and not any(fault.kind == "gap" for fault in faults(table, least)):
        # The last condition stays, so that an unknown figure is unknown.
        otherwise = branches[-1][1]
    return CaseWhen(0, 0, tuple(branches), otherwise)
