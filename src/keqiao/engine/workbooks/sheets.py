"""One sheet with its header: what merged cells hold, which rows are data, whom and when they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.engine.figures import (
    digits_of,
    same_text,
    visible,
)
from keqiao.engine.figures.characters import EXACT
from keqiao.engine.workbooks.cells import cell_text
from keqiao.engine.workbooks.column_checks import check_columns, list_hidden, refuse_struck
from keqiao.engine.workbooks.grid import (
    Cell,
    Grid,
    HiddenCell,
    PercentCell,
    ScaledCell,
    as_word,
    is_blank,
)
from keqiao.engine.workbooks.headers import Header, HeaderNames, Role
from keqiao.engine.workbooks.periods import Length, period_of
from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.sheet_findings import SheetFindings, SheetRow
from keqiao.engine.workbooks.table_lines import is_heading_or_sentence, is_note, is_total, text_alone
from keqiao.language import message

_VALUES: tuple[Role, ...] = ("measure", "verified", "rating", "long_value", "long_verified")


@dataclass(frozen=True)
class ReadingOptions:
    """How a sheet is read: the ``period`` where the sheet has no such column, the usual ``length`` of a period."""

    period: str | None
    length: Length


class Sheet(SheetFindings):
    """A sheet being read; findings go to ``findings``, each with its place."""

    def __init__(
        self, grid: Grid, header: Header, names: HeaderNames, options: ReadingOptions, findings: Findings
    ) -> None:
        super().__init__(grid, header, names, findings)
        self.options = options
        self._filled: dict[tuple[int, int], Cell] = {}
        check_columns(self)
        self._merges()

    def cell(self, row: int, column: int) -> Cell:
        """A cell, counted from 0; below the first cell of a merged unit or period, what stands in that one."""
        cell = self.grid.cell(row, column)
        return self._filled.get((row, column), cell) if self._filled and is_blank(cell) else cell

    def rows(self) -> Iterator[SheetRow]:
        """The rows that hold data; totals and notes are left out with a word, blank rows silently."""
        heads = self.header.headings
        # A row that holds a period alone is one that the form prepared and nobody filled in.
        read = [c for c, h in enumerate(heads) if h.role not in {"unknown", "ignored", "computed", "period"}]
        values = self.header.columns(*_VALUES)
        unit_column = self.header.columns("unit")[0]
        name_column = next(iter(self.header.columns("name")), None)
        period_column = next(iter(self.header.columns("period")), None)
        seen: dict[tuple[str, str], int] = {}
        spelling: dict[str, str] = {}
        read_rows: list[int] = []
        for at in range(self.header.first_data_row, len(self.grid.rows)):
            line = self.grid.rows[at]
            if not any(line) or all(is_blank(self.grid.cell(at, column)) for column in read):
                continue
            name_cell = self.cell(at, name_column) if name_column is not None else ""
            if self._left_out(at, [self.cell(at, unit_column), name_cell, *line], values):
                continue
            unit = self._unit(at, unit_column)
            period = self._period(at, period_column, unit)
            if not unit or not period:
                continue
            row = SheetRow(at, unit, unit if is_blank(name_cell) else cell_text(name_cell), period)
            self._overflow(row, line)
            other = spelling.setdefault(same_text(unit), unit)
            if other != unit:
                sentence = message(
                    "“{unit}” and “{other}” differ only in width, case or spaces.", unit=unit, other=other
                )
                remedy = message("They are taken as two units; write the unit in one way if it is one.")
                self.say("warning", "similar_units", sentence, remedy, row=row, column=unit_column)
            first = at if self.header.long else seen.setdefault((unit, period), at)
            if first != at:
                sentence = message(
                    "The unit stands in row {other} already, for the same period.", other=first + 1
                )
                remedy = message("Keep one of the two rows.")
                self.say("error", "doubled_unit", sentence, remedy, row=row, column=unit_column)
                continue
            read_rows.append(at)
            yield row
        list_hidden(self, read_rows)
        refuse_struck(self, read_rows)

    def _overflow(self, row: SheetRow, line: list[Cell]) -> None:
        """In a text file a comma inside a number moves every later figure one column on: 1,234 is two cells."""
        if self.grid.typed:
            return
        last = max(column for column, heading in enumerate(self.header.headings) if heading.text)
        beyond = [column for column in range(last + 1, len(line)) if not is_blank(line[column])]
        if beyond:
            sentence = message(
                "The row has {cells} cells, the header has {columns}: its figures may stand in wrong columns.",
                cells=beyond[-1] + 1,
                columns=last + 1,
            )
            remedy = message("Put values that hold a comma in quotes, or write numbers without commas.")
            self.say("error", "too_many_cells_in_row", sentence, remedy, row=row, column=beyond[0])

    def _merges(self) -> None:
        """A unit or period merged over several rows holds for all of them; merged figures are refused."""
        keys = set(self.header.columns("unit", "name", "period", "attribute", "long_measure"))
        values = self.header.columns(*_VALUES)
        filled = 0
        for top, left, bottom, right in self.grid.merged:
            if top < self.header.first_data_row:
                continue
            cell = self.grid.cell(top, left)
            if left == right and left in keys and bottom <= len(self.grid.rows) + 1000:
                filled += 1
                self._filled |= {(row, left): cell for row in range(top + 1, bottom + 1)}
            elif (
                not is_blank(cell)
                and not is_note(cell)
                and not (top == bottom and text_alone(self.grid.rows[top]))
                and any(left <= column <= right for column in values)
                and not (top == bottom and [column for column in values if left <= column <= right] == [left])
            ):
                sentence = message("Merged cells hold one figure for several rows or measures.")
                remedy = message("Unmerge the cells and write the figure where it belongs.")
                self.say("error", "merged_figures", sentence, remedy, at=top, column=left)
        if filled:
            sentence = message(
                "{count} merged cells: what stands in them is read for all of their rows.", count=filled
            )
            self.say("warning", "merged_keys", sentence)

    def _left_out(self, at: int, line: list[Cell], values: list[int]) -> bool:
        """Whether the row is a total, a note or a line of text. ``line`` starts with the unit and its name."""
        periods = self.header.columns("period")
        first = next((cell for cell in line[2:] if not is_blank(cell)), "")
        texts = [cell for cell in (*line[:2], first) if isinstance(cell, str) and cell.strip()]
        for text in texts:
            if is_total(text):
                sentence = message(
                    "The row “{text}” is a total, a mean or a part of other rows and is left out.",
                    text=cell_text(text),
                )
                self.say("warning", "total_row", sentence, at=at)
                return True
            if is_note(text) and not any(
                isinstance(self.grid.cell(at, column), int | float | PercentCell | ScaledCell | HiddenCell)
                for column in values
            ):
                sentence = message("The row “{text}” is a note and is left out.", text=cell_text(text))
                self.say("warning", "note_row", sentence, at=at)
                return True
        alone = text_alone(line[2:]) if len(self.header.headings) > 1 else ""
        if not alone:  # a heading or a footnote beside the period that every row was given
            rest = text_alone(cell for column, cell in enumerate(line[2:]) if column not in periods)
            alone = rest if is_heading_or_sentence(rest) else ""
        if alone:
            sentence = message(
                "The row holds the text “{text}” alone and is left out.", text=cell_text(alone)
            )
            remedy = message("If it is a unit, write its figures and its period.")
            self.say("warning", "text_row", sentence, remedy, at=at)
        return bool(alone)

    def _unit(self, at: int, column: int) -> str:
        cell = as_word(self.cell(at, column))
        if isinstance(cell, int | float) and not isinstance(cell, bool) and digits_of(cell):
            return digits_of(cell) or ""
        if isinstance(cell, str) and cell.strip():
            text = " ".join(visible(cell).split())
            self.unseen(cell, at, column)
            if text and len(text) <= 200 and text.isprintable():
                return text
        if is_blank(cell):
            sentence = message("The row has figures but no unit.")
        elif isinstance(cell, int | float) and abs(cell) >= EXACT:
            sentence = message(
                "Excel keeps fifteen digits only: “{text}” may have lost its last ones.", text=f"{cell:.0f}"
            )
        else:
            sentence = message("“{text}” cannot be the name of a unit.", text=cell_text(cell))
        self.say(
            "error",
            "no_unit",
            sentence,
            message("Write the unit's code or name in every row."),
            at=at,
            column=column,
        )
        return ""

    def _period(self, at: int, column: int | None, unit: str) -> str:
        if column is None:
            return self.options.period or ""
        cell = self.cell(at, column)
        read = period_of(cell, self.options.length)
        self.unseen(cell, at, column)
        row = SheetRow(at, unit, unit, read.text if read else "")
        if read is None:
            if is_blank(cell):
                sentence = message("The row has no period.")
            else:
                sentence = message("“{text}” is not a period of the scheme's length.", text=cell_text(cell))
            remedy = message("Write the period as 2023, 2023Q4 or 2023-10.")
            self.say("error", "bad_period", sentence, remedy, row=row, column=column)
            return ""
        if read.changed:
            sentence = message(
                "The date {text} is read as the period {period}.", text=cell_text(cell), period=read.text
            )
            remedy = message("Write the period itself.")
            self.say("warning", "date_as_period", sentence, remedy, row=row, column=column)
        return read.text
