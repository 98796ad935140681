"""The table that ``keqiao allocate`` reads: names, scores, grades, and the columns that the rules read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

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
from keqiao.engine.allocation import AllocationError, AllocationRules, Applicants, applicants
from keqiao.engine.data_findings import DataError
from keqiao.engine.figures import conversion, plain_unit
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.cells import figure
from keqiao.engine.workbooks.grid import Grid, is_blank, letters
from keqiao.engine.workbooks.heading_groups import row_of_units
from keqiao.engine.workbooks.problems import FileFinding, Findings, refused
from keqiao.engine.workbooks.stated_units import stated_around
from keqiao.engine.workbooks.table_lines import is_total
from keqiao.language import Bilingual, Message, message

SCORES = ("总分", "得分", "总得分", "评价得分", "total points", "total", "score", "points")
GRADES = ("等次", "等级", "评价等次", "grade")
YES, NO = ("是", "√", "yes", "y", "true"), ("否", "×", "no", "n", "false")
YUAN = {"万元": 10_000, "元": 1}
POINTS = "分"
"""The unit of a score without one of its own: 90% is no score."""


@dataclass
class ScoreTable:
    """The rows of the table; ``columns`` says where the score (``None``), the grade (``""``) and figures stand."""

    grid: Grid
    top: int
    sha256: str
    columns: dict[str | None, int]
    named: int = 0
    names: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    units: dict[int, str] = field(default_factory=dict)
    """Units that a row below the headings states, by column."""

    @property
    def remarks(self) -> tuple[FileFinding, ...]:
        """What is to be said beside the results."""
        return self.findings.listed()

    def applicants(self, rules: AllocationRules) -> Applicants:
        """The units under ``rules``; raises :class:`DataError` with the place of every cell that cannot be used."""
        scores = self._figures(None, rules) if None in self.columns else None
        grades = None
        if "" in self.columns:
            grades = [heading_of(self.grid.cell(row, self.columns[""])) or None for row in self.rows]
        figures = {
            heading: self._figures(heading, rules) for heading in rules.columns() if heading in self.columns
        }
        if self.findings.any_error:
            raise DataError(self.findings.listed())
        try:
            return applicants(rules, self.names, scores, grades, figures)
        except AllocationError as error:
            raise DataError(
                FileFinding(
                    "error",
                    problem.message,
                    unit=problem.unit,
                    measure=problem.column,
                    code="not_for_the_rules",
                    row=None if problem.row is None else self.rows[problem.row] + 1,
                    remedy=problem.remedy or Message(""),
                    sheet=self.grid.name,
                    column=self._letters(problem.about or problem.column),
                )
                for problem in error.findings
            ) from error

    def _letters(self, about: str | None) -> str:
        """The column that a finding is about, as Excel names it."""
        places = {
            **self.columns,
            "score": self.columns.get(None),
            "grade": self.columns.get(""),
            "name": self.named,
        }
        column = None if about is None else places.get(about)
        return "" if column is None else letters(column)

    def _figures(self, heading: str | None, rules: AllocationRules) -> list[Fraction | None]:
        column = self.columns[heading]
        text = heading_of(self.grid.cell(self.top, column))
        unit = unit_in(text) or self.units.get(column, "") or (POINTS if heading is None else "")
        factor = Fraction(1)
        if heading in rules.money_columns():
            unit = plain_unit(unit or self._stated(text, rules.unit))
        if heading in rules.money_columns() and unit:
            if unit not in YUAN:
                raise refused(
                    "wrong_unit",
                    message("The column {column} is in {unit}, not in 元 or 万元.", column=text, unit=unit),
                    message("Write the amounts in 元 or 万元."),
                    self.grid.name,
                )
            factor = Fraction(YUAN[unit], YUAN[rules.unit])
        measure = Measure.model_construct(code="x", name=Bilingual(zh=text), unit=unit, minimum=None)
        return [self._figure(row, column, measure, factor, heading) for row in self.rows]

    def _stated(self, heading: str, usual: str) -> str:
        """The unit of money that the sheet states outside its headings (单位：元); another than ``usual`` is listed."""
        stated = (
            place for place in stated_around(self.grid, self.top) if conversion(place[0], "元") is not None
        )
        unit, row, column = next(stated, ("", 0, 0))
        if unit and unit != usual:
            self.findings.add(
                "warning",
                "unit_stated",
                message("“{column}” is read in {unit}, as the sheet states.", column=heading, unit=unit),
                message("Write the unit into the heading."),
                sheet=self.grid.name,
                row=row + 1,
                column=letters(column),
            )
        return unit

    def _figure(
        self, row: int, column: int, measure: Measure, factor: Fraction, heading: str | None
    ) -> Fraction | None:
        cell = self.grid.cell(row, column)
        word = cell.strip().casefold() if isinstance(cell, str) else ""
        if heading is not None and word in (*YES, *NO):
            return Fraction(word in YES)
        name = self.names[self.rows.index(row)]
        where = {
            "sheet": self.grid.name,
            "row": row + 1,
            "column": letters(column),
            "unit": name,
            "measure": measure.name.zh,
        }
        value, remark = figure(cell, measure, typed=self.grid.typed)
        if remark is not None:
            self.findings.add(remark.severity, remark.code, remark.message, remark.remedy, **where)  # type: ignore[arg-type]
        if value is None and remark is None and heading is not None:
            self.findings.add(
                "warning",
                "blank_is_none",
                message("The cell is blank and counts as 0."),
                message("Write the figure where there is one."),
                **where,  # type: ignore[arg-type]
            )
        return None if value is None else Fraction(repr(value)) * factor


def read_scores(
    path: Path,
    rules: Sequence[AllocationRules],
    *,
    headings: dict[str, str | None],
    sheet: str | None,
    period: str | None,
) -> ScoreTable:
    """Read the table of ``path`` (.xlsx, .csv, .parquet) with every column that any of ``rules`` reads.

    ``headings`` may name the columns ``unit``, ``score`` and ``grade``. Raises :class:`DataError`, or
    ``CommandError`` where the file cannot be opened.
    """
    digest = digest_of(path)
    grids = grids_of(path, sheet)
    wanted = list(dict.fromkeys(column for rule in rules for column in rule.columns()))
    scores = (headings["score"],) if headings["score"] else SCORES
    grades = (headings["grade"],) if headings["grade"] else GRADES
    score_needed = any(rule.reads_scores for rule in rules) or bool(headings["score"])
    grade_needed = any(rule.reads_grades for rule in rules) or bool(headings["grade"])
    for grid in grids:
        for top in range(min(len(grid.rows), HEADER_ROWS)):
            places = columns_of(grid, top, wanted)
            score, grade = _first(grid, top, scores), _first(grid, top, grades)
            if None in places or (score_needed and score is None) or (grade_needed and grade is None):
                continue
            columns: dict[str | None, int] = {
                word: column for word, column in zip(wanted, places, strict=True) if column is not None
            }
            if score is not None:
                columns[None] = score
            if grade is not None:
                columns[""] = grade
            if columns:
                return _rows(ScoreTable(grid, top, digest, columns), headings["unit"], period)
    needed = [*wanted, *([scores[0]] if score_needed else []), *([grades[0]] if grade_needed else [])]
    raise not_found(grids, [str(word) for word in needed])


def _first(grid: Grid, top: int, words: Sequence[str | None]) -> int | None:
    """The column of the first heading that is there."""
    return next(
        (column for column in columns_of(grid, top, [str(word) for word in words]) if column is not None),
        None,
    )


def _rows(table: ScoreTable, unit: str | None, period: str | None) -> ScoreTable:
    grid, top = table.grid, table.top
    used = list(table.columns.values())
    named = unit_column(grid, top, used, unit)
    if named is None:
        raise refused(
            "no_unit_column",
            message("The table has no column with the names of the units."),
            message("Say which one with --unit."),
            grid.name,
        )
    table.named = named
    table.units = row_of_units(grid, top + 1)
    rows = [
        row
        for row in range(top + 1 + bool(table.units), len(grid.rows))
        if any(not is_blank(grid.cell(row, column)) for column in used)
    ]
    for row in rows_of_period(grid, top, rows, period):
        name = heading_of(grid.cell(row, named)) or f"#{row + 1}"
        if is_total(name):
            table.findings.add(
                "warning",
                "sum_left_out",
                message("This row is taken for a sum and left out."),
                sheet=grid.name,
                row=row + 1,
                unit=name,
            )
            continue
        table.names.append(name)
        table.rows.append(row)
    if not table.names:
        raise refused("no_rows", message("There are no units."), Message(""), grid.name)
    return table
