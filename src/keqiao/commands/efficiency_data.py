"""The table that ``keqiao efficiency`` reads: a header row, a row for each unit, columns chosen by their headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keqiao.commands.unit_tables import (
    HEADER_ROWS,
    columns_of,
    digest_of,
    grids_of,
    heading_of,
    not_found,
    rows_of_period,
    unit_column,
    unit_in,
)
from keqiao.engine.data_findings import DataError
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.cells import figure
from keqiao.engine.workbooks.grid import Grid, is_blank, letters
from keqiao.engine.workbooks.problems import FileFinding, Findings, refused
from keqiao.engine.workbooks.table_lines import is_total
from keqiao.language import Bilingual, Message, message


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
    remarks: tuple[FileFinding, ...]

    def place(self, row: int | None, heading: str | None, sentence: Message) -> FileFinding:
        """A finding of the model as one about a cell of the file."""
        column = letters(self.columns[self.headings.index(heading)]) if heading in self.headings else ""
        return FileFinding(
            "error",
            sentence,
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

    Raises :class:`DataError` with the place of every cell that cannot be used, ``CommandError`` where the
    file cannot be opened.
    """
    digest = digest_of(path)
    grids = grids_of(path, sheet)
    best: tuple[Grid, int, list[int]] | None = None
    for grid in grids:
        for row in range(min(len(grid.rows), HEADER_ROWS)):
            places = columns_of(grid, row, wanted)
            if None not in places:
                best = grid, row, [column for column in places if column is not None]
                break
        if best:
            break
    if best is None:
        raise not_found(grids, wanted)
    grid, top, columns = best
    return _table(grid, top, columns, unit=unit, period=period, digest=digest)


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
    headings = tuple(heading_of(grid.cell(top, column)) for column in columns)
    named = unit_column(grid, top, columns, unit)
    rows = [
        row
        for row in range(top + 1, len(grid.rows))
        if any(not is_blank(grid.cell(row, column)) for column in columns)
    ]
    rows = rows_of_period(grid, top, rows, period)
    units: list[str] = []
    row_numbers: list[int] = []
    figures: list[list[float]] = []
    measures = [
        Measure.model_construct(code="x", name=Bilingual(zh=heading), unit=unit_in(heading), minimum=None)
        for heading in headings
    ]
    for row in rows:
        name = heading_of(grid.cell(row, named)) if named is not None else ""
        name = name or f"#{row + 1}"
        if is_total(name):
            findings.add(
                "warning",
                "sum_left_out",
                message("This row is taken for a sum and left out."),
                sheet=grid.name,
                row=row + 1,
                unit=name,
            )
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
                    "error",
                    "missing_figure",
                    message("The figure is missing."),
                    message("Write it, or leave the unit out of the table: no figure is guessed."),
                    **where,  # type: ignore[arg-type]
                )
            line.append(np.nan if value is None else value)
        units.append(name)
        row_numbers.append(row + 1)
        figures.append(line)
    for name in {name for name in units if units.count(name) > 1} if len(units) <= 5000 else ():
        findings.add(
            "warning",
            "same_name",
            message("Two or more rows have this name; each is taken for a unit of its own."),
            sheet=grid.name,
            unit=name,
        )
    if not units:
        raise refused("no_rows", message("There are no units."), Message(""), grid.name)
    if findings.any_error:
        raise DataError(findings.listed())
    return UnitTable(
        tuple(units),
        np.array(figures),
        headings,
        tuple(row_numbers),
        tuple(columns),
        grid.name,
        digest,
        tuple(findings.listed()),
    )
