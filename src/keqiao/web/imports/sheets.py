"""A sheet whose rows are lines of texts under headings: where they stand, which columns they are, what cells say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import translation

from keqiao.engine.workbooks.cells import cell_text, same_text
from keqiao.engine.workbooks.grid import Grid, is_blank

SEARCHED = 15
"""The headings stand in one of the first rows: titles and notes may stand above."""
Headings = Callable[[], Mapping[str, str]]
"""Key → heading in the reader's language."""


def heading_row(grid: Grid, headings: Headings) -> int:
    """Return the row (from 0) that has most of the headings."""
    rows = range(min(len(grid.rows), SEARCHED))
    return max(rows, key=lambda at: len(columns_at(grid, at, headings)), default=0)


def columns_at(grid: Grid, at: int, headings: Headings) -> dict[str, int]:
    """Return key → place (from 0) of the columns of a row, headings in either language."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(heading): key for key, heading in headings().items()}
    columns: dict[str, int] = {}
    for position, cell in enumerate(grid.rows[at] if grid.rows else []):
        key = known.get(same_text(cell_text(cell)))
        if key:
            columns.setdefault(key, position)
    return columns


def lines_below(grid: Grid, heading: int, places: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the lines below the headings that say anything: row (from 1) and texts by column."""
    lines: list[dict[str, object]] = []
    for at in range(heading + 1, len(grid.rows)):
        cells = {key: text for key, place in places.items() if (text := text_at(grid, at, place))}
        if cells:
            lines.append({"row": at + 1, "cells": cells})
    return lines


def text_at(grid: Grid, at: int, place: int) -> str:
    """Return the text of a cell, without blanks around it."""
    cell = grid.cell(at, place)
    if is_blank(cell):
        return ""
    if (
        isinstance(cell, float) and cell.is_integer()
    ):  # a name or code of figures, which Excel keeps as a number
        return f"{cell:.0f}"
    return cell_text(cell).strip()


def unknown_headings(grid: Grid, heading: int, places: Mapping[str, int]) -> list[str]:
    """Return what stands in the row of the headings without being a column."""
    used = set(places.values())
    cells = enumerate(grid.rows[heading] if grid.rows else [])
    return [
        cell_text(cell).strip()[:60] for place, cell in cells if place not in used and not is_blank(cell)
    ][:30]
