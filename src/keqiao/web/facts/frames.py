"""Rows of the database as columns: the one place where Python goes through rows, once each.

Amounts, days and truths are asked for as the texts by which the database writes them and become values column by
column: no object is made of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from itertools import islice
from typing import Any

import polars as pl
from django.db import models
from django.db.models import F, TextField
from django.db.models.functions import Cast

from keqiao.web.audit.guards.ways import way, way_back

DECIMAL = pl.Decimal(38, 6)
"""Values have six places, as facts are stored. Sums and products are exact, quotients are rounded half to even."""
BATCH = 50_000
TYPES: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DecimalField, DECIMAL),
    (models.DateTimeField, pl.Datetime("us", "UTC")),
    (models.DateField, pl.Date),
    (models.BooleanField, pl.Boolean),
    (models.IntegerField, pl.Int64),
    (models.CharField, pl.String),
    (models.TextField, pl.String),
)
TRUE = ("1", "true")
"""How SQLite and PostgreSQL write what is true."""
_noted: ContextVar[dict[str, set[str]] | None] = ContextVar("noted", default=None)


@contextmanager
def noting_ways() -> Iterator[dict[str, set[str]]]:
    """Note for each table that :func:`read` reads inside in which ways its rows belong to platforms."""
    ways: dict[str, set[str]] = {}
    token = _noted.set(ways)
    try:
        yield ways
    finally:
        _noted.reset(token)


def _note(model: Any, paths: Iterable[str]) -> None:
    """Note the ways back to the platforms from a register and from the rows that columns of it are read from."""
    noted = _noted.get()
    if noted is None:
        return
    of_platform = getattr(model, "platform_path", "platform")
    if of_platform is None:
        return
    noted.setdefault(model._meta.db_table, set()).add(way(model, of_platform))
    for path in {path.rpartition("__")[0] for path in paths} - {""}:
        joined, steps = model, path.split("__")
        for number, step in enumerate(steps, 1):
            joined = joined._meta.get_field(step).related_model
            back = way_back(model, "__".join(steps[:number]), of_platform)
            noted.setdefault(joined._meta.db_table, set()).add(way(joined, back))


def read(rows: models.QuerySet[Any], **columns: str) -> pl.DataFrame:
    """Return columns of a query, each under its name here: ``degree="person__degree"``. The order is none."""
    _note(rows.model, columns.values())
    schema = {name: _type(rows, path) for name, path in columns.items()}
    wanted = [_expression(path, schema[name]) for name, path in columns.items()]
    cells = rows.order_by().values_list(*wanted).iterator(chunk_size=BATCH)
    parts = [pl.DataFrame(schema=schema)]
    while batch := list(islice(cells, BATCH)):
        series = zip(schema.items(), zip(*batch, strict=True), strict=True)
        parts.append(pl.DataFrame([_series(name, kind, cells) for (name, kind), cells in series]))
    return pl.concat(parts)


def _expression(path: str, kind: Any) -> Any:
    """What the database is asked for."""
    return Cast(F(path), TextField()) if kind in (DECIMAL, pl.Date, pl.Boolean) else path


def _series(name: str, kind: Any, cells: tuple[Any, ...]) -> pl.Series:
    """The values of a column by what the database answered."""
    if kind == DECIMAL:
        texts = pl.Series(name, cells, pl.String)
        if texts.str.contains("e", literal=True).any():
            # SQLite writes very small and very large amounts as 1.0e-05.
            return pl.Series(name, [None if text is None else Decimal(text) for text in cells], DECIMAL)
        return texts.cast(DECIMAL)
    if kind == pl.Date:
        return pl.Series(name, cells, pl.String).str.to_date("%Y-%m-%d")
    if kind == pl.Boolean:
        return pl.Series(name, cells, pl.String).is_in(TRUE)
    return pl.Series(name, cells, kind)


def _type(rows: models.QuerySet[Any], path: str) -> Any:
    """The type of a column by the field that a path leads to, or by what an annotation gives."""
    annotated = rows.query.annotations.get(path)
    if annotated is not None:
        field: Any = annotated.output_field
    else:
        model: Any = rows.model
        for step in path.split("__"):
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
            model = field.related_model
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return next(kind for of, kind in TYPES if isinstance(field, of))
