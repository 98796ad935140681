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


@dataclass(frozen=True, slots=True)
class ScaledCell:
    """A number that the sheet shows otherwise than it is stored: 12005000 shown as 1200.5万 (``0!.0,"万"``).

    ``value``: as stored. ``text``: what a reader sees (``1200.5万``). ``factor``: shown ÷ stored where the two differ
    by a power of ten (0.0001 here), else 1. ``unit``: the literal text behind the digits (``万``, ``万元``, a quoted
    or escaped ``%``) or "". With factor 1 and no unit only zeros stand before the digits (``0012``).
    """

    value: float
    text: str
    factor: float
    unit: str


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A number of which the format shows no digit: nothing (``;;;``, a zero under ``0;-0;``) or other ``text``.

    A zero shown as a dash, as accounts show it, is a plain 0 and not marked.
    """

    value: float
    text: str = ""


Cell = (
    str
    | float
    | int
    | bool
    | dt.datetime
    | dt.date
    | dt.time
    | dt.timedelta
    | ErrorCell
    | FormulaCell
    | PercentCell
    | ScaledCell
    | HiddenCell
    | None
)
Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, counted from 0."""


@dataclass
class Grid:
    """One sheet: ``rows`` of cells from A1 on (rows may be of unequal length; "" and None are blank).

    ``merged`` are the merged ranges; ``typed`` says that numbers are numbers in this kind of file, so that digits
    stored as text are worth a word (not in a CSV file, where all is text). ``hidden``: the whole sheet is hidden;
    ``hidden_rows`` and ``hidden_columns``: those that the sheet does not show, counted from 0. ``struck``: the cells
    (row, column from 0) whose contents, or a part of them, are struck through.
    """

    name: str
    rows: list[list[Cell]]
    merged: list[Span] = field(default_factory=list)
    typed: bool = True
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()

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


def as_word(cell: Cell) -> Cell:
    """The cell as it is read where a code, a name or a period stands: a number with a format as a reader sees it.

    0012 stays 0012 and 2024年 stays 2024年; a number that is hidden is that number.
    """
    if isinstance(cell, ScaledCell):
        return cell.text
    return cell.value if isinstance(cell, HiddenCell) else cell


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
