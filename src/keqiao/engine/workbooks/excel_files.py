"""Opening an .xlsx file safely: what the file is, how far its sheets reach, and what calamine would not tell.

python-calamine reads the cells. It lays a sheet out as a dense rectangle and shows error cells and formulas
without a result as blanks, so each sheet's XML is looked through first: a stray cell at XFD1048576 is refused
instead of filling memory, and error cells, empty formulas and percentages are marked.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keqiao.engine.workbooks.grid import (
    MAXIMUM_CELLS,
    MAXIMUM_COLUMNS,
    Cell,
    ErrorCell,
    FormulaCell,
    Grid,
    PercentCell,
    column_number,
    letters,
)
from keqiao.engine.workbooks.problems import DataError, refused
from keqiao.language import message

MAXIMUM_UNPACKED = 2_000_000_000
"""Bytes that an .xlsx file may unpack to."""
MAXIMUM_RATIO = 400
"""A part packed tighter than this is a bomb; long dull sheets reach some 30."""
MAXIMUM_TEXTS = 500_000_000
"""Bytes of shared texts."""
_CHUNK = 1 << 22
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Addresses are found however they are quoted and however long: one that is overlooked lets calamine fill memory.
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,18})["']""")
_CONTENT = re.compile(
    rb"<(?:\w+:)?c(?P<attributes>\s[^>]*[^/>])?>\s*"
    rb"(?P<formula><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"(?:<(?:\w+:)?v\s*(?:/>|>(?P<value>[^<]*)</(?:\w+:)?v>)\s*)?"
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*/>")
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})[0-9]""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,9}([0-9]{1,18})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,18})["']""")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")


@dataclass
class Scan:
    """What one sheet's XML says: its farthest cell, and the cells that need a mark (row, column from 0)."""

    last_row: int = -1
    last_column: int = -1
    marks: dict[tuple[int, int], Cell] = field(default_factory=dict)


@dataclass
class ExcelFile:
    """An opened .xlsx: the names of its sheets, and their grids one by one."""

    book: Any
    archive: zipfile.ZipFile
    parts: dict[str, str]
    percents: set[bytes]
    names: tuple[str, ...]
    hidden: frozenset[str]

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
        return Grid(name, rows, merged, typed=True, hidden=name in self.hidden)

    def _scan(self, name: str, most: int) -> Scan:
        part = self.parts.get(name)
        if part is None:
            raise _damaged(KeyError("the part of the sheet is missing"), name)
        try:
            with self.archive.open(part) as stream:
                scan = _scan(_row_blocks(stream), self.percents)
        except (zipfile.BadZipFile, EOFError, OSError, KeyError, NotImplementedError, ValueError) as error:
            raise _damaged(error, name) from error
        except Exception as error:  # zlib.error and its kin
            raise _damaged(error, name) from error
        cells = (scan.last_row + 1) * (scan.last_column + 1)
        if cells > most or scan.last_column >= MAXIMUM_COLUMNS:
            raise refused(
                "too_many_cells",
                message(
                    "The sheet reaches to cell {cell}: {count} cells, where at most {limit} can be read.",
                    cell=f"{letters(scan.last_column)}{scan.last_row + 1}",
                    count=f"{cells:,}",
                    limit=f"{most:,}",
                ),
                message(
                    "Delete the stray cells beyond the table (select the rows or columns after it, delete, save), "
                    "or hand in the data as CSV or Parquet in parts."
                ),
                name,
            )
        return scan


def open_excel(path: Path) -> ExcelFile:
    """Open an .xlsx file. DataError for what is not one: old .xls, protected, damaged, a bomb, another format."""
    from python_calamine import CalamineWorkbook

    with path.open("rb") as stream:
        head = stream.read(8)
    if head == _OLE:
        raise _old_or_protected(path)
    if not head.startswith(b"PK"):
        raise refused(
            "not_excel",
            message("{name} is not an Excel file, though it is named so.", name=path.name),
            message("Open it in the program that wrote it and save as .xlsx or as .csv."),
        )
    try:
        archive = zipfile.ZipFile(path)
        _guard(archive)
        names = set(archive.namelist())
        if not any(name.lower().endswith("workbook.xml") for name in names):
            raise refused(
                "not_excel",
                message("{name} is packed like an Excel file but holds no workbook.", name=path.name),
                message("Open it in the program that wrote it and save as .xlsx."),
            )
        percents = _percent_styles(archive)
        parts = _sheet_parts(archive)
    except DataError:
        raise
    except Exception as error:
        raise _damaged(error) from error
    try:
        book = CalamineWorkbook.from_path(str(path))
        described = [(s.name, str(s.visible), str(s.typ)) for s in book.sheets_metadata]
    except BaseException as error:
        _pass_on(error)
        raise _damaged(error) from error
    sheets = [(name, visible) for name, visible, kind in described if kind.endswith("WorkSheet")]
    return ExcelFile(
        book,
        archive,
        parts,
        percents,
        tuple(name for name, _ in sheets),
        frozenset(name for name, visible in sheets if not visible.endswith(".Visible")),
    )


def _pass_on(error: BaseException) -> None:
    """Let an interruption by the user through; anything else becomes a finding."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
        raise error


def _damaged(error: BaseException, sheet: str = "") -> DataError:
    said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return refused(
        "damaged",
        message("The Excel file is damaged and cannot be read: {error}.", error=said),
        message("Open it in Excel or WPS, let it repair the file, and save as a new .xlsx."),
        sheet,
    )


def _old_or_protected(path: Path) -> DataError:
    """Tell an .xlsx with a password from an old .xls: both are OLE files, only the first has this stream."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
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


