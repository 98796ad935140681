"""What a table is: columns, rows of values, and what must stand beside them (unit, as-of, note)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.site import moments, numbers
from keqiao.web.site.punctuation import bracketed

Kind = Literal["text", "number", "money", "percent", "date", "link"]
NUMERIC: frozenset[str] = frozenset({"number", "money", "percent"})
Light = Literal["", "good", "near", "watch", "bad", "none"]


@dataclass(frozen=True)
class Column:
    """One column. ``key`` finds the value in a row.

    kind "money": values are Decimal in 元 and shown in 万元 with two decimals, unless ``unit`` is "元".
    kind "percent": values are shares, 0.6707 is shown as 67.07%.
    kind "number": ``decimals`` fixes the places, without it each value keeps its own.
    ``total``: the column is summed in the last line; leave it off where a sum counts things twice.
    ``secondary``: a list page has it where the reader asks for it, so that the page is not wider than a desk; a
    workbook has it always.
    """

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    total: bool = False
    decimals: int | None = None
    secondary: bool = False

    @property
    def in_yuan(self) -> bool:
        """Whether money is shown in 元 instead of 万元."""
        return self.unit in {"元", "yuan"}

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return bracketed(self.label, self.unit)


@dataclass(frozen=True)
class Cell:
    """A value with more to say: ``text`` shown instead of the formatted value, a link, a tooltip, a light.

    ``mark``: a word behind the value, on the page and in the workbook, that says how the value has to be read.
    """

    value: Any = None
    text: str = ""
    url: str = ""
    title: str = ""
    light: Light = ""
    mark: str = ""


@dataclass(frozen=True)
class PageCell:
    """A cell ready to print; ``sort`` is what the browser sorts by (a plain number, an ISO date, or the text),
    ``label`` the heading that stands before it where rows are stacked.
    """

    text: str
    sort: str
    css: str
    url: str = ""
    title: str = ""
    light: Light = ""
    key: str = ""
    mark: str = ""
    label: str = ""

    @property
    def light_word(self) -> str:
        """The light in a word: colour and shape alone do not reach everybody."""
        words = {
            "good": _("normal"),
            "near": pgettext("light", "soon"),
            "watch": _("attention"),
            "bad": pgettext("light", "alarm"),
            "none": _("no figure"),
        }
        return words.get(self.light, "")


@dataclass(frozen=True)
class Table:
    """Rows (mappings key → value or Cell) under columns, with what a printed table must carry.

    ``as_of``: period or day as text. ``name``: distinguishes several tables of one page in the address.
    ``download_url``: where the Excel file is; empty for no button. ``stacked``: on a narrow page a row stands as a
    block, each value with its heading, for tables of words; tables of figures scroll sideways.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)
    unit: str = ""
    as_of: str = ""
    note: str = ""
    name: str = "table"
    download_url: str = ""
    stacked: bool = False
    is_page: bool = False
    """Whether the rows are one page of more: the browser neither orders nor filters them, the server filters all."""

    @property
    def when(self) -> str:
        """The day or period in words."""
        return moments.in_words(self.as_of)

    def shown_rows(self) -> list[list[PageCell]]:
        """Every cell ready to print, row by row."""
        return [[self._cell(column, row.get(column.key)) for column in self.columns] for row in self.rows]

    def _cell(self, column: Column, value: Any) -> PageCell:
        cell = show(column, value)
        return replace(cell, label=column.heading) if self.stacked else cell

    def totals(self) -> list[PageCell | None] | None:
        """The last line: sums of the columns with ``total``; None when no column has it or there are no rows."""
        if not self.rows or not any(column.total for column in self.columns):
            return None
        return [
            show(column, self.total(column)) if column.total and column.kind in NUMERIC else None
            for column in self.columns
        ]

    def total(self, column: Column) -> Decimal:
        """The sum of a column, exact; rows without a value count nothing."""
        values = (numbers.exact(value_of(row.get(column.key))) for row in self.rows)
        return sum((value for value in values if value is not None), Decimal(0))


def value_of(cell: Any) -> Any:
    """The bare value of a cell."""
    return cell.value if isinstance(cell, Cell) else cell


def show(column: Column, raw: Any) -> PageCell:
    """Format one value of ``column``. A text in a number column is shown as it is: the table does not judge data."""
    cell = raw if isinstance(raw, Cell) else Cell(raw)
    css: str = column.kind if column.kind in NUMERIC or column.kind == "date" else ""
    text, sort = _formatted(column, cell.value)
    text = cell.text or (text if text != numbers.NOTHING or not cell.light else "")
    if not css and _is_short(text):
        css = "short"
    elif not css and any(len(word) > LONGEST_WORD for word in text.split()):
        css = "unbroken"
    return PageCell(text, sort, css, cell.url, cell.title, cell.light, column.key, cell.mark)


LONGEST_WORD = 40
"""A word longer than this, such as a digest, may be broken anywhere."""


def _is_short(text: str) -> bool:
    """Whether a text is better kept on one line: up to six Chinese characters, a little more with figures in it."""
    width = sum(1 + (character > "\u2e7f") for character in text)
    return width <= (18 if any(character.isdigit() for character in text) else 12)


def _formatted(column: Column, value: Any) -> tuple[str, str]:
    """Shown text and sort key."""
    if value is None or value == "":
        return numbers.NOTHING, ""
    if isinstance(value, bool):
        return (_("yes") if value else _("no")), str(int(value))
    if column.kind in NUMERIC:
        exact = numbers.exact(value)
        if exact is None:
            return str(value), str(value)
        sort = f"{exact:f}"
        if column.kind == "percent":
            return numbers.percent(exact, 2 if column.decimals is None else column.decimals), sort
        if column.kind == "money":
            return (numbers.number(exact, 2) if column.in_yuan else numbers.money(exact)), sort
        return numbers.number(value, column.decimals), sort
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M"), local.isoformat()
    if isinstance(value, date):
        return value.isoformat(), value.isoformat()
    return str(value), str(value)
