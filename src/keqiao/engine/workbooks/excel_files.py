"""Opening an .xlsx file safely: what the file is, which sheets it has, and their cells with the marks they need.

python-calamine reads the cells, :mod:`sheet_scan` before it what calamine would not tell. Every part goes through the
bounds of :mod:`keqiao.files.packages`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keqiao.engine.data_findings import DataError
from keqiao.engine.workbooks.cell_formats import CellStyles, read_styles
from keqiao.engine.workbooks.grid import MAXIMUM_CELLS, MAXIMUM_COLUMNS, Cell, Grid, Span, letters
from keqiao.engine.workbooks.problems import refused
from keqiao.engine.workbooks.protection import unlocked
from keqiao.engine.workbooks.sheet_scan import Scan, scan_sheet
from keqiao.engine.workbooks.strikethrough import struck_strings
from keqiao.engine.workbooks.workbook_parts import read_parts, workbook_of
from keqiao.files.packages import Package
from keqiao.files.problems import FileProblem
from keqiao.language import message

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass
class ExcelFile:
    """An opened .xlsx: the names of its sheets, and their grids one by one."""

    book: Any
    package: Package
    parts: Mapping[str, str]
    styles: CellStyles
    struck_strings: frozenset[str]
    names: tuple[str, ...]
    hidden: frozenset[str]

    def __enter__(self) -> ExcelFile:
        return self

    def __exit__(self, *_args: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.package.close()

    def grid(self, name: str, most: int = MAXIMUM_CELLS) -> Grid:
        """The cells of a sheet; DataError where it spans more than ``most`` cells or cannot be read."""
        scan = self._scan(name, most)
        try:
            sheet = self.book.get_sheet_by_name(name)
            rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
            merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or []]
        except BaseException as error:  # calamine's panics are not Exceptions
            _pass_on(error)
            raise _damaged(error, name) from error
        for (row, column), mark in scan.marks.items():
            while len(rows) <= row:
                rows.append([])
            line = rows[row]
            line.extend([""] * (column + 1 - len(line)))
            line[column] = mark
        return Grid(
            name,
            rows,
            _apart(merged, scan, name),
            typed=True,
            hidden=name in self.hidden,
            hidden_rows=frozenset(scan.hidden_rows),
            hidden_columns=frozenset(scan.hidden_columns),
            struck=frozenset(scan.struck),
        )

    def _scan(self, name: str, most: int) -> Scan:
        part = self.parts.get(name)
        if part is None:
            raise _damaged(KeyError("the part of the sheet is missing"), name)
        try:
            scan = scan_sheet(self.package, part, self.styles, self.struck_strings)
        except FileProblem as problem:
            raise refused(problem.code, problem.sentence, problem.remedy, name) from problem
        require_extent(name, scan.last_row + 1, scan.last_column + 1, most)
        return scan


def require_extent(sheet: str, rows: int, columns: int, most: int) -> None:
    """Refuse a sheet that spans more than ``most`` cells, with the cell that it reaches to. Raises DataError."""
    if rows * columns > most or columns > MAXIMUM_COLUMNS:
        raise refused(
            "too_many_cells",
            message(
                "The sheet reaches to cell {cell}: {count} cells, where at most {limit} can be read.",
                cell=f"{letters(columns - 1)}{rows}",
                count=f"{rows * columns:,}",
                limit=f"{most:,}",
            ),
            message(
                "Delete the stray cells beyond the table (select the rows or columns after it, delete, save), "
                "or hand in the data as CSV or Parquet in parts."
            ),
            sheet,
        )


def _apart(merged: list[Span], scan: Scan, sheet: str) -> list[Span]:
    """The merged ranges, cut to the cells that hold something. Raises DataError where they lie over one another."""
    cut = [
        (top, left, min(bottom, max(scan.last_row, top)), min(right, max(scan.last_column, left)))
        for top, left, bottom, right in merged
    ]
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in cut if bottom >= top)
    outside = sum(top > scan.last_row or left > scan.last_column for top, left, _bottom, _right in cut)
    if area - outside > (scan.last_row + 1) * (scan.last_column + 1) + MAXIMUM_COLUMNS:
        raise _damaged(ValueError("merged cells lie over one another"), sheet)
    return cut


def open_excel(path: Path) -> ExcelFile:
    """Open an .xlsx file. DataError for what is not one: old .xls, protected, damaged, a bomb, another format."""
    from python_calamine import CalamineWorkbook

    with path.open("rb") as stream:
        head = stream.read(8)
    plain: io.BytesIO | None = None
    if head == _OLE:
        plain = unlocked(path) if _is_encrypted(path) else None
        if plain is None:
            raise _old_or_protected(path)
    elif not head.startswith(b"PK"):
        raise refused(
            "not_excel",
            message("{name} is not an Excel file, though it is named so.", name=path.name),
            message("Open it in the program that wrote it and save as .xlsx or as .csv."),
        )
    try:
        package = Package(plain or path, path.name)
        workbook = workbook_of(package)
        if workbook is None:
            raise refused(
                "not_excel",
                message("{name} is packed like an Excel file but holds no workbook.", name=path.name),
                message("Open it in the program that wrote it and save as .xlsx."),
            )
        parts = read_parts(package, workbook)
        styles = read_styles(package, parts.styles)
        struck = struck_strings(package, parts.strings)
    except FileProblem as problem:
        raise refused(problem.code, problem.sentence, problem.remedy) from problem
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(plain.getvalue()) if plain else str(path))
        described = [(s.name, str(s.visible), str(s.typ)) for s in book.sheets_metadata]
    except BaseException as error:
        _pass_on(error)
        raise _damaged(error) from error
    sheets = [(name, visible) for name, visible, kind in described if kind.endswith("WorkSheet")]
    return ExcelFile(
        book,
        package,
        parts.sheets,
        styles,
        struck,
        tuple(name for name, _ in sheets),
        frozenset(name for name, visible in sheets if not visible.endswith(".Visible")),
    )


def _pass_on(error: BaseException) -> None:
    """Let an interruption by the user through; anything else becomes a finding."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        raise error


def _damaged(error: BaseException, sheet: str = "") -> DataError:
    sentence = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return refused(
        "damaged",
        message("The Excel file is damaged and cannot be read: {error}.", error=sentence),
        message("Open it in Excel or WPS, let it repair the file, and save as a new .xlsx."),
        sheet,
    )


def _is_encrypted(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _old_or_protected(path: Path) -> DataError:
    """Tell an .xlsx with a password from an old .xls: both are OLE files, only the first has this stream."""
    if _is_encrypted(path):
        return refused(
            "password",
            message("{name} is protected by a password.", name=path.name),
            message(
                "Open it, take the password away (File → Info → Protect Workbook → Encrypt), and save it."
            ),
        )
    return refused(
        "old_excel",
        message("{name} is in the old Excel format (.xls, .et).", name=path.name),
        message("Open it in Excel or WPS and save as “Excel workbook (.xlsx)”."),
    )
