"""Tables with a header row and a row for each unit: which sheet, which columns, which rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from keqiao.commands.documents import opening
from keqiao.engine.data_findings import DataError
from keqiao.engine.figures import visible
from keqiao.engine.workbooks.cells import cell_text, same_text
from keqiao.engine.workbooks.grid import Cell, Grid, is_blank
from keqiao.engine.workbooks.problems import refused
from keqiao.language import message

HEADER_ROWS = 30
"""The header stands within so many rows from the top."""
UNIT_HEADINGS = (
    "单位名称",
    "平台名称",
    "机构名称",
    "名称",
    "单位",
    "平台",
    "机构",
    "unit name",
    "name",
    "unit",
    "platform",
    "dmu",
    "单位代码",
    "unit code",
)
PERIOD_HEADINGS = ("期间", "年度", "统计期", "period", "year")


def digest_of(path: Path) -> str:
    """SHA-256 of a file; raises :class:`CommandError` where it cannot be opened."""
    with opening(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()


def grids_of(path: Path, sheet: str | None) -> list[Grid]:
    """The sheets of a file (.xlsx, .csv, .parquet), or the one named; raises :class:`DataError`, and
    :class:`CommandError` where it cannot be opened.
    """
    with opening(path):
        return _grids_of(path, sheet)


def _grids_of(path: Path, sheet: str | None) -> list[Grid]:
    kind = path.suffix.lower()
    if kind == ".csv":
        from keqiao.engine.workbooks.text_files import read_csv

        return [read_csv(path)]
    if kind == ".parquet":
        from keqiao.engine.workbooks.text_files import read_parquet

        return [read_parquet(path)]
    from keqiao.engine.workbooks.excel_files import open_excel

    book = open_excel(path)
    names = [name for name in book.names if sheet is None or same_text(name) == same_text(sheet)]
    if not names:
        raise refused(
            "no_sheet",
            message("There is no sheet “{sheet}”.", sheet=str(sheet)),
            message("The file has: {sheets}.", sheets="、".join(book.names)),
        )
    return [book.grid(name) for name in names]


def heading_of(cell: Cell) -> str:
    """The text of a heading or name, white space in one, without characters that nobody sees."""
    return "" if is_blank(cell) else " ".join(visible(shown_whole(cell)).split())


def shown_whole(cell: Cell) -> str:
    """A heading or a name as it stands: texts whole, other cells as a reader sees them; 2023.0 is 2023."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell_text(cell)


def columns_of(grid: Grid, row: int, wanted: Sequence[str]) -> list[int | None]:
    """The column of each heading: the same text, else the same without a unit in brackets."""
    texts = [same_text(heading_of(cell)) for cell in grid.rows[row]]
    bare = [re.sub(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$", "", text) for text in texts]
    columns: list[int | None] = []
    for name in wanted:
        text = same_text(name)
        places = [at for at, heading in enumerate(texts) if heading == text] or [
            at for at, heading in enumerate(bare) if heading == text
        ]
        columns.append(places[0] if len(places) == 1 else None)
    return columns


def not_found(grids: Sequence[Grid], wanted: Sequence[str]) -> DataError:
    """Say which headings are missing in the row that has most of them, and what there is."""
    grid, row = max(
        ((grid, row) for grid in grids for row in range(min(len(grid.rows), HEADER_ROWS))),
        key=lambda place: (
            sum(c is not None for c in columns_of(place[0], place[1], wanted)) * 1000
            + sum(isinstance(cell, str) and not is_blank(cell) for cell in place[0].rows[place[1]])
        ),
        default=(Grid("", []), 0),
    )
    places = columns_of(grid, row, wanted) if grid.rows else [None] * len(wanted)
    missing = [name for name, at in zip(wanted, places, strict=True) if at is None]
    there = [heading_of(cell) for cell in (grid.rows[row] if grid.rows else []) if not is_blank(cell)]
    return refused(
        "no_column",
        message("There is no single column headed: {names}.", names="、".join(missing)),
        message("The table has: {columns}.", columns="、".join(there[:40]) or "—"),
        grid.name,
    )


def unit_in(heading: str) -> str:
    """The unit of measurement in brackets at the end of a heading."""
    match = re.search(r"[(（]([^()（）]*)[)）]$", heading)
    return match[1] if match else ""


def unit_column(grid: Grid, top: int, figures: Sequence[int], unit: str | None) -> int | None:
    """The column with the names of the units: the one headed ``unit``, a usual heading, or the first with texts."""
    if unit is not None:
        (column,) = columns_of(grid, top, [unit])
        if column is None:
            raise not_found([Grid(grid.name, grid.rows[top : top + 1])], [unit])
        return column
    texts = [same_text(heading_of(cell)) for cell in grid.rows[top]]
    for heading in UNIT_HEADINGS:
        if texts.count(same_text(heading)) == 1 and texts.index(same_text(heading)) not in figures:
            return texts.index(same_text(heading))
    for column in range(len(texts)):
        below = grid.cell(top + 1, column)
        if column not in figures and isinstance(below, str) and not is_blank(below):
            return column
    return None


def rows_of_period(grid: Grid, top: int, rows: list[int], period: str | None) -> list[int]:
    """The rows of one period; all where the table has no such column. Raises :class:`DataError`."""
    texts = [same_text(heading_of(cell)) for cell in grid.rows[top]]
    column = next((texts.index(word) for word in map(same_text, PERIOD_HEADINGS) if word in texts), None)
    if column is None:
        if period is not None:
            raise refused(
                "no_period_column",
                message("The table has no column for the period."),
                message("Leave --period out."),
                grid.name,
            )
        return rows
    there = list(dict.fromkeys(heading_of(grid.cell(row, column)) for row in rows))
    if period is None:
        if len(there) > 1:
            raise refused(
                "several_periods",
                message("The table holds several periods: {periods}.", periods="、".join(there[:20])),
                message(
                    "Say which one with --period: units of different periods are not compared with each other."
                ),
                grid.name,
            )
        return rows
    wanted = re.sub("年$", "", same_text(period))
    chosen = [
        row for row in rows if re.sub("年$", "", same_text(heading_of(grid.cell(row, column)))) == wanted
    ]
    if not chosen:
        raise refused(
            "no_such_period",
            message("There are no rows of the period {period}.", period=period),
            message("The table holds: {periods}.", periods="、".join(there[:20])),
            grid.name,
        )
    return chosen
