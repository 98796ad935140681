"""One list for one address: filters, order, page, file.

Rows are a query set, filtered and ordered by the database, or a list that was computed (reminders, the board of a
collection). Parts of an address that make no sense are left out, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.dateparse import parse_date

from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists.address import clean, turned
from keqiao.web.site.tables import Column, Table

PER_PAGE = 50
MOST_EXPORTED = 100_000
"""Rows in a workbook."""
MOST_AT_ONCE = 10_000
"""Rows of a workbook that is written while the reader waits."""

Choices = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
Rows = TypeVar("Rows", bound="QuerySet[Any] | list[Any]")
Order = str | Sequence[str] | Callable[[Any], Any]
"""How a column sorts: by fields of the database, or computed rows by a key."""


@dataclass(frozen=True)
class Filter:
    """A filter of a list: a choice, a box of words or a day.

    ``apply`` narrows the rows to those that fit the value; None where the view itself does it. ``is_open``: a choice
    that takes words beside its choices, of which nothing may be found. ``empty``: what the choice says that asks for
    nothing ("all" where it is empty). ``choices`` may stand in groups: (heading, choices) beside (value, words).
    """

    name: str
    label: str
    value: str = ""
    choices: Choices = field(default_factory=list)
    kind: Literal["choice", "words", "day"] = "choice"
    apply: Callable[[Any, str], Any] | None = None
    is_open: bool = False
    empty: str = ""

    def read(self, text: str) -> str:
        """What the address says, if it makes sense."""
        text = clean(text)
        if self.kind == "day":
            return _day(text)
        if self.kind == "choice" and not self.is_open:
            return text if text in self.values else ""
        return text

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The choices under their headings, an empty one for those that stand alone."""
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        for key, words in self.choices:
            if not isinstance(words, str):
                groups.append((key, list(words)))
            elif groups and not groups[-1][0]:
                groups[-1][1].append((key, words))
            else:
                groups.append(("", [(key, words)]))
        return groups

    @property
    def values(self) -> set[str]:
        """What may be chosen."""
        return {value for _heading, choices in self.groups for value, _words in choices}


@dataclass(frozen=True)
class ListHeading:
    """A heading of a list: its name, the address that sorts by it, and how it sorts now (aria-sort)."""

    label: str
    key: str
    kind: str
    address: str
    sorted: str


