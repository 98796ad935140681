"""The units that a form is prepared for, read from a list in an Excel or CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.cells import cell_text, same_text
from keqiao.engine.workbooks.excel_files import open_excel
from keqiao.engine.workbooks.grid import Grid, as_word, is_blank
from keqiao.engine.workbooks.headers import SEARCHED_ROWS, ColumnHeading, HeaderNames, one_unit
from keqiao.engine.workbooks.problems import refused
from keqiao.engine.workbooks.text_files import read_csv
from keqiao.language import message


@dataclass(frozen=True)
class FormUnit:
    """A unit of a form: its code, its name, and what is known of its attributes (words by attribute code)."""

    code: str
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_units(path: Path, scheme: Scheme) -> list[FormUnit]:
    """The units listed in ``path`` (.xlsx first sheet shown, or .csv): a column 单位 or 名称, attributes beside it.

    Each unit once, in the order of the list. Raises DataError.
    """
    names = HeaderNames(scheme)
    grid = _grid(path)
    for at, line in enumerate(grid.rows[:SEARCHED_ROWS]):
        headings = one_unit(
            [names.heading(cell) if isinstance(cell, str) else ColumnHeading("ignored", "") for cell in line]
        )
        unit = next((c for c, heading in enumerate(headings) if heading.role == "unit"), None)
        if unit is not None:
            return _units(grid, at + 1, headings, unit, names)
    raise refused(
        "no_units",
        message("No row names a column of units."),
        message("Write 单位 (unit) above the codes or names of the units."),
        grid.name,
    )


def _grid(path: Path) -> Grid:
    if path.suffix.lower() == ".csv":
        return read_csv(path)
    file = open_excel(path)
    shown_sheets = [name for name in file.names if name not in file.hidden]
    if not shown_sheets:
        raise refused(
            "empty", message("The file has no sheet that is shown."), message("Show the sheet of the units.")
        )
    return file.grid(shown_sheets[0])


def _units(
    grid: Grid, first: int, headings: list[ColumnHeading], unit: int, names: HeaderNames
) -> list[FormUnit]:
    name = next((c for c, heading in enumerate(headings) if heading.role == "name"), None)
    attributes = {h.code: c for c, h in enumerate(headings) if h.role == "attribute"}
    units: dict[str, FormUnit] = {}
    for at in range(first, len(grid.rows)):
        cell = as_word(grid.cell(at, unit))
        if is_blank(cell):
            continue
        code = str(int(cell)) if isinstance(cell, float) and cell == cell // 1 else cell_text(cell)
        words = {}
        for attribute, column in attributes.items():
            text = same_text(cell_text(grid.cell(at, column)))
            for word, sentence in names.attributes[attribute].values.items():
                if text in {same_text(word), same_text(sentence.zh), same_text(sentence.en or word)}:
                    words[attribute] = word
        called = grid.cell(at, name) if name is not None else ""
        units.setdefault(code, FormUnit(code, code if is_blank(called) else cell_text(called), words))
    if not units:
        raise refused(
            "no_units", message("The list names no unit."), message("Write one unit in each row."), grid.name
        )
    return list(units.values())
