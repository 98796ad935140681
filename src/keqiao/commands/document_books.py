"""A document written as a workbook: sheets of items and sheets of rows become the data that YAML would have held.

The form of the document then checks it as it checks YAML, and its findings are told by file, sheet and cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from keqiao.commands.unit_tables import HEADER_ROWS, grids_of, heading_of, shown_whole
from keqiao.engine.data_findings import DataError
from keqiao.engine.documents.positions import Position, Positions
from keqiao.engine.figures import Quantity, read_text, same_text, shortened
from keqiao.engine.workbooks.grid import (
    Cell,
    ErrorCell,
    FormulaCell,
    Grid,
    HiddenCell,
    PercentCell,
    ScaledCell,
    is_blank,
    letters,
)
from keqiao.engine.workbooks.periods import period_of
from keqiao.engine.workbooks.problems import FileFinding, refused
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.documents import DocumentFinding, DocumentForm
    from keqiao.engine.documents.document_form import ModelT

Kind = Literal["text", "number", "date", "yes_no", "word"]
_YES = {"是", "有", "yes", "true", "y", "√", "1"}
_NO = {"否", "无", "no", "false", "n", "×", "0"}
_UNIT = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")


@dataclass(frozen=True)
class BookField:
    """A value: where it belongs in the document (``unit.name``), what people call it, how it is read.

    ``unit``: 元 or % of a number; ``words``: what people write → the word of the document.
    """

    key: str
    headings: tuple[str, ...]
    kind: Kind = "text"
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BookSheet:
    """A sheet: rows of a list (``key`` is its place in the document) or, without a key, items beside their values."""

    names: tuple[str, ...]
    fields: tuple[BookField, ...]
    key: str = ""


@dataclass
class _BookContent:
    """What has been read."""

    file: str
    data: dict[str, Any]
    positions: Positions
    sheets: dict[str, str] = field(default_factory=dict)
    findings: list[FileFinding] = field(default_factory=list)

    def tell(  # noqa: PLR0917 - what, where, what to do
        self,
        severity: Literal["error", "warning"],
        sheet: str,
        row: int,
        column: int | None,
        sentence: Message,
        remedy: Message,
    ) -> None:
        self.findings.append(
            FileFinding(
                severity,
                sentence,
                row=row + 1,
                column="" if column is None else letters(column),
                sheet=f"{self.file}!{sheet}",
                remedy=remedy,
                code="book",
            )
        )


def load_book_or_text(
    form: DocumentForm[ModelT],
    sheets: Sequence[BookSheet],
    file: str,
    tell: Callable[[FileFinding | DocumentFinding], None],
) -> ModelT:
    """The document of a .xlsx by ``sheets``, or of a YAML file; ``tell`` hears what is only worth a second look.

    Raises :class:`DataError` or :class:`~keqiao.engine.documents.DocumentError` with all findings.
    """
    path = Path(file)
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        reading = form.read(path)
        if reading.usable is None:
            raise form.error(reading.findings)
        for finding in reading.findings:
            tell(finding)
        return reading.usable
    book = _read(path, sheets)
    checked = form.read_data(book.data, book.positions)
    findings = [*book.findings, *(_placed(finding, book) for finding in checked.findings)]
    if checked.usable is None or any(finding.severity == "error" for finding in findings):
        raise DataError(findings)
    for placed in findings:
        tell(placed)
    return checked.usable


def _placed(finding: DocumentFinding, book: _BookContent) -> FileFinding:
    """A finding of the document at its sheet and cell."""
    top = re.split(r"[.\[]", finding.key, maxsplit=1)[0]
    sheet = book.sheets.get(top, book.sheets.get("", ""))
    return FileFinding(
        finding.severity,
        finding.message,
        row=finding.line or None,
        column=letters(finding.column - 1) if finding.column else "",
        measure=finding.key or None,
        sheet=f"{book.file}!{sheet}" if sheet else book.file,
        remedy=finding.remedy,
        code=finding.check,
    )


def _read(path: Path, sheets: Sequence[BookSheet]) -> _BookContent:
    grids = {same_text(grid.name): grid for grid in grids_of(path, None)}
    book = _BookContent(path.name, {}, Positions(file=path.name))
    for sheet in sheets:
        grid = next((grids[same_text(name)] for name in sheet.names if same_text(name) in grids), None)
        if grid is None:
            continue
        book.sheets[sheet.key] = grid.name
        if sheet.key:
            _rows(sheet, grid, book)
        else:
            _items(sheet, grid, book)
    if not book.sheets:
        raise refused(
            "no_sheet",
            message("{file}: none of its sheets is one that is read.", file=path.name),
            message("Name them: {names}.", names="、".join(sheet.names[0] for sheet in sheets)),
        )
    book.positions.data = book.data
    return book


def _items(sheet: BookSheet, grid: Grid, book: _BookContent) -> None:
    """Each row an item and its value."""
    known = _by_heading(sheet.fields)
    for row in range(len(grid.rows)):
        name = heading_of(grid.cell(row, 0))
        if not name or is_blank(grid.cell(row, 1)):
            continue
        field = known(name)
        if field is None:
            if row:
                book.tell(
                    "warning",
                    grid.name,
                    row,
                    0,
                    message("“{name}” is not known here and not read.", name=shortened(name)),
                    _known_here(sheet),
                )
            continue
        _put(book, (), field, grid, row, 1)


def _rows(sheet: BookSheet, grid: Grid, book: _BookContent) -> None:
    """Each row one member of the list, below a row of headings."""
    top, columns = _header(sheet, grid, book)
    members: list[Any] = book.data.setdefault(sheet.key, [])
    for row in range(top + 1, len(grid.rows)):
        if all(is_blank(grid.cell(row, column)) for column in columns):
            continue
        place = (sheet.key, len(members))
        members.append({})
        book.positions.values[place] = Position(row + 1, 1)
        for column, known_field in columns.items():
            _put(book, place, known_field, grid, row, column)


def _header(sheet: BookSheet, grid: Grid, book: _BookContent) -> tuple[int, dict[int, BookField]]:
    known = _by_heading(sheet.fields)
    for row in range(min(len(grid.rows), HEADER_ROWS)):
        names = [heading_of(cell) for cell in grid.rows[row]]
        columns = {
            at: known_field
            for at, name in enumerate(names)
            if name and (known_field := known(name)) is not None
        }
        if len(columns) >= min(2, len(sheet.fields)):
            for at, name in enumerate(names):
                if name and at not in columns:
                    sentence = message("“{name}” is not known here and not read.", name=shortened(name))
                    book.tell("warning", grid.name, row, at, sentence, _known_here(sheet))
            return row, columns
    raise refused(
        "no_header",
        message("There is no row of headings."),
        _known_here(sheet),
        f"{book.file}!{grid.name}",
    )


def _known_here(sheet: BookSheet) -> Message:
    return message("Known here: {names}.", names="、".join(field.headings[0] for field in sheet.fields))


def _by_heading(fields: Sequence[BookField]) -> Callable[[str], BookField | None]:
    names = {same_text(name): field for field in fields for name in (field.key, *field.headings)}

    def find(text: str) -> BookField | None:
        return names.get(same_text(text)) or names.get(same_text(_UNIT.sub("", text)))

    return find


def _put(  # noqa: PLR0917 - what is read, whence and whither
    book: _BookContent, place: tuple[str | int, ...], field: BookField, grid: Grid, row: int, column: int
) -> None:
    """The value of a cell at its place in the document, and where it stands."""
    cell = grid.cell(row, column)
    if is_blank(cell):
        return
    value = _value(cell, field, _unit_of(grid, row, column))
    if isinstance(value, _Refused):
        book.tell("error", grid.name, row, column, value.sentence, value.remedy)
        return
    here: Any = book.data
    path: tuple[str | int, ...] = ()
    for step in (*place, *field.key.split(".")[:-1]):
        path = (*path, step)
        here = here[step] if isinstance(step, int) else here.setdefault(step, {})
    path = (*path, field.key.split(".")[-1])
    here[path[-1]] = value
    for at in range(len(place) + 1, len(path) + 1):
        book.positions.keys.setdefault(path[:at], Position(row + 1, column + 1))


def _unit_of(grid: Grid, row: int, column: int) -> str:
    """The unit in brackets behind the item or heading: 收入(万元)."""
    texts = [heading_of(grid.cell(row, 0))] if column == 1 else []
    texts += [heading_of(grid.cell(at, column)) for at in range(min(row, HEADER_ROWS))]
    for text in texts:
        match = re.search(r"[(（]([^()（）]*)[)）]$", text)
        if match and match[1] in {"元", "万元", "亿元", "%"}:
            return match[1]
    return ""


@dataclass(frozen=True)
class _Refused:
    sentence: Message
    remedy: Message


def _value(cell: Cell, field: BookField, stated: str) -> object:
    if isinstance(cell, ErrorCell | FormulaCell):
        return _Refused(message("The cell holds no value."), message("Write the value itself."))
    match field.kind:
        case "number":
            return _number(cell, field, stated)
        case "date":
            period = period_of(cell, "any")
            if period is not None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", period.text):
                return period.text
            return _Refused(
                message("“{text}” is no day.", text=_shortened(cell)), message("Write it like 2026-03-31.")
            )
        case "yes_no":
            text = same_text(_shortened(cell))
            if isinstance(cell, bool) or text in _YES | _NO:
                return cell if isinstance(cell, bool) else text in _YES
            return _Refused(
                message("“{text}” is neither yes nor no.", text=_shortened(cell)), message("Write 是 or 否.")
            )
        case "word":
            text = same_text(_shortened(cell))
            words = {same_text(name): word for name, word in field.words.items()}
            words |= {same_text(word): word for word in field.words.values()}
            if text in words:
                return words[text]
            return _Refused(
                message("“{text}” is not a word known here.", text=_shortened(cell)),
                message("Write one of: {names}.", names="、".join(field.words)),
            )
        case _:
            return " ".join(shown_whole(cell).split()) if not isinstance(cell, dt.date) else cell.isoformat()


def _shortened(cell: Cell) -> str:
    return shortened(shown_whole(cell).strip())


def _number(cell: Cell, field: BookField, stated: str) -> object:
    """An exact number in the unit of the field."""
    plain: Decimal | None = None
    if isinstance(cell, PercentCell) and field.unit == "%":
        return Decimal(repr(cell.value)) * 100
    if isinstance(cell, HiddenCell):
        plain = Decimal(repr(cell.value))
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        plain = Decimal(repr(cell))
    text = cell.text if isinstance(cell, ScaledCell) else f"{plain:f}" if plain is not None else _whole(cell)
    if stated and stated != field.unit and re.fullmatch(r"[-+\d.,，\s]+", text):
        text += stated
    reading = read_text(text, Quantity(unit=field.unit, converts="any"))
    if reading.value is not None and not reading.is_refused:
        return reading.value
    if reading.remark is None:
        return None
    return _Refused(reading.remark.message, reading.remark.remedy)


def _whole(cell: Cell) -> str:
    return cell if isinstance(cell, str) else shown_whole(cell)
