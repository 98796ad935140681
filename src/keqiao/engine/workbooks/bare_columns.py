"""Figures under an empty heading: columns that are not read, though somebody may have meant them to be."""

from __future__ import annotations

from keqiao.engine.figures import Quantity, read_text
from keqiao.engine.workbooks.grid import (
    MAXIMUM_COLUMNS,
    Cell,
    Grid,
    HiddenCell,
    PercentCell,
    ScaledCell,
)
from keqiao.engine.workbooks.headers import Header

LOOKED_AT = 2_000
"""So many rows are looked at for figures under an empty heading."""


def figures_without_heading(grid: Grid, header: Header) -> list[tuple[int, int]]:
    """Return (column, row of its first figure) of the columns that hold figures and have no heading, from 0."""
    heads = header.headings
    width = min(grid.width, MAXIMUM_COLUMNS)
    bare = {c for c in range(width) if c >= len(heads) or (heads[c].role == "ignored" and not heads[c].text)}
    first: dict[int, int] = {}
    start = header.first_data_row
    for at in range(start, min(len(grid.rows), start + LOOKED_AT)) if bare else ():
        line = grid.rows[at]
        for column in bare if len(bare) < len(line) else range(len(line)):
            if column in bare and column < len(line) and _is_figure(line[column]):
                first.setdefault(column, at)
        bare -= first.keys()
        if not bare:
            break
    return sorted(first.items())


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(cell.strip()) and read_text(cell, Quantity()).value is not None
    return isinstance(cell, int | float | PercentCell | ScaledCell | HiddenCell) and not isinstance(
        cell, bool
    )
