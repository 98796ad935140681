"""From a sheet to figures by unit and period, in the wide form (columns are measures) or the long (rows are)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from keqiao.engine.figures import conversion, plain_unit, same_text, visible
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.cells import PLAUSIBLE, cell_text, figure
from keqiao.engine.workbooks.grid import Cell, as_word, is_blank, letters
from keqiao.engine.workbooks.headers import ColumnHeading
from keqiao.engine.workbooks.sheet_findings import SheetRow
from keqiao.engine.workbooks.sheets import Sheet
from keqiao.language import message

Key = tuple[str, str]
"""Unit and period."""


@dataclass
class SheetFigures:
    """What a sheet holds. Every list runs along ``keys``; ``rows`` are the sheet's rows, counted from 1.

    ``reported`` and ``verified`` hold columns by measure code, ratings by ``code@expert``; None is missing.
    ``columns`` are Excel's letters of the reported columns, for findings made later.
    """

    sheet: str
    keys: list[Key] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    attributes: dict[str, list[str | None]] = field(default_factory=dict)
    reported: dict[str, list[float | None]] = field(default_factory=dict)
    verified: dict[str, list[float | None]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def start(self, row: SheetRow) -> int:
        """Begin the figures of a unit and period; return their position."""
        self.keys.append((row.unit, row.period))
        self.rows.append(row.at + 1)
        self.names.append(row.name)
        return len(self.keys) - 1


def read_figures(sheet: Sheet) -> SheetFigures:
    """The figures of a sheet; what is wrong goes to its findings."""
    table = _Table(sheet)
    figures = table.long() if sheet.header.long else table.wide()
    table.silent(figures)
    return figures


class _Table:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.odd: set[int] = set()
        """Rows with a finding, counted from 1."""

    def wide(self) -> SheetFigures:
        """One row per unit and period."""
        figures = SheetFigures(self.sheet.grid.name)
        rows = list(self.sheet.rows())
        for row in rows:
            figures.start(row)
        for column, heading in enumerate(self.sheet.header.headings):
            if heading.role == "attribute":
                figures.attributes[heading.code] = [self._word(heading, row, column) for row in rows]
            elif heading.role in {"measure", "verified", "rating"}:
                name = _name(heading)
                target = figures.verified if heading.role == "verified" else figures.reported
                target[name] = self._column(rows, column, self.sheet.names.measures[heading.code])
                figures.columns.setdefault(name, letters(column))
        return figures

    def _column(self, rows: list[SheetRow], column: int, measure: Measure) -> list[float | None]:
        """The figures of one column; plain numbers within bounds are taken as they are, the others looked at."""
        grid = self.sheet.grid.rows
        cells = [grid[row.at][column] if column < len(grid[row.at]) else "" for row in rows]
        lowest = measure.lowest if measure.lowest is not None else -PLAUSIBLE
        highest = measure.maximum if measure.maximum is not None else PLAUSIBLE
        whole = measure.type == "count"
        if measure.type == "boolean":
            lowest, highest = float("inf"), float("-inf")  # nothing is plain: every cell is looked at
        values: list[float | None] = []
        for position, cell in enumerate(cells):
            if (
                type(cell) is float
                and lowest <= cell <= highest
                and cell - cell == 0.0
                and (not whole or cell == cell // 1)
            ):
                values.append(cell)
            elif cell == "" or cell is None:
                values.append(None)
            else:
                values.append(self._figure(cell, measure, rows[position], column))
        return values

    def _figure(self, cell: Cell, measure: Measure, row: SheetRow, column: int) -> float | None:
        value, remark = figure(cell, measure, typed=self.sheet.grid.typed)
        say = self.sheet.say
        if remark is not None:
            self.odd.add(row.at + 1)
            say(
                remark.severity,
                remark.code,
                remark.message,
                remark.remedy,
                row=row,
                column=column,
                measure=measure.code,
            )
        elif value is not None and measure.type == "count" and not value.is_integer():
            sentence = message("{value} is not a whole number, though it counts things.", value=f"{value:g}")
            remedy = message("Check the figure; it was left as it stands.")
            say(
                "warning", "fraction_of_count", sentence, remedy, row=row, column=column, measure=measure.code
            )
        return value

    def _word(self, heading: ColumnHeading, row: SheetRow, column: int) -> str | None:
        """The word of an attribute, by its code where the cell holds its name."""
        cell = as_word(self.sheet.cell(row.at, column))
        if is_blank(cell):
            return None
        attribute = self.sheet.names.attributes[heading.code]
        self.sheet.unseen(cell, row.at, column)
        if isinstance(cell, float) and cell == cell // 1:
            cell = int(cell)
        if isinstance(cell, str | int) and not isinstance(cell, bool):
            text = " ".join(visible(str(cell)).split())
            if not attribute.values and text.isprintable() and len(text) <= 200:
                return text
            for word, name in attribute.values.items():
                if same_text(text) in {same_text(word), same_text(name.zh), same_text(name.en or word)}:
                    return word
        sentence = message(
            "“{text}” is not one of the words of {attribute}.", text=cell_text(cell), attribute=attribute.name
        )
        remedy = message("Write one of: {words}.", words="、".join(attribute.values) or "…")
        self.sheet.say(
            "error", "unknown_word", sentence, remedy, row=row, column=column, measure=heading.code
        )
        return None

    def long(self) -> SheetFigures:
        """One row per unit, period and measure, with a value and perhaps a verified value."""
        sheet = self.sheet
        figures = SheetFigures(sheet.grid.name)
        place: dict[Key, int] = {}
        first: dict[tuple[int, str, str], int] = {}
        measure_column = sheet.header.columns("long_measure")[0]
        words = [(column, sheet.header.headings[column]) for column in sheet.header.columns("attribute")]
        known: dict[str, ColumnHeading] = {}
        for row in sheet.rows():
            if (row.unit, row.period) not in place:
                place[row.unit, row.period] = figures.start(row)
            key = place[row.unit, row.period]
            for column, heading in words:
                self._keep_word(figures.attributes, key, heading, row, column)
            text = self._measure_text(row, measure_column)
            heading = known.get(text) or known.setdefault(text, sheet.names.heading(text))
            if heading.role not in {"measure", "rating", "verified", "attribute"}:
                sentence = message("“{text}” is not a measure that is read; the row is left out.", text=text)
                remedy = message("Write the measure's code.")
                sheet.say("warning", "unknown_measure", sentence, remedy, at=row.at, column=measure_column)
                continue
            before = first.setdefault((key, heading.role, _name(heading)), row.at)
            if before != row.at:
                sentence = message("The figure stands in row {other} already.", other=before + 1)
                remedy = message("Keep one of the two rows.")
                sheet.say(
                    "error",
                    "doubled_figure",
                    sentence,
                    remedy,
                    row=row,
                    column=measure_column,
                    measure=_name(heading),
                )
                continue
            self._long_row(figures, key, heading, row)
        rows: list[list[Any]] = [
            *figures.reported.values(),
            *figures.verified.values(),
            *figures.attributes.values(),
        ]
        for values in rows:
            values.extend([None] * (len(figures.keys) - len(values)))
        return figures

    def _measure_text(self, row: SheetRow, column: int) -> str:
        """What the row is about: the measure, with the expert where a column names one."""
        self.sheet.unseen(self.sheet.cell(row.at, column), row.at, column)
        text = cell_text(self.sheet.cell(row.at, column))
        for expert in self.sheet.header.columns("long_expert"):
            cell = self.sheet.cell(row.at, expert)
            if not is_blank(cell) and "@" not in text:
                text = f"{text}@{cell_text(cell)}"
        return text

    def _long_row(self, figures: SheetFigures, key: int, heading: ColumnHeading, row: SheetRow) -> None:
        for role, target in (("long_value", figures.reported), ("long_verified", figures.verified)):
            for column in self.sheet.header.columns(role):  # type: ignore[arg-type]
                if heading.role == "attribute":
                    self._keep_word(figures.attributes, key, heading, row, column)
                    return
                cell = self.sheet.cell(row.at, column)
                if is_blank(cell):
                    continue
                if self._in_other_unit(heading, row):
                    continue
                values = (figures.verified if heading.role == "verified" else target).setdefault(
                    _name(heading), []
                )
                _put(values, key, self._figure(cell, self.sheet.names.measures[heading.code], row, column))
                figures.columns.setdefault(_name(heading), letters(column))

    def _in_other_unit(self, heading: ColumnHeading, row: SheetRow) -> bool:
        """Whether the row says another unit than the measure's; that is told once for the row."""
        wanted = self.sheet.names.measures[heading.code].unit
        for column in self.sheet.header.columns("long_unit"):
            cell = self.sheet.cell(row.at, column)
            if isinstance(cell, str) and cell.strip() and wanted and plain_unit(cell) != plain_unit(wanted):
                if conversion(cell, wanted) == 1:
                    continue
                sentence = message(
                    "The row is in {unit}, the scheme wants {other}.", unit=cell_text(cell), other=wanted
                )
                remedy = message("Convert the figure to {unit} and write that unit.", unit=wanted)
                self.odd.add(row.at + 1)
                self.sheet.say(
                    "error", "unit_in_row", sentence, remedy, row=row, column=column, measure=heading.code
                )
                return True
        return False

    def _keep_word(
        self,
        attributes: dict[str, list[str | None]],
        key: int,
        heading: ColumnHeading,
        row: SheetRow,
        column: int,
    ) -> None:
        words = attributes.setdefault(heading.code, [])
        before = words[key] if key < len(words) else None
        word = self._word(heading, row, column)
        if before is not None and word is not None and word != before:
            sentence = message(
                "“{text}” here, “{other}” in an earlier row of the same unit.", text=word, other=before
            )
            remedy = message("Write the same word in both rows.")
            self.sheet.say(
                "error", "two_words", sentence, remedy, row=row, column=column, measure=heading.code
            )
        _put(words, key, word if word is not None else before)

    def silent(self, figures: SheetFigures) -> None:
        """List the units that have no figure at all."""
        columns = [*figures.reported.values(), *figures.verified.values()]
        for position, (unit, period) in enumerate(figures.keys if columns else []):
            row = figures.rows[position]
            if row not in self.odd and all(column[position] is None for column in columns):
                sentence = message("The unit has no figure at all in this period.")
                remedy = message("Delete the row if the unit takes no part.")
                self.sheet.say(
                    "warning", "no_figures", sentence, remedy, row=SheetRow(row - 1, unit, unit, period)
                )


def _name(heading: ColumnHeading) -> str:
    return f"{heading.code}@{heading.expert}" if heading.expert else heading.code


def _put(values: list[Any], position: int, value: Any) -> None:
    values.extend([None] * (position + 1 - len(values)))
    values[position] = value
