"""Annexes of a report as a workbook: tables whose figures are numbers, each bound to its fact by a name of the book."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from keqiao.engine.papers.bookmarks import BookmarkNames
from keqiao.engine.papers.definition import full_width
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.fields import facts_by_name
from keqiao.files.bookmarks import BOUND
from keqiao.money import YUAN_PER_WAN

WIDEST, NARROWEST = 48, 6


@dataclass(frozen=True)
class AnnexFigure:
    """A cell that says a fact, by its name; money stands in 万元, as its heading says."""

    name: str


@dataclass(frozen=True)
class AnnexSheet:
    """A sheet: its name, its title, heads, and rows of texts, numbers and figures."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int | AnnexFigure | None, ...], ...]


def annex_workbook(
    sheets: Sequence[AnnexSheet],
    facts: Sequence[SourceFact],
    *,
    at: datetime,
    mark: str = "",
    sources: Mapping[str, str] | None = None,
) -> bytes:
    """Return the workbook, with a last sheet that lists each figure with its fact, period and source.

    ``sources``: where a fact comes from, by its first name; ``mark`` stands above each table. A cell whose
    figure no fact says holds —. The same gives the same bytes.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as file:
        file.set_properties(
            {
                "title": sheets[0].title if sheets else "",
                "author": "Keqiao",
                "created": at.replace(tzinfo=None),
            }
        )
        _AnnexBook(file, facts_by_name(facts), mark, sources or {}).write(sheets)
    return stream.getvalue()


class _AnnexBook:
    """Writes sheet after sheet and remembers where figures stand."""

    def __init__(
        self,
        file: xlsxwriter.Workbook,
        facts: Mapping[str, SourceFact],
        mark: str,
        sources: Mapping[str, str],
    ) -> None:
        self._file, self._facts, self._mark, self._sources = file, facts, mark, sources
        self._names = BookmarkNames()
        self._listed: list[tuple[str, str, SourceFact]] = []
        edge = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
        add = file.add_format
        self._title = add({"bold": True, "font_size": 14, "align": "center", "font_name": "宋体"})
        self._head = add(edge | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEEEEE"})
        self._text = add(edge | {"text_wrap": True})
        self._whole = add(edge | {"num_format": "#,##0"})
        self._money = add(edge | {"num_format": "#,##0.00"})
        self._plain = add({"italic": True, "font_name": "宋体", "font_size": 10})

    def write(self, sheets: Sequence[AnnexSheet]) -> None:
        """Write the sheets and the list of figures."""
        for sheet in sheets:
            self._sheet(sheet)
        rows = tuple(
            (place, name, fact.names[-1], fact.unit, fact.as_of, self._sources.get(fact.names[0], ""))
            for place, name, fact in self._listed
        )
        self._sheet(
            AnnexSheet(
                "数据来源",
                "各数据的事实与来源",
                ("位置", "名称（公式-名称管理器）", "事实", "单位", "统计期", "来源"),
                rows,
            )
        )

    def _sheet(self, sheet: AnnexSheet) -> None:
        page = self._file.add_worksheet(sheet.name[:31])
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&C— &P —")
        last = len(sheet.heads) - 1
        page.merge_range(0, 0, 0, max(last, 1), sheet.title, self._title)
        if self._mark:
            page.write_string(1, 0, self._mark, self._plain)
        first = 2
        page.repeat_rows(first)
        page.freeze_panes(first + 1, 0)
        for column, head in enumerate(sheet.heads):
            page.write_string(first, column, head, self._head)
            texts = [head, *(cell for row in sheet.rows for cell in (row[column],) if isinstance(cell, str))]
            width = max(2 * full_width(text) for text in texts) + 2
            page.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        for number, row in enumerate(sheet.rows, first + 1):
            for column, cell in enumerate(row):
                self._cell(page, sheet.name[:31], number, column, cell)

    def _cell(
        self, page: xlsxwriter.worksheet.Worksheet, sheet: str, row: int, column: int, cell: object
    ) -> None:
        if isinstance(cell, AnnexFigure):
            fact = self._facts.get(cell.name)
            if fact is None:
                page.write_string(row, column, "—", self._text)
                return
            money = fact.unit == "元"
            value = fact.value / YUAN_PER_WAN if money else fact.value
            whole = not money and value == value.to_integral_value()
            page.write_number(row, column, float(value), self._whole if whole else self._money)
            name = BOUND + self._names.name(fact.names[0])
            place = f"'{sheet}'!${xlsxwriter.utility.xl_col_to_name(column)}${row + 1}"
            self._file.define_name(name, f"={place}")
            self._listed.append((place.replace("$", ""), name, fact))
        elif isinstance(cell, int):
            page.write_number(row, column, cell, self._whole)
        else:
            page.write_string(row, column, str(cell or ""), self._text)
