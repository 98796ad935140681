"""Rows of the database as columns: the one place where Python goes through rows, once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

import polars as pl
from django.db import models

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
)
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
    cells = rows.order_by().values_list(*columns.values()).iterator(chunk_size=BATCH)
    parts = [pl.DataFrame(schema=schema)]
    while batch := list(islice(cells, BATCH)):
        series = zip(schema.items(), zip(*batch, strict=True), strict=True)
        parts.append(pl.DataFrame([pl.Series(name, cells, kind) for (name, kind), cells in series]))
    return pl.concat(parts)


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
