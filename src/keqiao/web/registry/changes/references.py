"""Which rows refer to a row: what would hang in the air without it, and what a merge moves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import ForeignObjectRel, ManyToManyRel
from django.utils.translation import gettext as _

from keqiao.web.registry.changes.state import batches
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


def current_references(
    rows: Sequence[Record], leaving: Collection[tuple[str, int]] = ()
) -> dict[int, list[Record]]:
    """Return by key of each of ``rows`` (of one register) that has some: the standing rows that refer to it.

    Of each register the first twenty; those in ``leaving`` (model label, key) do not count. A few queries for any
    number of rows.
    """
    referring: dict[int, list[Record]] = {}
    if not rows:
        return referring
    keys = [row.pk for row in rows]
    for relation in relations(type(rows[0])):
        model: Any = relation.related_model
        name, label = relation.field.name, model._meta.label
        holding: dict[int, list[int]] = {}
        for part in batches(keys):
            refs = model.objects.current().filter(**{f"{name}__in": part})
            for ref, to in refs.order_by("pk").values_list("pk", name):
                if (label, ref) not in leaving and len(holding.setdefault(to, [])) < MOST:
                    holding[to].append(ref)
        read: dict[int, Record] = {}
        for part in batches({ref for refs in holding.values() for ref in refs}):
            read |= {row.pk: row for row in model._base_manager.filter(pk__in=part)}
        for to, refs in holding.items():
            referring.setdefault(to, []).extend(read[ref] for ref in refs)
    return referring
