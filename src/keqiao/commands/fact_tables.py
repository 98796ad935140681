"""Tables for ``keqiao report``: facts with names, value, unit, day and an earlier value; grades of platforms."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from keqiao.commands.unit_tables import HEADER_ROWS, grids_of, heading_of, shown_whole
from keqiao.engine.phrases import SourceFact, read
from keqiao.engine.workbooks.cells import same_text
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.problems import refused
from keqiao.language import message

HEADINGS = {
    "name": ("name", "names", "名称", "指标", "指标名称", "数据名称"),
    "value": ("value", "数值", "值", "数据"),
    "unit": ("unit", "单位", "计量单位"),
    "as_of": ("as_of", "period", "时点", "统计期", "截至"),
    "earlier": ("earlier", "previous", "上期", "原值", "更正前"),
}
"""What columns are called; the first three have to be there. Several names of one fact are divided by | or 、."""


GRADES = {
    "platform": ("platform", "unit", "平台", "平台名称", "单位名称", "名称"),
    "grade": ("grade", "等次", "等级", "定级"),
}
"""What the columns of a table of grades are called."""


def read_grades(path: Path) -> list[tuple[str, str]]:
    """Platforms and grades of a table. Raises :class:`~keqiao.engine.data_findings.DataError`."""
    grids = grids_of(path, None)
    for grid in grids:
        for row in range(min(len(grid.rows), HEADER_ROWS)):
            columns = _columns(grid, row, GRADES)
            if len(columns) == len(GRADES):
                texts = (
                    tuple(shown_whole(grid.cell(at, columns[name])).strip() for name in GRADES)
                    for at in range(row + 1, len(grid.rows))
                )
                return [(platform, grade) for platform, grade in texts if platform]
    raise refused(
        "no_column",
        message("There is no row of headings with platform and grade."),
        message("Write these two above the grades."),
        grids[0].name if grids else "",
    )


def read_facts(path: Path) -> list[SourceFact]:
    """The facts of a .csv, .xlsx or .parquet file. Raises :class:`~keqiao.engine.data_findings.DataError`."""
    grids = grids_of(path, None)
    for grid in grids:
        for row in range(min(len(grid.rows), HEADER_ROWS)):
            columns = _columns(grid, row, HEADINGS)
            if {"name", "value", "unit"} <= set(columns):
                return [
                    _fact(grid, at, columns) for at in range(row + 1, len(grid.rows)) if _filled(grid, at)
                ]
    raise refused(
        "no_column",
        message("There is no row of headings with name, value and unit."),
        message("Write these three above the facts."),
        grids[0].name if grids else "",
    )


def _columns(grid: Grid, row: int, named: dict[str, tuple[str, ...]]) -> dict[str, int]:
    texts = [same_text(heading_of(cell)) for cell in grid.rows[row]]
    return {
        name: texts.index(same_text(heading))
        for name, headings in named.items()
        for heading in reversed(headings)
        if same_text(heading) in texts
    }


def _filled(grid: Grid, row: int) -> bool:
    return any(shown_whole(cell).strip() for cell in grid.rows[row])


def _fact(grid: Grid, row: int, columns: dict[str, int]) -> SourceFact:
    texts = {name: shown_whole(grid.cell(row, at)).strip() for name, at in columns.items()}
    names = tuple(name for name in re.split("[|、]", texts["name"]) if name.strip())
    value, unit = _amount(texts["value"], texts["unit"])
    if not names or value is None or unit is None:
        raise refused(
            "no_fact",
            message("Row {row}: a fact needs a name, a number and a unit.", row=row + 1),
            message("Write for example 研发人员, 817, 人."),
            grid.name,
        )
    earlier = _amount(texts.get("earlier", ""), texts["unit"])[0]
    return SourceFact(names, value, unit, texts.get("as_of", ""), earlier)


def _amount(number: str, unit: str) -> tuple[Decimal | None, str | None]:
    figures = read(f"{number}{unit}").figures if number and unit else ()
    if len(figures) != 1 or figures[0].span != f"{number}{unit}" or figures[0].qualifier != "exact":
        return None, None
    return figures[0].value, figures[0].unit