def _guard(archive: zipfile.ZipFile) -> None:
    """Refuse encrypted parts and parts that unpack to more than memory should hold."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise refused(
            "password",
            message("{name} is protected by a password.", name=Path(archive.filename or "").name),
            message("Take the password away and save the file again."),
        )
    unpacked = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    tight = any(
        part.file_size > 20_000_000 and part.file_size > MAXIMUM_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if unpacked > MAXIMUM_UNPACKED or texts > MAXIMUM_TEXTS or tight:
        raise refused(
            "too_large",
            message("The file unpacks to {size} MB, more than can be read.", size=unpacked // 1_000_000),
            message("Hand in the data as CSV or Parquet, or in several files."),
        )


def _row_blocks(stream: Any) -> Iterator[bytes]:
    """The XML in blocks that end where a row ends."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        end = 0
        for found in _ROW_END.finditer(rest):
            end = found.end()
        if end:
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _scan(blocks: Iterator[bytes], percents: set[bytes]) -> Scan:
    scan = Scan()
    styles = re.compile(rb'\bs="(?:' + b"|".join(sorted(percents)) + rb')"') if percents else None
    for block in blocks:
        _reach(block, scan)
        if b't="e"' in block or b"f>" in block or b"<f " in block or (styles and styles.search(block)):
            _mark(block, percents, scan)
    return scan


def _reach(block: bytes, scan: Scan) -> None:
    """Widen the extent of the sheet by the cells of a block that hold something."""
    filled = _EMPTY_CELL.sub(b"", block) if b"/>" in block else block
    columns = {column_number(text.decode().upper()) for text in set(_COLUMN.findall(filled))}
    rows = {int(text) - 1 for text in set(_ROW_NUMBER.findall(filled))}
    if len(_CELL.findall(block)) > len(_COLUMN.findall(block)):
        # A cell may leave its address out and follow the one before: rare, so its reach is taken generously.
        rows |= {int(number) - 1 for number in _ROW.findall(block)}
        columns.add(max(len(_CELL.findall(part)) for part in _ROW_END.split(block)) - 1)
    if columns and rows:
        scan.last_row, scan.last_column = max(scan.last_row, *rows), max(scan.last_column, *columns)


def _mark(block: bytes, percents: set[bytes], scan: Scan) -> None:
    """Mark error cells, formulas without a result and percentages."""
    for found in _CONTENT.finditer(block):
        attributes = found["attributes"] or b""
        at = _REFERENCE.search(attributes)
        if at is None:
            continue
        place = int(at[2]) - 1, column_number(at[1].decode().upper())
        if found["formula"] is not None and not found["value"] and b't="str"' not in attributes:
            scan.marks[place] = FormulaCell()
        elif b't="e"' in attributes:
            scan.marks[place] = ErrorCell((found["value"] or b"#?").decode("utf-8", "replace"))
        elif percents and b"t=" not in attributes and found["value"] and _style(attributes) in percents:
            try:
                scan.marks[place] = PercentCell(float(found["value"]))
            except ValueError:
                continue


def _style(attributes: bytes) -> bytes:
    found = re.search(rb'\bs="(\d+)"', attributes)
    return found[1] if found else b"0"


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """The style numbers whose number format is a percentage (built-in 9 and 10, or a format with %)."""
    name = next((n for n in archive.namelist() if n.lower().endswith("xl/styles.xml")), None)
    if name is None:
        return set()
    text = archive.read(name)
    own = {
        number
        for element in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", text)
        for number in re.findall(rb'numFmtId="(\d+)"', element)
        if b"%" in b"".join(re.findall(rb'formatCode="([^"]*)"', element))
    }
    formats = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", text, re.DOTALL)
    styles = re.findall(rb"<(?:\w+:)?xf\s([^>]*)>", formats[0]) if formats else []
    found = set()
    for position, attributes in enumerate(styles):
        number = re.search(rb'numFmtId="(\d+)"', attributes)
        if number and (number[1] in {b"9", b"10"} or number[1] in own):
            found.add(str(position).encode())
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part that holds its cells, by the workbook's relations."""
    from xml.etree import ElementTree

    names = {name.lower(): name for name in archive.namelist()}
    workbook = next(name for low, name in names.items() if low.endswith("workbook.xml"))
    folder, _, file = workbook.rpartition("/")
    relations = names.get(f"{folder}/_rels/{file}.rels".lower().lstrip("/"))
    if relations is None:
        return {}
    targets: dict[str, str] = {}
    for element in ElementTree.fromstring(_plain(archive.read(relations))):  # noqa: S314 - no entities, see _plain
        target = element.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        targets[element.get("Id", "")] = names.get(full.lower(), full)
    parts = {}
    for element in ElementTree.fromstring(_plain(archive.read(workbook))).iter():  # noqa: S314
        if element.tag.rpartition("}")[2] == "sheet":
            identity = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            if targets.get(identity) in names.values():
                parts[element.get("name", "")] = targets[identity]
    return parts


def _plain(xml: bytes) -> bytes:
    """Refuse a document type: entities could unfold without end."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a document type is not allowed")
    return xml
