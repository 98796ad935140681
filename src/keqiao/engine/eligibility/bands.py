"""Bands of a table on the number line: where they overlap, where they leave a gap, and the table as a tree."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keqiao.engine.documents.intervals import IntervalFault, interval_faults
from keqiao.engine.eligibility.parts import BandTable
from keqiao.engine.eligibility.trees import both, comparison, number
from keqiao.engine.expressions.tree import CaseWhen, Node, Truth


def faults(table: BandTable, least: float = -math.inf, most: float = math.inf) -> Iterator[IntervalFault]:
    """Overlaps and gaps between ``least`` and ``most``, from the lowest number on. Bands of one value may overlap."""
    values = [band.value for band in table.bands]
    return interval_faults(table.bands, values, least, most)


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
