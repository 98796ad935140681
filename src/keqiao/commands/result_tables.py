"""Results as tables that are written alike: a workbook with every table, a CSV file with the first, JSON with all.

Amounts are Decimal and stay exact in CSV and JSON, where they are texts of digits; a workbook shows them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from keqiao.commands.terminal import USAGE, CommandError
from keqiao.engine.workbooks.atomic_files import written_at_once
from keqiao.language import Bilingual, Language, Message, message

if TYPE_CHECKING:
    from keqiao.engine.findings import Finding

ENDINGS = (".xlsx", ".csv", ".json")


@dataclass(frozen=True)
class TableField:
    """A column: its code in JSON, its heading elsewhere, style and width of a workbook."""

    code: str
    heading: Message | str
    style: str = "text"
    width: float = 14


@dataclass(frozen=True)
class OutputTable:
    """A table: ``code`` names it in JSON, ``name`` is that of the sheet."""

    code: str
    name: Message
    title: Message | str
    fields: tuple[TableField, ...]
    rows: Sequence[Sequence[object]]
    note: Message | str = ""


def known_ending(target: Path, *more: str) -> None:
    """Refuse a file of a kind that is not written; ``more`` are endings that only this command writes."""
    if target.suffix.lower() not in {*ENDINGS, *more}:
        raise CommandError(
            message("{path}: the result is written as .xlsx, .csv or .json.", path=str(target)), USAGE
        )


def text_rows(table: OutputTable, language: str) -> list[list[str]]:
    """The rows as texts, for a terminal."""
    return [["" if cell is None else str(_exact(cell, language)) for cell in row] for row in table.rows]


def write_tables(
    target: Path,
    language: Language,
    tables: Sequence[OutputTable],
    findings: Sequence[Finding],
    facts: Sequence[tuple[Message, str | Message]],
) -> None:
    """Write ``target`` at once by its ending; raises :class:`~keqiao.engine.workbooks.atomic_files.OutputError`."""
    match target.suffix.lower():
        case ".csv":
            _write_csv(target, language, tables[0])
        case ".json":
            _write_json(target, language, tables, findings)
        case _:
            _write_book(target, language, tables, findings, facts)


def _write_csv(target: Path, language: Language, table: OutputTable) -> None:
    with written_at_once(target) as place, place.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_text(field.heading, language) for field in table.fields])
        writer.writerows([_exact(cell, language) for cell in row] for row in table.rows)


def _write_json(
    target: Path, language: Language, tables: Sequence[OutputTable], findings: Sequence[Finding]
) -> None:
    content: dict[str, Any] = {
        table.code: [
            {field.code: _exact(cell, language) for field, cell in zip(table.fields, row, strict=True)}
            for row in table.rows
        ]
        for table in tables
    }
    content["findings"] = [
        {"severity": finding.severity, "said": finding.in_language(language)} for finding in findings
    ]
    with written_at_once(target) as place:
        place.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_book(
    target: Path,
    language: Language,
    tables: Sequence[OutputTable],
    findings: Sequence[Finding],
    facts: Sequence[tuple[Message, str | Message]],
) -> None:
    import xlsxwriter

    from keqiao.commands.efficiency_book import facts_sheet, warnings_sheet
    from keqiao.engine.workbooks.result_sheets import ResultBook, ResultColumn

    with written_at_once(target) as place:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(place), options) as file:
            book = ResultBook(file, cast("Any", None), cast("Any", None), language, demonstration=False)
            for table in tables:
                title = (
                    table.title
                    if isinstance(table.title, Message)
                    else Message("{text}", {"text": table.title})
                )
                columns = [ResultColumn(field.heading, field.style, field.width) for field in table.fields]
                rows = [[_cell(cell, language) for cell in row] for row in table.rows]
                book.table(book.sheet(table.name, title, table.note), columns, rows, frozen=1)
            warnings_sheet(book, [("", finding.in_language(language)) for finding in findings])
            facts_sheet(book, facts)


def _text(value: object, language: str) -> str:
    return value.in_language(language) if isinstance(value, Message | Bilingual) else str(value)


def _exact(value: object, language: str) -> object:
    """A cell of CSV and JSON: amounts and fractions as exact texts."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return _text(value, language) if isinstance(value, Message | Bilingual) else value


def _cell(value: object, language: str) -> object:
    """A cell of a workbook: figures as numbers."""
    if isinstance(value, Decimal | Fraction):
        return float(value)
    return _exact(value, language)
