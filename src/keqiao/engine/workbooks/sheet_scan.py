"""What the XML of a sheet says and python-calamine does not tell: how far it reaches, errors, formulas, formats.

calamine reads the cells. It lays a sheet out as a dense rectangle, shows error cells and formulas without a result as
blanks, and drops number formats; so the XML goes by once before. A stray cell at XFD1048576 is then refused instead of
filling memory, and cells that need a mark get it. Rows and cells may leave their address out; they follow the one
before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from keqiao.engine.workbooks.cell_formats import CellStyles
from keqiao.engine.workbooks.grid import (
    MAXIMUM_CELLS,
    MAXIMUM_COLUMNS,
    Cell,
    ErrorCell,
    FormulaCell,
    column_number,
)
from keqiao.engine.workbooks.number_formats import NumberFormat
from keqiao.engine.workbooks.strikethrough import is_strike
from keqiao.files.markup import MOST_ATTRIBUTES, Markup, MarkupError, local, too_many_attributes
from keqiao.files.packages import LARGEST_SHEET, Package

LAST_ROW = 1_048_576
"""Rows of a sheet: as many as Excel has."""
_LONGEST_VALUE = 400
"""Letters of a number, or of an error."""
_TRUE = {"1", "true", "on"}
_ELEMENTS = frozenset({"c", "v", "f", "is", "row", "col", "sheetFormatPr", "strike"})


@dataclass
class Scan:
    """What one sheet's XML says: its farthest cell, the cells that need a mark (row, column from 0), what it hides."""

    last_row: int = -1
    last_column: int = -1
    marks: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)


def scan_sheet(
    package: Package, part: str, styles: CellStyles, struck_strings: frozenset[str] = frozenset()
) -> Scan:
    """Scan a sheet. ``struck_strings``: the numbers of the shared texts that are struck through.

    Raises FileProblem for a part that is damaged or beyond the bounds.
    """
    scanner = _Scanner(styles, struck_strings)
    package.read_into(part, scanner, LARGEST_SHEET)
    scanner.scan.last_row, scanner.scan.last_column = scanner.last
    return scanner.scan


class _Scanner(Markup):
    """The handlers of one pass. Rows and columns count from 0; written for speed, a sheet has millions of cells."""

    def __init__(self, styles: CellStyles, struck_strings: frozenset[str]) -> None:
        super().__init__()
        self.scan = Scan()
        self._formats = styles.formats
        self._struck_styles, self._struck_strings = styles.struck, struck_strings
        self._kinds = {name: name for name in _ELEMENTS}
        self._hides_rows = False
        self._row = self._column = self._last_row = self._last_column = -1
        self._row_number = "0"
        self._columns: dict[str, int] = {}
        self._cells = 0
        self._place: str | None = None
        self._kind = ""
        self._format: NumberFormat | None = None
        self._marked = self._formula = self._struck = False
        self._value: list[str] = []

    @property
    def last(self) -> tuple[int, int]:
        """The row and the column that the sheet reaches to; -1 where it is empty."""
        return self._last_row, self._last_column

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens: a cell first, since there are most of them."""
        self.opened += 1
        if len(attributes) > MOST_ATTRIBUTES:
            raise too_many_attributes(name)
        kind = self._kinds.get(name) or self._known(name)
        if kind == "c":
            self._cells += 1
            self._column += 1
            self._place = attributes.get("r")
            self._kind = value = attributes.get("t", "n")
            self._format = self._formats.get(attributes.get("s", "0")) if value == "n" else None
            self._marked = (
                value == "e" or self._format is not None or (value == "s" and bool(self._struck_strings))
            )
            self._struck = bool(self._struck_styles) and attributes.get("s", "0") in self._struck_styles
            self._formula = False
        elif kind == "v":
            self._reach()
            if self._marked:
                self._value.clear()
                self.text = self._value.append
        elif kind == "f":
            self._formula = self._marked = True
            self._reach()
        elif kind == "is":
            self._reach()
        elif kind == "row":
            self._open_row(attributes)
        elif kind:
            self._around(kind, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        self.closed += 1
        if self._marked:
            kind = self._kinds.get(name) or self._known(name)
            if kind == "v":
                self.text = None
            elif kind == "c":
                self._close_cell()

    def _known(self, name: str) -> str:
        """The element that a name with or without prefix means, "" for one that says nothing here."""
        kind = local(name)
        kind = kind if kind in _ELEMENTS else ""
        if kind:
            self._kinds[name] = kind
        return kind

    def _around(self, kind: str, attributes: dict[str, str]) -> None:
        """What stands around the cells."""
        if kind == "col":
            hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("width", ""))
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if hidden and first and last:
                self.scan.hidden_columns.update(
                    range(_number(first) - 1, min(_number(last), MAXIMUM_COLUMNS))
                )
        elif kind == "strike" and is_strike(kind, attributes):
            self.scan.struck.add((self._row, self._column))  # a part of a text that stands in the cell itself
        elif kind == "sheetFormatPr":
            self._hides_rows = attributes.get("zeroHeight") in _TRUE

    def _open_row(self, attributes: dict[str, str]) -> None:
        number, height = attributes.get("r"), attributes.get("ht", "")
        self._row = _number(number) - 1 if number else self._row + 1
        self._row_number, self._column = str(self._row + 1), -1
        if self._cells > MAXIMUM_CELLS:
            raise MarkupError("too many cells")
        if attributes.get("hidden") in _TRUE or _is_zero(height) or (self._hides_rows and not height):
            if len(self.scan.hidden_rows) >= LAST_ROW:
                raise MarkupError("too many rows")
            self.scan.hidden_rows.add(self._row)

    def _reach(self) -> None:
        """The cell holds something: the sheet reaches as far as it."""
        place = self._place
        if place is not None:
            column = self._columns.get(place.removesuffix(self._row_number))
            self._column = self._address(place) if column is None else column
        if self._column > self._last_column:  # noqa: PLR1730 - a call for each of millions of cells costs
            self._last_column = self._column
        if self._row > self._last_row:  # noqa: PLR1730
            self._last_row = self._row
        if self._struck:
            self.scan.struck.add((self._row, self._column))

    def _address(self, place: str) -> int:
        """The column of a cell in a column not met before, or in another row than the one that is open."""
        letters = place.rstrip("0123456789")
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 9):
            raise MarkupError(f"the cell “{place[:20]}”")
        column = column_number(letters.upper())
        if place[len(letters) :] == self._row_number:
            self._columns[letters] = column
        else:
            self._row = _number(place[len(letters) :]) - 1
            self._row_number = str(self._row + 1)
        return column

    def _close_cell(self) -> None:
        value = "".join(self._value)[:_LONGEST_VALUE].strip()
        self._value.clear()
        self._marked, self.text = False, None
        place = self._row, self._column
        if self._formula and not value and self._kind != "str":
            self.scan.marks[place] = FormulaCell()
        elif self._kind == "s":
            if value in self._struck_strings:
                self.scan.struck.add(place)
        elif self._kind == "e":
            self.scan.marks[place] = ErrorCell(value or "#?")
        elif self._format is not None and value:
            try:
                number = float(value)
            except ValueError:
                return
            mark = self._format.mark(number) if math.isfinite(number) else number
            if not isinstance(mark, float):
                self.scan.marks[place] = mark


def _number(text: str) -> int:
    """A row or column as XML writes it, from 1. Raises MarkupError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise MarkupError(f"the row or column “{text[:20]}”")
    return int(text)


def _is_zero(text: str) -> bool:
    try:
        return bool(text) and float(text) == 0
    except ValueError:
        return False
