"""The table that ``keqiao efficiency`` reads: a header row, a row for each unit, columns chosen by their headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keqiao.commands.terminal import CommandError
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.cells import figure, same_text, shown
from keqiao.engine.workbooks.grid import Cell, Grid, is_blank, letters
from keqiao.engine.workbooks.problems import DataError, Findings, Problem, refused
from keqiao.language import Bilingual, Message, message

HEADER_ROWS = 30
"""The header stands within so many rows from the top."""
UNIT_HEADINGS = (
    "单位名称", "平台名称", "机构名称", "名称", "单位", "平台", "机构", "unit name", "name", "unit", "platform", "dmu",
    "单位代码", "unit code",
)  # fmt: skip
PERIOD_HEADINGS = ("期间", "年度", "统计期", "period", "year")
SUMS = ("合计", "总计", "小计", "total", "sum")


@dataclass(frozen=True, eq=False)
class UnitTable:
    """Figures (n, k) of the columns asked for, in their order; ``rows`` are the rows in the file, from 1."""

    units: tuple[str, ...]
    figures: NDArray[np.float64]
    headings: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    sheet: str
    sha256: str
    remarks: tuple[Problem, ...]

    def place(self, row: int | None, heading: str | None, said: Message) -> Problem:
        """A finding of the model as one about a cell of the file."""
        column = letters(self.columns[self.headings.index(heading)]) if heading in self.headings else ""
        return Problem(
            "error",
            said,
            unit=self.units[row] if row is not None else None,
            measure=heading,
            row=self.rows[row] if row is not None else None,
            code="not_for_the_model",
            sheet=self.sheet,
            column=column,
        )


def read_units(
    path: Path, wanted: Sequence[str], *, unit: str | None, sheet: str | None, period: str | None
) -> UnitTable:
    """Read the columns headed ``wanted`` of ``path`` (.xlsx, .csv, .parquet).

    Raises :class:`DataError` with the place of every cell that cannot be used, :class:`CommandError` where the
    file cannot be opened.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        from keqiao.engine.workbooks.saving import reason_of

        raise CommandError(
            message("{name} cannot be read: {error}.", name=str(path), error=reason_of(error))
        ) from error
    grids = _grids(path, sheet)
    best: tuple[Grid, int, list[int]] | None = None
    for grid in grids:
        for row in range(min(len(grid.rows), HEADER_ROWS)):
            found = _columns(grid, row, wanted)
            if None not in found:
                best = grid, row, [column for column in found if column is not None]
                break
        if best:
            break
    if best is None:
        raise _not_found(grids, wanted)
    grid, top, columns = best
    return _table(grid, top, columns, unit=unit, period=period, digest=digest)


def _grids(path: Path, sheet: str | None) -> list[Grid]:
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


def _heading(cell: Cell) -> str:
    return "" if is_blank(cell) else " ".join(shown_whole(cell).split())


