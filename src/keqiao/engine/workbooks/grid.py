"""A sheet as rows of cells, whatever file it came from, and the few marks that a cell may carry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

MAXIMUM_CELLS = 20_000_000
"""Rows × columns that a sheet may span: far more than 100 000 units need, far less than memory."""
MAXIMUM_COLUMNS = 16_384
"""Columns that a table may have: as many as Excel has."""


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that Excel shows as an error, such as #DIV/0!."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula whose result the file does not hold (written by a program and never opened in Excel)."""


@dataclass(frozen=True, slots=True)
class PercentCell:
    """A number formatted as a percentage: shown as ``value`` × 100 %."""

    value: float


Cell = (
    str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta
    | ErrorCell | FormulaCell | PercentCell | None
)  # fmt: skip
Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, counted from 0."""


@dataclass
class Grid:
    """One sheet: ``rows`` of cells from A1 on (rows may be of unequal length; "" and None are blank).

    ``merged`` are the merged ranges; ``typed`` says that numbers are numbers in this kind of file, so that digits
    stored as text are worth a word (not in a CSV file, where all is text).
    """

    name: str
    rows: list[list[Cell]]
    merged: list[Span] = field(default_factory=list)
    typed: bool = True
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell, counted from 0; blank outside the rows."""
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else ""

    @property
    def width(self) -> int:
        """The number of columns of the longest row."""
        return max((len(row) for row in self.rows), default=0)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing or only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letters(column: int) -> str:
    """Excel's letters of a column counted from 0: 0 → A, 25 → Z, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """The column, counted from 0, of Excel's letters: A → 0, AA → 26."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1
