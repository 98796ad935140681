"""An uploaded workbook with its errors in it: a column of errors, marked cells, a filter. All else stays as it came.

openpyxl, which writes it, reads the whole file into memory: :func:`marked` therefore runs in a process of its own.
"""

from __future__ import annotations

import dataclasses
import io
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keqiao.engine.workbooks.grid import letters
from keqiao.files.confinement import MEGABYTE, Limits, confined

AUTHOR = "Keqiao"
RED = "FFF8D7DA"
LONGEST_TEXT, LONGEST_COMMENT = 32_000, 500
SECONDS, MEMORY = 60, 1_500 * MEGABYTE
"""openpyxl takes some fifty bytes of memory for each byte of a sheet."""


@dataclass(frozen=True)
class ErrorMarks:
    """What to write into a sheet. Rows count from 1 as in Excel, columns from 0.

    ``rows``: row → its text in the column of errors, which is ``column`` or, where that is None, the first free one.
    ``cells``: row, column, comment. ``read``: the columns that were read, whose earlier marks are taken away.
    """

    sheet: str
    heading_row: int
    title: str
    column: int | None = None
    rows: dict[int, str] = field(default_factory=dict)
    cells: list[tuple[int, int, str]] = field(default_factory=list)
    read: list[int] = field(default_factory=list)


def mark_apart(content: bytes, marks: ErrorMarks) -> bytes:
    """The workbook with the marks. Raises FileProblem where openpyxl cannot write the file again."""
    with tempfile.TemporaryDirectory() as folder:
        path, marks_path = Path(folder) / "upload.xlsx", Path(folder) / "marks.json"
        path.write_bytes(content)
        marks_path.write_text(json.dumps(dataclasses.asdict(marks)), encoding="utf-8")
        limits = Limits(SECONDS, MEMORY, 200 * MEGABYTE)
        return confined(f"{__name__}:marked", path, (str(marks_path),), limits=limits)


def marked(path: Path, marks_path: str) -> bytes:
    """The task in the process."""
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.comments import Comment  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]

    marks_text = json.loads(Path(marks_path).read_text(encoding="utf-8"))
    marks_text["rows"] = {int(row): text for row, text in marks_text["rows"].items()}
    marks = ErrorMarks(**marks_text)
    book = openpyxl.load_workbook(path)
    sheet = book[marks.sheet]
    red = PatternFill("solid", fgColor=RED)
    place, last_row = marks.column, sheet.max_row
    if place is None:
        place = max(sheet.max_column, *(column + 1 for column in [*marks.read, -1]))
    else:
        _clean(sheet, marks, place, last_row)
    head = sheet.cell(marks.heading_row, place + 1, marks.title)
    head.font, head.fill = Font(bold=True), red
    for row, text in marks.rows.items():
        sentence = sheet.cell(row, place + 1)
        sentence.value = text[:LONGEST_TEXT]
        sentence.data_type = "s"  # A text that begins with = stays a text.
        sentence.fill, sentence.alignment = red, Alignment(wrap_text=True, vertical="top")
    for row, column, text in marks.cells:
        cell = sheet.cell(row, column + 1)
        cell.fill, cell.comment = red, Comment(text[:LONGEST_COMMENT], AUTHOR)
    sheet.column_dimensions[letters(place)].width = 60
    last = max([last_row, *marks.rows])
    sheet.auto_filter.ref = f"A{marks.heading_row}:{letters(place)}{last}"
    if sheet.protection.sheet:
        sheet.protection.autoFilter = False  # In the file: not forbidden.
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _clean(sheet: Any, marks: ErrorMarks, place: int, last_row: int) -> None:
    """Take the marks of an earlier round away."""
    from openpyxl.styles import PatternFill

    none = PatternFill()
    for row in range(marks.heading_row + 1, last_row + 1):
        sentence = sheet.cell(row, place + 1)
        if sentence.value is not None:
            sentence.value, sentence.fill = None, none
        for column in marks.read:
            cell = sheet.cell(row, column + 1)
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.fill.fgColor.rgb == RED:
                cell.fill = none
