"""What the tests of the command share: a workbook written, the command called, a workbook read."""

from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from keqiao import cli


def write(path: Path, sheet_name: str, rows: list[list[Any]]) -> None:
    """A workbook of one sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(sheet_name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)


def run(*words: str) -> int:
    """The exit code of the command."""
    try:
        return cli.main(words)
    except SystemExit as left:
        return int(left.code or 0)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook, row by row."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def small_scheme(weights: tuple[int, int], grades: str) -> str:
    """A scheme of two indicators that score 0 to 10 of a measure each; ``grades`` are its lines of YAML."""
    return f"""
scheme: 1
code: S
version: "1"
name: {{zh: 小方案, en: Small scheme}}
weights: points
measures:
  - {{code: a, name: {{zh: 甲, en: a}}}}
  - {{code: b, name: {{zh: 乙, en: b}}}}
indicators:
  - {{code: ia, name: {{zh: 甲, en: a}}, weight: {weights[0]}, formula: a, score: {{rule: linear, base: 0, full: 10}}}}
  - {{code: ib, name: {{zh: 乙, en: b}}, weight: {weights[1]}, formula: b, score: {{rule: linear, base: 0, full: 10}}}}
grades:
{grades}"""
