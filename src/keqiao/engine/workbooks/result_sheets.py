"""The sheets of a result workbook, each a table with title, unit, period and, where due, the mark 演示数据."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from keqiao.engine.evaluation import Evaluation
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.output_rounding import AS_READ, COMPUTED, plain
from keqiao.engine.workbooks.styles import Styles, clean, print_setup, sheet_name
from keqiao.engine.workbooks.words import DEMONSTRATION
from keqiao.language import Language, Message, message

EXCEL_ROWS = 1_048_576

BASES = {"reported": message("reported"), "verified": message("verified")}
FLAGS = {
    "missing": message("no figure"),
    "imputed": message("filled from other units"),
    "not_applicable": message("does not apply"),
    "redistributed": message("weight given to its siblings"),
    "tolerated": message("fault tolerance: neutral"),
    "tolerated_no_effect": message("fault tolerance without effect"),
    "winsorised": message("outlier pulled in"),
    "logged": message("logarithm taken"),
    "capped": message("cut at a bound"),
    "division_by_zero": message("denominator is zero"),
    "variant": message("another yardstick holds"),
    "unscored": message("no yardstick to score by"),
}
ADJUSTMENTS = {
    "bonus": message("bonus"),
    "deduction": message("deduction"),
    "bonus_limit": message("cap on bonuses"),
    "deduction_limit": message("cap on deductions"),
    "bounds": message("bounds of the total"),
    "veto": message("veto"),
}


class Exact(float):
    """A number that XlsxWriter writes with all its digits (it would cut at 16), so that reading gives the same bits."""

    def __format__(self, spec: str) -> str:
        return float.__repr__(self)


@dataclass(frozen=True)
class ResultColumn:
    """A column of a sheet: heading, the style of its cells, its width in characters."""

    heading: Message | str
    style: str = "text"
    width: float = 12


class ResultBook:
    """A result workbook being written; row by row, so that its size does not fill memory."""

    def __init__(
        self,
        book: Any,
        evaluation: Evaluation,
        scheme: Scheme,
        language: Language,
        *,
        demonstration: bool,
        prepared_by: str = "",
        scheme_sha256: str = "",
        intervals: pl.DataFrame | None = None,
    ) -> None:
        self.scheme_sha256, self.intervals = scheme_sha256, intervals
        self.book, self.evaluation, self.scheme = book, evaluation, scheme
        self.language, self.demonstration, self.prepared_by = language, demonstration, prepared_by
        self.styles = Styles(book)
        self._names: list[str] = []

    def say(self, text: Message | str) -> str:
        """A text of ours in the language of the workbook."""
        return text.in_language(self.language) if isinstance(text, Message) else text

    def sheet(self, name: Message | str, title: Message, note: Message | str = "") -> Any:
        """A new sheet with its title and the line of unit and periods below it; rows 0–1 are taken."""
        text = sheet_name(self.say(name), self._names)
        self._names.append(text)
        sheet = self.book.add_worksheet(text)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, clean(self.say(title)), self.styles["title"])
        mark = self.say(DEMONSTRATION)
        line = self.say(note)
        if self.prepared_by:
            line += "    " + self.say(message("Prepared by: {name}", name=self.prepared_by))
        if self.demonstration:
            line = f"【{mark}】{line}"
            sheet.set_header(f"&R{mark}")
        sheet.write_string(1, 0, clean(line), self.styles["mark" if self.demonstration else "code_line"])
        return sheet

    def table(
        self,
        sheet: Any,
        columns: Sequence[ResultColumn],
        rows: Iterable[Sequence[Any]],
        *,
        top: int = 2,
        frozen: int = 3,
    ) -> int:
        """Write the header at row ``top`` and the rows below; return the row after the last."""
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
        sheet.set_row(top, 46)
        for position, column in enumerate(columns):
            sheet.write_string(top, position, clean(self.say(column.heading)), self.styles["head"])
        writers = [self._writer(sheet, column.style) for column in columns]
        at = top + 1
        for row in rows:
            for position, value in enumerate(row):
                writers[position](at, position, value)
            at += 1
        sheet.freeze_panes(top + 1, frozen)
        if at > top + 1:
            sheet.autofilter(top, 0, at - 1, len(columns) - 1)
        print_setup(sheet, repeat=(top, top), repeat_columns=max(frozen - 1, 0))
        return at

    def _writer(self, sheet: Any, style: str) -> Callable[[int, int, Any], None]:
        look = self.styles[style]
        figures = AS_READ if style in {"number", "money"} else COMPUTED

        def write(row: int, column: int, value: Any) -> None:
            if value is None or value == "":
                sheet.write_blank(row, column, None, look)
            elif isinstance(value, bool):
                sheet.write_string(row, column, self.say(message("yes") if value else message("no")), look)
            elif isinstance(value, int | float):
                if math.isfinite(value):
                    # Numbers that must come back to the bit are Exact; the others are read by people.
                    noisy = type(value) is float
                    sheet.write_number(row, column, plain(value, figures) if noisy else value, look)
                else:
                    sheet.write_blank(row, column, None, look)
            else:
                sheet.write_string(row, column, clean(self.say(value)), look)

        return write

    def flags(self, words: str | None) -> str:
        """The words of flags in the language of the workbook."""
        return "、".join(self.say(FLAGS[word]) if word in FLAGS else word for word in (words or "").split())
