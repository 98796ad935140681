"""A sheet whose rows are lines of texts under headings: where they stand, which columns they are, what cells say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.figures import visible
from keqiao.engine.figures.characters import EXACT
from keqiao.engine.workbooks.cells import cell_text, same_text
from keqiao.engine.workbooks.grid import Cell, ErrorCell, FormulaCell, Grid, as_word, is_blank, letters
from keqiao.web.imports.models import ImportPlan
from keqiao.web.site.punctuation import listed

SEARCHED = 15
"""The headings stand in one of the first rows: titles and notes may stand above."""
MOST_FAULTS = 10
"""Cells that a refusal names."""
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


def table_in(grids: Sequence[Grid], headings: Headings) -> tuple[Grid, int]:
    """Return the sheet that has most of the headings, and their row (from 0); an empty sheet where there is none.

    Raises ValidationError where several sheets hold lines, so that nobody can tell which is meant.
    """
    tables = [(grid, heading_row(grid, headings)) for grid in grids] or [(Grid("", []), 0)]
    counts = [len(columns_at(grid, at, headings)) for grid, at in tables]
    equal = [table for table, count in zip(tables, counts, strict=True) if count == max(counts)]
    filled = [(grid, at) for grid, at in equal if any(map(_has_content, grid.rows[at + 1 :]))]
    if len(filled) > 1 and max(counts):
        raise ValidationError(
            _("Several sheets hold lines: %(sheets)s. Keep the one that is meant and delete the others.")
            % {"sheets": listed(grid.name for grid, _at in filled)}
        )
    return (filled or equal)[0]


def read_list(
    grids: Sequence[Grid], headings: Headings, plan: ImportPlan, *, required: Collection[str], most: int
) -> None:
    """Write into ``plan`` the sheet that has the headings, their row, the places of columns and the lines below.

    Raises ValidationError where a heading of ``required`` is missing, and for no lines or more than ``most``.
    """
    grid, heading = table_in(grids, headings)
    places = columns_at(grid, heading, headings)
    missing = [text for key, text in headings().items() if key in required and key not in places]
    if missing:
        raise ValidationError(
            _("No row has the headings %(headings)s.") % {"headings": _(", ").join(missing)}
        )
    lines = lines_below(grid, heading, places)
    if not lines:
        raise ValidationError(_("The file has no rows below its headings."))
    if len(lines) > most:
        raise ValidationError(
            _("The file has %(count)d rows; at most %(most)d at a time.")
            % {"count": len(lines), "most": most}
        )
    plan.sheet, plan.heading_row, plan.places = grid.name[:200], heading + 1, places
    plan.unknown, plan.source_lines = unknown_headings(grid, heading, places), lines


def _has_content(row: Sequence[Cell]) -> bool:
    return any(not is_blank(cell) for cell in row)


def lines_below(grid: Grid, heading: int, places: Mapping[str, int]) -> list[dict[str, object]]:
    """Return the lines below the headings that say anything: row (from 1) and texts by column. Cells merged downwards
    hold for all their rows; headings that stand there again are no line.

    Raises ValidationError for cells of which nobody knows what they say: errors, formulas without a result, numbers
    that lost digits, cells merged over several columns.
    """
    merged = _merged_down(grid, heading, places)
    lines: list[dict[str, object]] = []
    faults: list[str] = []
    heads = {key: same_text(cell_text(grid.cell(heading, place))) for key, place in places.items()}
    for at in range(heading + 1, len(grid.rows)):
        if all(is_blank(grid.cell(at, place)) for place in places.values()):
            continue
        cells: dict[str, str] = {}
        for key, place in places.items():
            cell = grid.cell(merged.get((at, place), at), place)
            if _is_unreadable(cell):
                faults.append(f"{letters(place)}{at + 1}")
            elif text := text_of(cell):
                cells[key] = text
        if cells and any(same_text(text) != heads[key] for key, text in cells.items()):
            lines.append({"row": at + 1, "cells": cells})
    if faults:
        raise ValidationError(
            _(
                "These cells show an error, a formula without a result, or a number that lost digits: %(cells)s. Write "
                "texts there, open the file in Excel and save it."
            )
            % {"cells": listed(faults[:MOST_FAULTS])}
        )
    return lines


def _merged_down(grid: Grid, heading: int, places: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Cell → the row whose value it shares. Raises ValidationError for cells merged over several columns."""
    merged: dict[tuple[int, int], int] = {}
    for top, left, bottom, right in grid.merged:
        inside = [place for place in places.values() if left <= place <= right]
        if top <= heading or not inside:
            continue
        if len(inside) > 1 and not is_blank(grid.cell(top, left)):
            where = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            raise ValidationError(
                _(
                    "The cells %(cells)s are merged over several columns: unmerge them and write in each what "
                    "belongs there."
                )
                % {"cells": where}
            )
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
            merged[row, left] = top
    return merged


def _is_unreadable(cell: Cell) -> bool:
    return isinstance(cell, ErrorCell | FormulaCell) or (
        isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT
    )


def text_of(cell: Cell) -> str:
    """Return the whole text of a cell, without blanks around it and without characters that nobody sees."""
    if is_blank(cell):
        return ""
    cell = as_word(cell)
    if isinstance(cell, str):
        return visible(cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"  # a name or code of figures, which Excel keeps as a number
    return cell_text(cell).strip()


def unknown_headings(grid: Grid, heading: int, places: Mapping[str, int]) -> list[str]:
    """Return what stands in the row of the headings without being a column."""
    used = set(places.values())
    cells = enumerate(grid.rows[heading] if grid.rows else [])
    return [
        cell_text(cell).strip()[:60] for place, cell in cells if place not in used and not is_blank(cell)
    ][:30]
