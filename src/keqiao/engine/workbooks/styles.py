"""The look of our workbooks, in one place: quiet, printable, the same in the form and in the results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from keqiao.engine.schemes.parts import Measure

SHEET_NAME = 31
"""Characters that Excel allows in a sheet's name."""
FONT = "等线"
_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "left"},
    "note": {"font_color": "#595959", "text_wrap": True, "valign": "top"},
    "code_line": {"font_color": "#595959"},
    "mark": {"bold": True, "font_color": "#9C2A10"},
    "head": {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4ECF4", "border": 1},
    "code": {"font_size": 8, "font_color": "#7F7F7F", "align": "center", "border": 1, "bg_color": "#F5F7FA"},
    "text": {"border": 1},
    "wrap": {"border": 1, "text_wrap": True, "valign": "top"},
    "centre": {"border": 1, "align": "center"},
    "whole": {"border": 1, "num_format": "#,##0"},
    "money": {"border": 1, "num_format": "#,##0.00"},
    "number": {"border": 1, "num_format": "#,##0.00##"},
    "points": {"border": 1, "num_format": "0.00"},
    "percent": {"border": 1, "num_format": "0%", "align": "center"},
    "weight": {"border": 1, "num_format": "0.00##"},
    "exact": {"border": 1, "num_format": "General"},
    "given": {"border": 1, "bg_color": "#F2F2F2"},
    "given_wrap": {"border": 1, "bg_color": "#F2F2F2", "text_wrap": True},
    "given_number": {"border": 1, "bg_color": "#F2F2F2", "num_format": "#,##0.00####"},
    "given_whole": {"border": 1, "bg_color": "#F2F2F2", "num_format": "#,##0"},
    "in_text": {"border": 1, "locked": False},
    "in_words": {"border": 1, "locked": False, "num_format": "@", "text_wrap": True},
    "in_exact": {"border": 1, "locked": False, "num_format": "#,##0.00####"},
    "in_whole": {"border": 1, "locked": False, "num_format": "#,##0"},
    "in_money": {"border": 1, "locked": False, "num_format": "#,##0.00"},
    "in_number": {"border": 1, "locked": False, "num_format": "#,##0.00##"},
}


class Styles:
    """The formats of one workbook by name, made when first used."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._book.add_format(_BASE | _LOOKS[name])
        return self._made[name]


def input_style(measure: Measure) -> str:
    """The style of the cells in which a measure is filled in."""
    if measure.type == "count":
        return "in_whole"
    return "in_money" if measure.type == "money" else "in_text" if measure.type == "boolean" else "in_number"


def figure_style(measure: Measure) -> str:
    """The style of the cells in which a measure's figures are shown."""
    return input_style(measure).removeprefix("in_").replace("text", "centre")


def sheet_name(text: str, taken: Iterable[str] = ()) -> str:
    """``text`` as a sheet's name: without the characters that Excel forbids, at most 31 long, not yet ``taken``."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text).strip().strip("'")[:SHEET_NAME] or "Sheet"
    used = {other.casefold() for other in taken}
    number = 2
    candidate = name
    while candidate.casefold() in used:
        candidate = f"{name[: SHEET_NAME - len(str(number)) - 1]} {number}"
        number += 1
    return candidate


def width_of(texts: Iterable[str], least: float = 8, most: float = 40) -> float:
    """A column width in which the texts fit: a Chinese character counts double."""
    widest = max((_cells(text) for text in texts), default=0)
    return min(max(widest + 2, least), most)


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def clean(text: str, longest: int = 32_000) -> str:
    """``text`` as Excel takes it: no control characters, no longer than a cell holds."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)[:longest]


def print_setup(
    sheet: Any, *, repeat: tuple[int, int] | None = None, repeat_columns: int | None = None
) -> None:
    """A4 landscape, one page wide, with page numbers, header rows (and first columns) repeated on every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    if repeat:
        sheet.repeat_rows(*repeat)
    if repeat_columns is not None:
        sheet.repeat_columns(0, repeat_columns)
