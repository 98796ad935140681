"""Opening .csv and .parquet files as grids: which encoding, which separator, what is not text at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from keqiao.engine.workbooks.grid import MAXIMUM_CELLS, MAXIMUM_COLUMNS, Cell, ErrorCell, Grid
from keqiao.engine.workbooks.problems import refused
from keqiao.files.texts import decoded
from keqiao.language import message

MAXIMUM_BYTES = 1_000_000_000
_LEAST = 8
"""Cells that a row counts for at least: an empty row takes memory too."""
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}


def read_csv(path: Path, most: int = MAXIMUM_CELLS) -> Grid:
    """The rows of a text file with separators; DataError where it is not text or has more than ``most`` cells.

    The encoding is by its mark (BOM), else UTF-8, else GB18030 (which holds GBK); the separator is the one among
    comma, tab, semicolon, upright stroke that the first lines use most.
    """
    text = _decoded(path.read_bytes(), path.name)
    separator = _separator(text)
    rows: list[list[Cell]] = []
    cells = 0
    # A field may be as long as the file: what is too long for a name or a number is a finding of its own.
    limit = csv.field_size_limit(MAXIMUM_BYTES)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False):
            cells += max(len(row), _LEAST)
            if len(row) > MAXIMUM_COLUMNS or cells > most:
                raise refused(
                    "too_many_cells",
                    message(
                        "Row {row} has {columns} columns; at most {limit} columns and {cells} cells can be read.",
                        row=len(rows) + 1,
                        columns=f"{len(row):,}",
                        limit=f"{MAXIMUM_COLUMNS:,}",
                        cells=f"{most:,}",
                    ),
                    message(
                        "Keep the columns of the scheme (`keqiao template` lists them) and drop the others."
                    ),
                    path.name,
                )
            rows.append([ErrorCell(cell) if cell in _ERRORS else _text(cell) for cell in row])
    except csv.Error as error:
        raise refused(
            "damaged",
            message("Row {row} cannot be read as CSV: {error}.", row=len(rows) + 1, error=str(error)),
            message("Open the file in Excel or WPS and save it as .xlsx."),
            path.name,
        ) from error
    finally:
        csv.field_size_limit(limit)
    return Grid(path.name, rows, typed=False)


def _text(cell: str) -> str:
    """The text of a cell; ``="0012"`` is how files for Excel keep a text of digits."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MAXIMUM_BYTES:
        raise refused(
            "too_large",
            message("The file has {size} MB, more than can be read.", size=len(content) // 1_000_000),
            message("Hand in the data as Parquet, or in several files."),
        )
    if content.startswith((b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))):
        raise refused(
            "not_text",
            message("{name} is an Excel file, though it is named as text.", name=name),
            message("Name it .xlsx (.xls: save as .xlsx first)."),
        )
    text = decoded(content)
    if text is not None:
        return text
    raise refused(
        "not_text",
        message("{name} is not text in UTF-8, UTF-16 or GB18030 (GBK).", name=name),
        message("Save it as “CSV UTF-8” or as .xlsx."),
    )


def _separator(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines()[:10] if line.strip()]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in ",\t;|"}
    return max(counts, key=lambda mark: counts[mark])


def read_parquet(path: Path) -> Grid:
    """The table of a Parquet file, its column names as the first row; DataError where it cannot be read."""
    import polars as pl

    try:
        schema = pl.read_parquet_schema(path)
        height = pl.scan_parquet(path).select(pl.len()).collect().item()
    except Exception as error:
        raise _not_parquet(path, error) from error
    if len(schema) > MAXIMUM_COLUMNS or height * max(len(schema), 1) > MAXIMUM_CELLS:
        raise refused(
            "too_many_cells",
            message(
                "{rows} rows × {columns} columns; at most {limit} columns and {cells} cells can be read.",
                rows=f"{height:,}",
                columns=f"{len(schema):,}",
                limit=f"{MAXIMUM_COLUMNS:,}",
                cells=f"{MAXIMUM_CELLS:,}",
            ),
            message("Keep the columns of the scheme (`keqiao template` lists them) and drop the others."),
            path.name,
        )
    try:
        frame = pl.read_parquet(path)
        columns = [[_plain(value) for value in frame[name].to_list()] for name in frame.columns]
    except BaseException as error:  # the reader's panics are not Exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise _not_parquet(path, error) from error
    rows: list[list[Cell]] = [list(frame.columns)]
    rows.extend(list(row) for row in zip(*columns, strict=True))
    return Grid(path.name, rows)


def _plain(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(
        value, str | bool | int | float | dt.date | dt.datetime | dt.time | dt.timedelta
    ):
        return value
    return str(value)


def _not_parquet(path: Path, error: BaseException) -> Exception:
    sentence = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return refused(
        "damaged",
        message("{name} cannot be read as Parquet: {error}.", name=path.name, error=sentence),
        message("Write it again, or hand in the data as .xlsx or .csv."),
    )
