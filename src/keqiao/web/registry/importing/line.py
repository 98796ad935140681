"""The rows below the headings as lines: merged cells filled in, totals and notes left out, hidden things told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.figures import invisible_in, same_text
from keqiao.engine.workbooks.grid import Cell, Grid, HiddenCell, ScaledCell, is_blank, letters
from keqiao.engine.workbooks.table_lines import is_heading_or_sentence, is_total, text_alone
from keqiao.web.registry.importing.cells import merged_across, merged_downwards, struck_through, text_of
from keqiao.web.registry.importing.columns import column_of, named
from keqiao.web.registry.registers import Register
from keqiao.web.site.punctuation import listed


@dataclass(frozen=True)
class ImportLine:
    """One line: its row in the file (from 1) and its texts by column.

    ``notes`` say how it was read where it looks otherwise; ``faults``: column → why its cell cannot be read;
    ``left_out`` says why the line is none of the register (a total, a note).
    """

    row: int
    cells: dict[str, str]
    notes: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    left_out: str = ""


@dataclass
class Lines:
    """What was read: the lines, where they stand, and which headings nobody knows.

    ``places``: column → its place in the sheet, from 0. ``ten_thousand``: columns whose amounts are in 万元.
    """

    sheet: str = ""
    heading_row: int = 0
    places: dict[str, int] = field(default_factory=dict)
    ten_thousand: list[str] = field(default_factory=list)
    lines: list[ImportLine] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    """Column → the heading that it was read under."""


def lines_of(register: Register, grid: Grid, heading: int, places: Mapping[str, int]) -> Lines:
    """Read the rows below the row ``heading`` (from 0; -1 without headings); ``places``: column → place from 0.

    Raises ValidationError where another table begins below.
    """
    reader = _Reader(register, grid, heading, places)
    reader.refuse_another_table()
    lines = [line for at in range(heading + 1, len(grid.rows)) if (line := reader.line(at)) is not None]
    hidden = [reader.labels[key] for key, place in places.items() if place in grid.hidden_columns]
    if hidden and lines:
        lines[0].notes.append(_("Hidden columns are read: %(names)s.") % {"names": _(", ").join(hidden)})
    return Lines(grid.name, heading + 1, dict(places), [], lines, reader.unread())


class _Reader:
    def __init__(self, register: Register, grid: Grid, heading: int, places: Mapping[str, int]) -> None:
        self.register, self.grid, self.heading, self.places = register, grid, heading, places
        columns = {key: column_of(register, key) for key in places}
        self.labels = {
            key: text_of(grid.cell(heading, places[key])) if column is None else column.label
            for key, column in columns.items()
        }
        self.numbers = {key for key, column in columns.items() if column is not None and column.is_number}
        self.codes = {key for key, column in columns.items() if column is not None and column.is_code}
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.across: dict[tuple[int, int], str] = {}
        """Cells merged over several columns that are read, with the range as Excel writes it."""
        read = sorted(places.values())
        for top, left, bottom, right in grid.merged:
            if top <= heading or bottom > len(grid.rows) + 1000:
                continue
            inside = [place for place in read if left <= place <= right]
            for row in range(top, bottom + 1):
                if inside == [left]:
                    self.merged[row, left] = top, bottom
                else:
                    where = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
                    self.across |= {(row, place): where for place in inside}

    def refuse_another_table(self) -> None:
        """Refuse a table with other headings below the first one: its columns would be read as those of the first.

        Raises ValidationError.
        """
        for at in range(self.heading + 1, len(self.grid.rows) if self.heading >= 0 else 0):
            filled = [cell for cell in self.grid.rows[at] if not is_blank(cell)]
            if not 2 <= len(filled) <= 200 or not all(isinstance(cell, str) for cell in filled):
                continue
            if self._is_heading_again(at):
                continue
            known = {named(self.register, str(cell)) for cell in filled} - {""}
            if len(known) >= 2 and len(known) * 2 > len(filled):
                raise ValidationError(
                    _("Row %(row)d begins another table with other headings; hand in each table on its own.")
                    % {"row": at + 1}
                )

    def _is_heading_again(self, at: int) -> bool:
        """Whether the headings stand in a row once more, as on each printed page."""
        if self.heading < 0:
            return False
        pairs = [
            (self.grid.cell(self.heading, place), self.grid.cell(at, place)) for place in self.places.values()
        ]
        said = [
            (same_text(text_of(head)), same_text(text_of(cell))) for head, cell in pairs if not is_blank(cell)
        ]
        return bool(said) and all(head == cell for head, cell in said)

    def line(self, at: int) -> ImportLine | None:
        """The line of a row; None where there is nothing in its columns."""
        line = ImportLine(at + 1, {})
        own = False
        for key, place in self.places.items():
            cell = self.grid.cell(at, place)
            own = own or not is_blank(cell)
            if (at, place) in self.merged:
                cell = self._of_merged(line, key, at, place)
            self._remarks(line, key, cell)
            if (at, place) in self.across:
                line.faults[key] = merged_across(self.across[at, place])
            if (at, place) in self.grid.struck:
                line.faults[key] = struck_through(cell)
            text = text_of(cell)
            if text:
                line.cells[key] = text
        if not (line.cells or line.faults) or not own:
            return None
        reason = self._left_out(at)
        if reason:
            return ImportLine(at + 1, line.cells, left_out=reason)
        if at in self.grid.hidden_rows:
            line.notes.append(_("The row is hidden in the sheet; it is read all the same."))
        return line

    def _of_merged(self, line: ImportLine, key: str, at: int, place: int) -> Cell:
        top, bottom = self.merged[at, place]
        cell = self.grid.cell(top, place)
        where = f"{letters(place)}{top + 1}:{letters(place)}{bottom + 1}"
        if is_blank(cell):
            return cell
        if key in self.numbers:
            line.faults[key] = merged_downwards(where)
        elif at > top:
            line.notes.append(
                _("%(column)s: taken from the merged cells %(cells)s.")
                % {"column": self.labels.get(key, key), "cells": where}
            )
        return cell

    def _remarks(self, line: ImportLine, key: str, cell: Cell) -> None:
        label = self.labels.get(key, key)
        marks = invisible_in(cell) if isinstance(cell, str) and key not in self.numbers else ()
        if marks:
            line.notes.append(
                _("%(column)s: characters that nobody sees (%(marks)s) are taken away.")
                % {"column": label, "marks": listed(marks)}
            )
        elif isinstance(cell, HiddenCell):
            line.notes.append(
                _("%(column)s: the cell does not show its number %(value)s; it is read all the same.")
                % {"column": label, "value": text_of(cell)}
            )
        elif key in self.codes and isinstance(cell, date | time):
            line.faults[key] = _(
                "Excel made a date (%(text)s) of what was typed. Format the column as text and write it again."
            ) % {"text": text_of(cell)}
        elif isinstance(cell, ScaledCell) and cell.factor != 1:
            line.faults[key] = _(
                "The cell shows “%(text)s” but holds %(value)s: set its format to “Number” and write the figure."
            ) % {"text": cell.text, "value": f"{cell.value:,.15g}"}

    def _left_out(self, at: int) -> str:
        """Why a row is none of the register; empty for a line of it."""
        row = self.grid.rows[at]
        if self._is_heading_again(at):
            return _("The headings stand here again; the row is left out.")
        first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), "")
        if first and is_total(first):
            return _("“%(text)s” is a total and is left out.") % {"text": first.strip()[:40]}
        alone = text_alone(row)
        spread = any(top == at == bottom and right > left for top, left, bottom, right in self.grid.merged)
        if alone and (spread or is_heading_or_sentence(alone)):
            return _("“%(text)s” stands alone in its row and is left out.") % {"text": alone.strip()[:40]}
        return ""

    def unread(self) -> list[str]:
        """Columns without a heading that hold something; hidden columns that are read."""
        used = set(self.places.values())
        letters_said = []
        if self.heading >= 0:
            heads = self.grid.rows[self.heading]
            for place in range(min(self.grid.width, 200)):
                bare = place >= len(heads) or is_blank(heads[place])
                below = range(self.heading + 1, min(len(self.grid.rows), self.heading + 200))
                if (
                    bare
                    and place not in used
                    and any(not is_blank(self.grid.cell(at, place)) for at in below)
                ):
                    letters_said.append(_("column %(letter)s (no heading)") % {"letter": letters(place)})
        return letters_said
