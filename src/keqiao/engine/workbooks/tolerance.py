"""The sheet 容错: the cells of accepted cases of fault tolerance, written with a result and read with data.

Read are three columns by their headings, the others are for people: unit, period, code of the indicator (or of a
branch, which stands for all its indicators).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from keqiao.engine.evaluation.panel import Cell as Tolerated
from keqiao.engine.workbooks.cells import same_text
from keqiao.engine.workbooks.grid import Cell, Grid, as_word, is_blank, letters
from keqiao.engine.workbooks.periods import Length, period_of
from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.words import PERIOD, UNIT_CODE, UNIT_NAME
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.workbooks.result_sheets import ResultBook

SHEET = "容错"
SHEETS = frozenset({SHEET, "容错案", "tolerance", "faulttolerance"})
INDICATOR_CODE = message("Indicator code")
_HEADER_WITHIN = 20


def _words(*headings: Message | str) -> frozenset[str]:
    texts = [
        text
        for heading in headings
        for text in (
            (heading,) if isinstance(heading, str) else (heading.in_language("zh"), heading.in_language("en"))
        )
    ]
    return frozenset(map(same_text, texts))


_ROLES: Mapping[str, frozenset[str]] = {
    "unit": _words(UNIT_CODE, "unit", "单位", "平台", "平台编码"),
    "period": _words(PERIOD, "期间", "评价期"),
    "indicator": _words(INDICATOR_CODE, "indicator_code", "指标编码"),
}


def read_cells(grid: Grid, length: Length, findings: Findings) -> list[Tolerated]:
    """The cells of the sheet; ``length`` is the usual length of a period. A row that names no unit, period or indicator
    is an error."""
    header = _header(grid)
    if header is None:
        if any(any(row) for row in grid.rows):
            findings.add(
                "error",
                "no_header",
                message("No row of the sheet names unit, period and indicator code."),
                message("Write a header with {names}.", names="单位编码、期间、指标编码"),
                sheet=grid.name,
            )
        return []
    top, columns = header
    addresses = []
    for at in range(top + 1, len(grid.rows)):
        cells = {role: grid.cell(at, column) for role, column in columns.items()}
        if all(is_blank(cell) for cell in cells.values()):
            continue
        texts = {role: _text(cell) for role, cell in cells.items()}
        read = period_of(cells["period"], length)
        if read is None or not texts["unit"] or not texts["indicator"]:
            role = "period" if read is None else "unit" if not texts["unit"] else "indicator"
            findings.add(
                "error",
                "bad_tolerated",
                message("The row does not name a unit, a period and an indicator."),
                message("Fill in all three, or delete the row."),
                sheet=grid.name,
                row=at + 1,
                column=letters(columns[role]),
            )
            continue
        addresses.append((texts["unit"], read.text, texts["indicator"]))
    return addresses


def _text(cell: Cell) -> str:
    """A code as the sheet of figures reads it: a whole number without its point, white space single."""
    cell = as_word(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1:
        return str(int(cell))
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the column of each role."""
    for at, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            text = same_text(cell) if isinstance(cell, str) else ""
            for role, words in _ROLES.items():
                if text in words:
                    columns.setdefault(role, column)
        if len(columns) == len(_ROLES):
            return at, columns
    return None


def write_cells(book: ResultBook, table: pl.DataFrame) -> None:
    """The sheet of an evaluation: what each cell was, what neutral is, what became of it."""
    from keqiao.engine.workbooks.result_sheets import BASES, ResultColumn

    both = len(book.evaluation.bases) > 1
    columns = [
        ResultColumn(UNIT_CODE, "text", 14),
        ResultColumn(UNIT_NAME, "text", 28),
        ResultColumn(PERIOD, "centre", 10),
        *([ResultColumn(message("Basis"), "centre", 9)] if both else []),
        ResultColumn(INDICATOR_CODE, "centre", 10),
        ResultColumn(message("Indicator"), "text", 32),
        ResultColumn(message("Own score (0–100)"), "points", 11),
        ResultColumn(message("Neutral value (0–100)"), "points", 11),
        ResultColumn(message("Points added"), "points", 10),
        ResultColumn(message("Made neutral"), "centre", 9),
    ]
    names = {leaf.code: leaf.name.in_language(book.language) for leaf in book.scheme.leaves()}
    called = book.evaluation.totals.select("period", "basis", "unit", "name")
    frame = table.join(
        called, on=["period", "basis", "unit"], how="left", maintain_order="left"
    ).with_columns(
        pl.col("indicator").replace(names).alias("called"),
        pl.col("basis").replace({code: book.say(sentence) for code, sentence in BASES.items()}),
    )
    chosen = [
        "unit",
        "name",
        "period",
        *(["basis"] if both else []),
        "indicator",
        "called",
        "own",
        "neutral",
        "points",
    ]
    title = message("{scheme}: accepted cases of fault tolerance", scheme=book.scheme.name)
    note = message(
        "A tolerated indicator is left out and its weight goes to its siblings where its own score is below neutral. "
        "`keqiao evaluate` reads this sheet again."
    )
    book.table(
        book.sheet(SHEET, title, note), columns, frame.select(*chosen, "neutralised").iter_rows(), frozen=2
    )
