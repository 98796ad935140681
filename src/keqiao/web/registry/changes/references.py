"""Which rows refer to a row: what would hang in the air without it, and what a merge moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignObjectRel, ManyToManyRel
from django.utils.translation import gettext as _

from keqiao.web.registry.models.record import Record

MOST = 20


def named(rows: list[Record], most: int = 5) -> str:
    """Return rows in words, each with what it is: the first of them."""
    return _(", ").join(f"{row._meta.verbose_name} {row}" for row in rows[:most])


def relations(model: type[Record]) -> Iterator[ForeignObjectRel]:
    """Yield the relations by which rows of other registers (or the same) refer to rows of ``model``."""
    for relation in model._meta.related_objects:
        if not isinstance(relation, ManyToManyRel) and issubclass(relation.related_model, Record):
            yield relation


def referring(row: Record) -> Iterator[tuple[str, Any]]:
    """Yield for each relation that has some: the referring field's name, the standing rows that refer to ``row``."""
    for relation in relations(type(row)):
        model: Any = relation.related_model
        name = relation.field.name
        rows = model.objects.current().filter(**{name: row.pk})
        if rows.exists():
            yield name, rows


def standing_references(row: Record) -> list[Record]:
    """Return the standing rows that refer to ``row``, of each register the first twenty."""
    return [found for _name, rows in referring(row) for found in rows[:MOST]]