class ListPage:
    """What a request asks of a list with these filters and orders (key of a column → how it sorts)."""

    def __init__(
        self,
        request: HttpRequest,
        filters: Iterable[Filter] = (),
        orders: Mapping[str, Order] | None = None,
        *,
        query: QueryDict | None = None,
        per_page: int = PER_PAGE,
        most_exported: int = MOST_EXPORTED,
        paginator: type[Paginator] = Paginator,
    ) -> None:
        """``query``: what to read instead of the request's own address (a form that acts on a list sends it along)."""
        self.request, self.query = request, request.GET if query is None else query
        self.orders = orders or {}
        self.per_page, self.most_exported, self.paginator = per_page, most_exported, paginator
        self.filters = [
            replace(filter, value=filter.read(self.query.get(filter.name, "")) or filter.value)
            for filter in filters
        ]
        order = self.query.get("sort", "")
        self.order = order if order.removeprefix("-") in self.orders else ""
        self.columns = self.query.getlist("column")

    def value(self, name: str) -> str:
        """What the address asks for in the filter ``name``; "" for nothing, or where there is no such filter."""
        return next((filter.value for filter in self.filters if filter.name == name), "")

    def turned(self, **changes: str) -> str:
        """The address with some parts changed; an empty text leaves a part out. The page starts again."""
        return turned(self.query, **changes)

    def select(self, rows: Rows) -> Rows:
        """The rows that fit the filters, in the order asked for, else in the order they came in."""
        return self._ordered(self.filtered(rows))

    def filtered(self, rows: Rows) -> Rows:
        """The rows that fit the filters."""
        for filter in self.filters:
            if filter.value and filter.apply is not None:
                rows = filter.apply(rows, filter.value)
        return rows

    def _ordered(self, rows: Rows) -> Rows:
        order = self.orders.get(self.order.removeprefix("-"))
        if order is None:
            return rows
        falling = self.order.startswith("-")
        if isinstance(rows, list):
            if not callable(order):
                raise TypeError(f"computed rows are sorted by a key, not by the field {order!r}")
            return sorted(rows, key=order, reverse=falling)  # type: ignore[return-value]
        if callable(order):
            raise TypeError("rows of the database are sorted by fields")
        names = [order] if isinstance(order, str) else list(order)
        # The key last: pages of rows that are alike must neither repeat nor lose one.
        return rows.order_by(*(_turned(name, falling) for name in names), "pk")

    @property
    def is_narrowed(self) -> bool:
        """Whether the address leaves rows out."""
        return any(filter.value and self.query.get(filter.name) for filter in self.filters)

    def narrowed(self, table: Table) -> Table:
        """The table with the columns that the address asks for; with all where it asks for none that there is."""
        columns = [column for column in table.columns if column.key in self.columns]
        return replace(table, columns=columns) if columns else table

    def on_page(self, table: Table) -> Table:
        """The table with the columns that the address asks for, else without those that are secondary."""
        narrowed = self.narrowed(table)
        if narrowed is not table:
            return narrowed
        return replace(table, columns=[column for column in table.columns if not column.secondary])

    @property
    def wants_file(self) -> bool:
        """Whether ``?format=xlsx`` asks for the workbook."""
        return self.query.get("format") == "xlsx"

    def exported(self, rows: Rows) -> Rows:
        """As many rows as a workbook takes."""
        return rows[: self.most_exported]  # type: ignore[return-value]

    def send(self, table: Table, name: str, about: Export) -> HttpResponse:
        """The workbook; the audit log keeps what the list was asked for."""
        return send_file(self.request, self.narrowed(table), name, about=self.about(about))

    def about(self, export: Export) -> Export:
        """What the audit log keeps of the workbook, with what the list was asked for."""
        query = self.turned(format="", file="")[:300]
        return replace(export, detail=export.detail | ({"query": query} if query else {}))

    def page(self, rows: Sequence[Any] | QuerySet[Any]) -> Page[Any]:
        """The page that the address asks for; the last one beyond it. Rows in no order come in that of their keys."""
        if isinstance(rows, QuerySet) and not rows.ordered:
            rows = rows.order_by("pk")
        return self.paginator(rows, self.per_page).get_page(self.query.get("page"))

    def headings(self, columns: Iterable[Column]) -> list[ListHeading]:
        """Headings that sort, the other way round where the list is sorted by them already."""
        return [self._heading(column) for column in columns]

    def _heading(self, column: Column) -> ListHeading:
        if column.key not in self.orders:
            return ListHeading(column.heading, column.key, column.kind, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.order, "")
        other = f"-{column.key}" if now == "ascending" else column.key
        return ListHeading(column.heading, column.key, column.kind, self.turned(sort=other), now)

    def context(self, page: Page[Any], table: Table) -> dict[str, Any]:
        """What a template of a list needs: ``{% list_filters list %}``, ``{% list_table list %}`` or its own."""
        narrowed = self.on_page(table)
        keys = {column.key for column in narrowed.columns}
        return {
            "list": self,
            "page": page,
            "table": narrowed,
            "headings": self.headings(narrowed.columns),
            "rows": narrowed.shown_rows(),
            "columns": [(column.key, column.label, column.key in keys) for column in table.columns],
            "export": self.turned(format="xlsx"),
        }


def _turned(name: str, falling: bool) -> OrderBy:
    """An order with rows that lack the value at the end, whatever the direction and the database."""
    falling ^= name.startswith("-")
    field = F(name.removeprefix("-"))
    return field.desc(nulls_last=True) if falling else field.asc(nulls_last=True)


EARLIEST = date(2000, 1, 1)


def _day(text: str) -> str:
    """A day as ISO writes it, whatever digits it was written in; "" for none."""
    try:
        day = parse_date(text)
    except ValueError:
        return ""
    return day.isoformat() if day is not None and day >= EARLIEST else ""
