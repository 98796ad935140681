"""Sheets read in a process of their own, and their way back as JSON.

:func:`read_apart` is called by the web, which serves others meanwhile; the command reads directly, with the same
readers. JSON holds texts, numbers, truth and blanks as they are; dates and marks are objects with one key.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from keqiao.engine.data_findings import DataError
from keqiao.engine.workbooks.grid import (
    Cell,
    ErrorCell,
    FormulaCell,
    Grid,
    HiddenCell,
    PercentCell,
    ScaledCell,
)
from keqiao.engine.workbooks.problems import refused
from keqiao.files.confinement import confined
from keqiao.files.problems import FileProblem

MOST_CELLS = 4_000_000
"""Cells that a sheet may span: twenty columns of two hundred thousand rows."""
MOST_SHEETS = 20
TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})


def read_apart(path: Path, *, most: int = MOST_CELLS, also: Sequence[str] = ()) -> list[Grid]:
    """The sheets of an .xlsx, or the one grid of a text file (by its suffix), read in a process of its own.

    Hidden sheets are left out but for those named in ``also``; of many sheets the first :data:`MOST_SHEETS` are read.
    Raises DataError; where the process was ended, one that says so.
    """
    try:
        answer = confined(f"{__name__}:sheets", path, (str(most), *also))
    except FileProblem as problem:
        raise refused(problem.code, problem.sentence, problem.remedy, problem.place) from problem
    return [_grid(written) for written in json.loads(answer, object_hook=_cell)]


def sheets(path: Path, most: str, *also: str) -> bytes:
    """The task in the process: the sheets of a file as JSON. Raises FileProblem."""
    try:
        grids = _grids(path, int(most), also)
    except DataError as error:
        first = error.errors[0]
        raise FileProblem(
            getattr(first, "code", ""),
            first.message,
            getattr(first, "remedy", None),
            getattr(first, "sheet", ""),
        ) from error
    return json.dumps([_plain(grid) for grid in grids], default=_written, ensure_ascii=False).encode(
        "utf-8", "replace"
    )


def _grids(path: Path, most: int, also: Sequence[str]) -> list[Grid]:
    if path.suffix.lower() in TEXT_FILES:
        from keqiao.engine.workbooks.text_files import read_csv

        return [read_csv(path, most)]
    from keqiao.engine.workbooks.excel_files import open_excel

    with open_excel(path) as book:
        names = [name for name in book.names if name not in book.hidden or name in also]
        return [book.grid(name, most) for name in names[:MOST_SHEETS]]


def _plain(grid: Grid) -> dict[str, Any]:
    return {
        "name": grid.name,
        "rows": grid.rows,
        "merged": grid.merged,
        "typed": grid.typed,
        "hidden": grid.hidden,
        "hidden_rows": sorted(grid.hidden_rows),
        "hidden_columns": sorted(grid.hidden_columns),
        "struck": sorted(grid.struck),
    }


def _grid(written: Any) -> Grid:
    return Grid(
        written["name"],
        written["rows"],
        [tuple(span) for span in written["merged"]],
        written["typed"],
        written["hidden"],
        frozenset(written["hidden_rows"]),
        frozenset(written["hidden_columns"]),
        frozenset((row, column) for row, column in written["struck"]),
    )


def _written(cell: object) -> dict[str, Any]:
    """A cell that JSON does not know."""
    if isinstance(cell, PercentCell):
        return {"percent": cell.value}
    if isinstance(cell, ScaledCell):
        return {"scaled": [cell.value, cell.text, cell.factor, cell.unit]}
    if isinstance(cell, HiddenCell):
        return {"unseen": [cell.value, cell.text]}
    if isinstance(cell, ErrorCell):
        return {"error": cell.text}
    if isinstance(cell, FormulaCell):
        return {"formula": None}
    if isinstance(cell, dt.datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"time": cell.isoformat()}
    if isinstance(cell, dt.timedelta):
        return {"timedelta": [cell.days, cell.seconds, cell.microseconds]}
    raise TypeError(type(cell).__name__)


_CELLS: dict[str, Callable[[Any], Cell]] = {
    "percent": PercentCell,
    "scaled": lambda parts: ScaledCell(*parts),
    "unseen": lambda parts: HiddenCell(*parts),
    "error": ErrorCell,
    "formula": lambda _given: FormulaCell(),
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda parts: dt.timedelta(*parts),
}


def _cell(row: dict[str, Any]) -> Any:
    if len(row) != 1:
        return row
    kind, parts = next(iter(row.items()))
    return _CELLS[kind](parts)
