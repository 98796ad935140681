"""Headings over two rows: groups that a program did not merge (text files have no merged cells), rows of units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from keqiao.engine.figures import Quantity, is_unit, read_text, same_text, visible
from keqiao.engine.workbooks.grid import Cell, Grid, Span, is_blank
from keqiao.engine.workbooks.header_words import UNIT_LABELS

SEARCHED = 30
"""Groups stand within so many first rows."""
_UNIT_SAID = re.compile(r"^(?:(?:计量|金额)?单位|units?)\s*[:：]\s*(?=\S)", re.IGNORECASE)


def with_groups(grid: Grid) -> Grid:
    """The grid with the groups of headings merged that a program did not merge."""
    return replace(grid, merged=[*grid.merged, *unmerged_groups(grid)])


def unmerged_groups(grid: Grid) -> Iterator[Span]:
    """The ranges that would be merged: a group heading above names of its own, other headings down to their row.

    In the lower row the first cell is blank, and words stand below blank cells of the upper row.
    """
    for row in range(min(SEARCHED, len(grid.rows) - 1)):
        upper, lower = grid.rows[row], grid.rows[row + 1]
        if not upper or not lower or is_blank(upper[0]) or not is_blank(lower[0]) or not _is_words(lower):
            continue
        if any(top <= row <= bottom for top, _left, bottom, _right in grid.merged) or row_of_units(
            grid, row + 1
        ):
            continue
        spans = list(_spans(upper, lower, row))
        if any(left < right for _top, left, _bottom, right in spans):
            yield from spans


def _spans(upper: Sequence[Cell], lower: Sequence[Cell], row: int) -> Iterator[Span]:
    for column, cell in enumerate(upper):
        if is_blank(cell):
            continue
        right = column
        while right + 1 < len(lower) and not is_blank(lower[right + 1]) and is_blank(_at(upper, right + 1)):
            right += 1
        if right > column:
            yield row, column, row, right
        elif is_blank(_at(lower, column)):
            yield row, column, row + 1, column


def _at(line: Sequence[Cell], column: int) -> Cell:
    return line[column] if column < len(line) else ""


def _is_words(line: Sequence[Cell]) -> bool:
    """Whether a row holds words and no figure."""
    filled = [cell for cell in line if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and read_text(cell, Quantity(exponents=True)).is_refused for cell in filled
    )


def row_of_units(grid: Grid, row: int) -> dict[int, str]:
    """The units of a row that holds nothing but units of practice (万元, 人, %), by column; empty for any other row."""
    filled = {
        column: cell
        for column, cell in enumerate(grid.rows[row] if row < len(grid.rows) else ())
        if not is_blank(cell)
    }
    words = {
        column: _UNIT_SAID.sub("", visible(cell).strip("()（） "))
        for column, cell in filled.items()
        if isinstance(cell, str)
    }
    first = same_text(next(iter(words.values()), ""))
    if first in UNIT_LABELS:
        words.pop(next(iter(words)))
        filled.pop(next(iter(filled)))
    if (
        not words
        or len(words) != len(filled)
        or not all(is_unit(word) or word in {"-", "—", "/"} for word in words.values())
    ):
        return {}
    return {column: word for column, word in words.items() if is_unit(word)}