def shown_whole(cell: Cell) -> str:
    """A heading or a name as it stands: texts whole, other cells as a reader sees them; 2023.0 is 2023."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return shown(cell)


def _columns(grid: Grid, row: int, wanted: Sequence[str]) -> list[int | None]:
    """The column of each heading: the same text, else the same without a unit in brackets."""
    texts = [same_text(_heading(cell)) for cell in grid.rows[row]]
    bare = [re.sub(r"[(（\[【][^)）\]】]*[)）\]】]$", "", text) for text in texts]
    found: list[int | None] = []
    for name in wanted:
        text = same_text(name)
        places = [at for at, heading in enumerate(texts) if heading == text] or [
            at for at, heading in enumerate(bare) if heading == text
        ]
        found.append(places[0] if len(places) == 1 else None)
    return found


def _not_found(grids: Sequence[Grid], wanted: Sequence[str]) -> DataError:
    """Say which headings are missing in the row that has most of them, and what there is."""
    grid, row = max(
        ((grid, row) for grid in grids for row in range(min(len(grid.rows), HEADER_ROWS))),
        key=lambda place: (
            sum(c is not None for c in _columns(place[0], place[1], wanted)) * 1000
            + sum(isinstance(cell, str) and not is_blank(cell) for cell in place[0].rows[place[1]])
        ),
        default=(Grid("", []), 0),
    )
    found = _columns(grid, row, wanted) if grid.rows else [None] * len(wanted)
    missing = [name for name, at in zip(wanted, found, strict=True) if at is None]
    there = [_heading(cell) for cell in (grid.rows[row] if grid.rows else []) if not is_blank(cell)]
    return refused(
        "no_column",
        message("There is no single column headed: {names}.", names="、".join(missing)),
        message("The table has: {columns}.", columns="、".join(there[:40]) or "—"),
        grid.name,
    )


def _table(
    grid: Grid,
    top: int,
    columns: Sequence[int],
    *,
    unit: str | None,
    period: str | None,
    digest: str,
) -> UnitTable:
    findings = Findings()
    headings = tuple(_heading(grid.cell(top, column)) for column in columns)
    named = _unit_column(grid, top, columns, unit)
    rows = [
        row
        for row in range(top + 1, len(grid.rows))
        if any(not is_blank(grid.cell(row, column)) for column in columns)
    ]
    rows = _of_period(grid, top, rows, period)
    units: list[str] = []
    kept: list[int] = []
    figures: list[list[float]] = []
    measures = [
        Measure.model_construct(code="x", name=Bilingual(zh=heading), unit=_unit(heading), minimum=None)
        for heading in headings
    ]
    for row in rows:
        name = _heading(grid.cell(row, named)) if named is not None else ""
        name = name or f"#{row + 1}"
        if same_text(name) in SUMS:
            findings.add(
                "warning", "sum_left_out", message("This row is taken for a sum and left out."),
                sheet=grid.name, row=row + 1, unit=name,
            )  # fmt: skip
            continue
        line = []
        for column, heading, measure in zip(columns, headings, measures, strict=True):
            value, remark = figure(grid.cell(row, column), measure, typed=grid.typed)
            where = {
                "sheet": grid.name,
                "row": row + 1,
                "column": letters(column),
                "unit": name,
                "measure": heading,
            }
            if remark is not None:
                findings.add(remark.severity, remark.code, remark.message, remark.remedy, **where)  # type: ignore[arg-type]
            if value is None and (remark is None or remark.severity != "error"):
                findings.add(
                    "error", "missing_figure", message("The figure is missing."),
                    message("Write it, or leave the unit out of the table: no figure is guessed."), **where,  # type: ignore[arg-type]
                )  # fmt: skip
            line.append(np.nan if value is None else value)
        units.append(name)
        kept.append(row + 1)
        figures.append(line)
    for name in {name for name in units if units.count(name) > 1} if len(units) <= 5000 else ():
        findings.add(
            "warning", "same_name", message("Two or more rows have this name; each is taken for a unit of its own."),
            sheet=grid.name, unit=name,
        )  # fmt: skip
    if not units:
        raise refused("no_rows", message("There are no units."), Message(""), grid.name)
    if findings.any_error:
        raise DataError(findings.listed())
    return UnitTable(
        tuple(units), np.array(figures), headings, tuple(kept), tuple(columns), grid.name, digest,
        tuple(findings.listed()),
    )  # fmt: skip


def _unit(heading: str) -> str:
    found = re.search(r"[(（]([^)）]*)[)）]$", heading)
    return found[1] if found else ""


def _unit_column(grid: Grid, top: int, figures: Sequence[int], unit: str | None) -> int | None:
    if unit is not None:
        (column,) = _columns(grid, top, [unit])
        if column is None:
            raise _not_found([Grid(grid.name, grid.rows[top : top + 1])], [unit])
        return column
    texts = [same_text(_heading(cell)) for cell in grid.rows[top]]
    for heading in UNIT_HEADINGS:
        if texts.count(same_text(heading)) == 1 and texts.index(same_text(heading)) not in figures:
            return texts.index(same_text(heading))
    for column in range(len(texts)):
        below = grid.cell(top + 1, column)
        if column not in figures and isinstance(below, str) and not is_blank(below):
            return column
    return None


def _of_period(grid: Grid, top: int, rows: list[int], period: str | None) -> list[int]:
    texts = [same_text(_heading(cell)) for cell in grid.rows[top]]
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
    there = list(dict.fromkeys(_heading(grid.cell(row, column)) for row in rows))
    if period is None:
        if len(there) > 1:
            raise refused(
                "several_periods",
                message("The table holds several periods: {periods}.", periods="、".join(there[:20])),
                message("Say which one with --period: units of different periods are not one frontier."),
                grid.name,
            )
        return rows
    wanted = re.sub("年$", "", same_text(period))
    chosen = [row for row in rows if re.sub("年$", "", same_text(_heading(grid.cell(row, column)))) == wanted]
    if not chosen:
        raise refused(
            "no_such_period",
            message("There are no rows of the period {period}.", period=period),
            message("The table holds: {periods}.", periods="、".join(there[:20])),
            grid.name,
        )
    return chosen
