"""An uploaded workbook as rows under our columns, with its identity. Everything it may be instead is told in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.data_findings import DataError
from keqiao.engine.workbooks.excel_files import require_extent
from keqiao.engine.workbooks.grid import Cell, Grid, is_blank, letters
from keqiao.engine.workbooks.identity import IDENTITY_SHEET
from keqiao.web.returns.uploading.columns import READ, doubled, heading, places_of
from keqiao.web.returns.uploading.identity import FORM, MANY, WorkbookIdentity, read_identity
from keqiao.web.site.foreign_files import language, read_sheets

LARGEST_FILE = 20_000_000
"""Bytes of an uploaded file."""
MOST_ROWS = 200_000
"""Rows of a table: a thousand platforms with two hundred figures."""
MOST_CELLS = {FORM: 200_000, MANY: 4_000_000}
"""Cells that a sheet of one platform's form, or of many platforms, may span: a stray cell far below is told at once."""
SEARCHED = 40
"""The headings stand in one of the first rows."""


@dataclass(frozen=True)
class UploadTable:
    """The table of a workbook: row of the headings (from 1), column → place (from 0), the sheet itself.

    ``sheets_not_read``: the names of other sheets that hold numbers.
    """

    identity: WorkbookIdentity
    heading_row: int
    places: dict[str, int]
    grid: Grid
    sheets_not_read: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.grid.name

    @property
    def rows(self) -> list[list[Cell]]:
        """The rows of the sheet."""
        return self.grid.rows


def read_workbook(content: bytes, name: str = "") -> UploadTable:
    """Read a workbook that was filled in. Raises ValidationError that says what is wrong and what to do."""
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": LARGEST_FILE // 1_000_000})
    grids = read_sheets(content, name=name, also=[IDENTITY_SHEET])
    hidden = next((grid for grid in grids if grid.name == IDENTITY_SHEET), None)
    identity = read_identity(hidden, content)
    tables: list[tuple[Grid, int, dict[str, int]]] = []
    for grid in grids:
        if grid is hidden:
            continue
        try:
            require_extent(grid.name, len(grid.rows), grid.width, MOST_CELLS[identity.kind])
        except DataError as error:
            raise ValidationError(error.in_language(language())) from error
        at = _headings(grid)
        if at is not None:
            tables.append((grid, *at))
    if not tables:
        raise ValidationError(
            _("No sheet has the headings of the form (%(headings)s). Download the form again.")
            % {"headings": _(", ").join(heading(key) for key in READ)}
        )
    if len(tables) > 1:
        raise ValidationError(
            _(
                "Several sheets hold the form: %(sheets)s. Keep the one that is filled in and delete the others."
            )
            % {"sheets": _(", ").join(grid.name for grid, _row, _places in tables)}
        )
    grid, row, places = tables[0]
    _require_columns(grid.name, places, identity)
    _refuse_doubled(grid, row)
    if len(grid.rows) - row > MOST_ROWS:
        raise ValidationError(
            _("There are %(count)d rows; at most %(most)d at a time.")
            % {"count": len(grid.rows) - row, "most": MOST_ROWS}
        )
    others = [other for other in grids if other is not hidden and other is not grid]
    return UploadTable(
        identity, row, places, grid, tuple(other.name for other in others if _has_numbers(other))
    )


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, from 1, and where the columns stand; None where a sheet has none."""
    for at, row in enumerate(grid.rows[:SEARCHED], start=1):
        places = places_of(row)
        if len(set(READ) & set(places)) >= 2:
            return at, places
    return None


def _require_columns(sheet: str, places: dict[str, int], identity: WorkbookIdentity) -> None:
    needed = [*READ, "platform_code"] if identity.kind == MANY else list(READ)
    missing = [heading(key) for key in needed if key not in places]
    if missing:
        raise ValidationError(
            _(
                "In the sheet “%(sheet)s” the column %(columns)s is missing. Put it back with the same heading, "
                "or download the form again and copy your figures into it."
            )
            % {"sheet": sheet, "columns": _(", ").join(missing)}
        )


def _refuse_doubled(grid: Grid, row: int) -> None:
    """Refuse two columns with the same heading: which of the two is meant cannot be known. Raises ValidationError."""
    for key, first, second in doubled(grid.rows[row - 1]):
        raise ValidationError(
            _(
                "In the sheet “%(sheet)s” the heading %(heading)s stands in the columns %(first)s and %(second)s. "
                "Keep the one that counts."
            )
            % {
                "sheet": grid.name,
                "heading": heading(key),
                "first": letters(first),
                "second": letters(second),
            }
        )


def _has_numbers(grid: Grid) -> bool:
    return any(
        isinstance(cell, float | int) and not isinstance(cell, bool) for row in grid.rows for cell in row
    )


def filled_rows(table: UploadTable) -> list[tuple[int, list[Cell]]]:
    """Return the rows below the headings with anything in the columns that are read, with their numbers from 1."""
    places = [table.places[key] for key in (*READ, "platform_code") if key in table.places]
    width = max(places) + 1
    lines = []
    for number, row in enumerate(table.rows[table.heading_row :], start=table.heading_row + 1):
        line = row if len(row) >= width else [*row, *([""] * (width - len(row)))]
        if any(not is_blank(line[place]) for place in places):
            lines.append((number, line))
    return lines
