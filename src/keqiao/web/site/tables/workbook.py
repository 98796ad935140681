"""A table as an Excel workbook ready to be filed: title, unit, as-of, 制表人, 演示数据; numbers as numbers.

Every text is written as a text, so that a name such as ``=HYPERLINK(…)`` stays a name (formula injection).
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from keqiao.web.accounts.actors import Actor
from keqiao.web.site import numbers
from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.tables.definition import NUMERIC, Cell, Column, Table, show, value_of

LONGEST_TEXT = 32_767
"""What one cell of Excel holds."""
ROWS_BEFORE_HEADS = 3
BOX = {"border": 1, "border_color": "#B8C2CD", "valign": "vcenter", "font_size": 10}


def workbook(
    table: Table, user: Actor, at: datetime | None = None, watch: Callable[[float], None] | None = None
) -> bytes:
    """The .xlsx bytes of ``table``; ``user`` is printed as 制表人, ``at`` (now if not given) as the time. ``watch`` is
    told the share of the rows that is written.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": table.title, "author": str(user)})
    sheet = book.add_worksheet(_sheet_name(table.title))
    bold = book.add_format({"bold": True, "font_size": 14})
    small = book.add_format({"font_size": 9, "font_color": "#526172"})
    sheet.write_string(0, 0, table.title[:LONGEST_TEXT], bold)
    sheet.write_string(1, 0, about(table), small)
    if table.note:
        sheet.write_string(2, 0, table.note[:LONGEST_TEXT], small)
    last = _body(book, sheet, table, watch)
    sheet.write_string(last + 2, 0, signature(user, at or timezone.now()), small)
    sheet.freeze_panes(ROWS_BEFORE_HEADS + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(ROWS_BEFORE_HEADS)
    sheet.set_footer("&C&P / &N")
    book.close()
    return stream.getvalue()


def about(table: Table) -> str:
    """The line under the title: unit, as-of, demonstration mark."""
    parts = [
        _("Unit: %(unit)s") % {"unit": table.unit} if table.unit else "",
        table.when,
        _("Demonstration data") if is_demonstration() else "",
    ]
    return "    ".join(part for part in parts if part)


def signature(user: Actor, at: datetime) -> str:
    """The last line: who made the table and when, and a place for the checker's name."""
    made = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    return _("Prepared by: %(user)s    Prepared at: %(at)s    Checked by:") % {"user": user, "at": made}


def _body(book: Any, sheet: Any, table: Table, watch: Callable[[float], None] | None) -> int:
    """Heads, rows and totals; returns the number (from 0) of the last line written."""
    head = book.add_format(BOX | {"bold": True, "bg_color": "#EEF2F5", "text_wrap": True, "align": "center"})
    plain = {column.key: book.add_format(BOX | _number_format(column)) for column in table.columns}
    strong = {
        column.key: book.add_format(BOX | _number_format(column) | {"bold": True}) for column in table.columns
    }
    marked: dict[tuple[str, str], Any] = {}
    for position, column in enumerate(table.columns):
        sheet.write_string(ROWS_BEFORE_HEADS, position, column.heading, head)
        sheet.set_column(position, position, _width(table, column))
    first = ROWS_BEFORE_HEADS + 1
    line = ROWS_BEFORE_HEADS
    for line, row in enumerate(table.rows, start=first):
        if watch is not None:
            watch((line - first) / len(table.rows))
        for position, column in enumerate(table.columns):
            raw = row.get(column.key)
            form = plain[column.key]
            if isinstance(raw, Cell) and raw.mark:
                form = marked.setdefault((column.key, raw.mark), book.add_format(_marked(column, raw.mark)))
            _write(sheet, (line, position), column, raw, form)
    if table.rows:
        sheet.autofilter(ROWS_BEFORE_HEADS, 0, line, len(table.columns) - 1)
    totals = table.totals()
    if totals is None:
        return line
    last, line = line, line + 1
    for position, column in enumerate(table.columns):
        if totals[position] is not None:
            letter = xl_col_to_name(position)
            value = _plain_number(column, table.total(column))
            formula = f"=SUM({letter}{first + 1}:{letter}{last + 1})"
            sheet.write_formula(line, position, formula, strong[column.key], value)
        else:
            sheet.write_string(line, position, _("Total") if position == 0 else "", strong[column.key])
    return line


def _write(sheet: Any, place: tuple[int, int], column: Column, raw: Any, form: Any) -> None:
    """One cell: numbers and dates as such, everything else as text."""
    value = value_of(raw)
    amount = _plain_number(column, value) if column.kind in NUMERIC else None
    if amount is not None:
        sheet.write_number(*place, amount, form)
    elif column.kind == "date" and isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(*place, local.replace(tzinfo=None), form)
    elif column.kind == "date" and isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), form)
    else:
        cell = show(column, raw)
        text = " ".join(part for part in (cell.text or cell.light_word, cell.mark) if part)
        sheet.write_string(*place, text[:LONGEST_TEXT], form)


def _plain_number(column: Column, value: Any) -> float | None:
    """The number that goes into the cell: money in 万元 unless the column is in 元, shares as shares."""
    exact = numbers.exact(value)
    if exact is None:
        return None
    if column.kind == "money" and not column.in_yuan:
        exact = exact / numbers.YUAN_PER_WAN
    return float(exact)


def _number_format(column: Column) -> dict[str, Any]:
    """The Excel format of a column."""
    if column.kind == "money":
        return {"num_format": "#,##0.00"}
    if column.kind == "percent":
        decimals = 2 if column.decimals is None else column.decimals
        return {"num_format": "0." + "0" * decimals + "%" if decimals else "0%"}
    if column.kind == "number":
        if column.decimals is None:
            return {"num_format": "General"}
        return {"num_format": "#,##0." + "0" * column.decimals if column.decimals else "#,##0"}
    return {"num_format": "yyyy-mm-dd"} if column.kind == "date" else {"text_wrap": True}


def _marked(column: Column, mark: str) -> dict[str, Any]:
    """The format of a cell that bears a mark: a number stays a number, and the word is shown and printed behind it."""
    form = _number_format(column)
    number = form.get("num_format")
    quoted = mark.replace('"', "")
    return BOX | (form if number is None else {"num_format": f'{number} "{quoted}"'})


def _width(table: Table, column: Column) -> float:
    """Width in characters: the widest text of the column, a Chinese character counting two; 8 to 48."""
    cells = (show(column, row.get(column.key)) for row in table.rows[:500])
    texts = [column.heading, *(f"{cell.text} {cell.mark}".strip() for cell in cells)]
    widest = max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text) for text in texts)
    return float(min(max(widest + 2, 8), 48))


def _sheet_name(title: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of ``[]:*?/\\``, no apostrophe at the ends."""
    cleaned = (
        "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title).strip(" '")[:31].strip(" '")
    )
    return "Sheet1" if not cleaned or cleaned.lower() == "history" else cleaned
