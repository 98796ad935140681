"""Rows as lists and pages print them: what is loaded with them, what each cell says and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import DEEP, naming_paths
from keqiao.web.registry.listings import Listing, Viewer
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import BY_MODEL, Register
from keqiao.web.registry.registers.definition import by_fields
from keqiao.web.site.tables import Cell, Column, Table

STATE = "verification"
"""The column that says whether a row is verified, the last of every list."""
BIGGEST = 9_223_372_036_854_775_807
"""The largest key that both databases take."""


def loaded(register: Register, rows: QuerySet, columns: Sequence[str] | None = None) -> QuerySet:
    """Return rows with everything that printing the fields ``columns`` (all) asks for: no query for each row."""
    names = register.fields if columns is None else columns
    paths: list[str] = []
    beside = {column.name: column for column in register.beside}
    for name in names:
        if name in beside:
            rows = rows.prefetch_related(*beside[name].prefetched)
            continue
        field = register.field(name)
        if field.many_to_many:
            # One join for the names, because SQLite refuses a prefetch of more than a thousand of them.
            named = field.related_model._base_manager.order_by(*field.related_model._meta.ordering)
            rows = rows.prefetch_related(
                Prefetch(name, named.select_related(*naming_paths(field.related_model, 1)))
            )
        elif field.is_relation:
            paths.append(name)
            if issubclass(field.related_model, Record):
                paths += [f"{name}__{path}" for path in naming_paths(field.related_model, DEEP - 1)]
    return rows.select_related(*paths) if paths else rows


def rows_of_page(register: Register, rows: QuerySet, columns: Sequence[str] | None = None) -> list[Any]:
    """Return the rows of one page (``rows`` in their order, cut to the page), loaded for printing.

    Their keys are read first: the database then sorts keys, not whole rows with all that is joined to them.
    """
    keys = list(rows.values_list("pk", flat=True))
    by_pk = {
        row.pk: row for row in loaded(register, register.model._base_manager.filter(pk__in=keys), columns)
    }
    return [by_pk[key] for key in keys if key in by_pk]


def row_of(user: Actor, register: Register, pk: int) -> Any:
    """Return a row, withdrawn or not. Raises Http404 when there is none that the user may see: both look the same."""
    if pk > BIGGEST:
        raise Http404
    rows: Any = register.model
    return get_object_or_404(loaded(register, rows.objects.visible_to(user)), pk=pk)


def address(row: Record, known: date | None = None) -> str:
    """Return the address of a row's page; ``known``: as it was known on that day. A row of another room has its own."""
    if type(row) not in BY_MODEL:
        own: str = row.get_absolute_url()  # type: ignore[attr-defined]
        return own
    where = reverse("registry:row", kwargs={"key": BY_MODEL[type(row)].key, "pk": row.pk})
    return f"{where}?known={known.isoformat()}" if known else where


def table_of(
    register: Register,
    rows: Iterable[Any],
    user: Actor,
    names: Sequence[str],
    known: date | None = None,
    **options: Any,
) -> Table:
    """Return the table of rows (loaded by :func:`loaded`) with the columns ``shown``; the first leads to the row.

    ``known``: the links lead to the rows as they were known on that day.
    """
    listing = by_fields(register, names)  # other fields are not read: nothing is loaded for them
    viewer = Viewer.of(user)
    columns = list(listing.columns())
    states = register.model.is_verifiable()
    printed = []
    for row in rows:
        cells = listing.row(row, viewer)
        first = columns[0].key
        cells[first] = linked(cells[first], columns[0], row, known)
        cells[STATE] = row.get_verification_display() if states else ""
        printed.append(cells)
    if states:
        columns.append(Column(STATE, pgettext("row", "Verification")))
    return Table(
        **{"title": register.title, "columns": columns, "rows": printed, "name": register.key} | options
    )


def opening_table(
    listing: Listing, rows: Iterable[Any], user: Actor, *, states: bool = False, **options: Any
) -> Table:
    """Return the table of rows (loaded by the listing) whose first column leads to the page of each row.

    ``states``: with a column that says which are verified.
    """
    page = list(rows)
    table = listing.table(page, user, **options)
    first = table.columns[0]
    states = states and issubclass(listing.model, Record) and listing.model.is_verifiable()
    printed = [
        {**cells, first.key: linked(cells[first.key], first, row)}
        | ({STATE: row.get_verification_display()} if states else {})
        for cells, row in zip(table.rows, page, strict=True)
    ]
    columns = [*table.columns, Column(STATE, pgettext("row", "Verification"))] if states else table.columns
    return replace(table, rows=printed, columns=columns)


def linked(value: Any, column: Column, row: Record, known: date | None = None) -> Cell:
    """Return a cell that leads to the row's page; one without a value is called by the row's number."""
    where = address(row, known)
    if value is None or value == "":
        return Cell(text=f"#{row.pk}", url=where)
    return replace(value, url=where) if isinstance(value, Cell) else Cell(value, url=where)
