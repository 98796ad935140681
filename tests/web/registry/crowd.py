"""A city with many rows in every register, made of copies of the rows of :mod:`tests.web.registry.city`.

The first copy of every row refers to the first copies of the rows it refers to, and so on: what must be
unique stays so.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from keqiao.web.registry.changes.state import records
from keqiao.web.registry.models import Record
from keqiao.web.registry.models.record import DERIVED_FIELDS


def in_order() -> list[type[Record]]:
    """The registers, each after those that its rows refer to."""
    left, done = list(records()), []
    while left:
        for model in left:
            named = {f.related_model for f in model._meta.concrete_fields if f.related_model in left}
            if not named - {model}:
                done.append(model)
                left.remove(model)
                break
    return done


def crowd(first: int, last: int, unit_of: dict[type[Record], Record]) -> None:
    """Add the copies ``first`` to ``last`` of one row of each register, those in ``unit_of`` (model → row)."""
    copies: dict[type[Record], list[Any]] = {}
    for model in in_order():
        pattern = unit_of[model]
        unique = {
            name
            for one in model._meta.constraints
            if isinstance(one, models.UniqueConstraint)
            for name in one.fields
        }
        rows = []
        for number in range(first, last):
            values: dict[str, Any] = {}
            for field in model._meta.concrete_fields:
                value = getattr(pattern, field.attname)
                if field.primary_key or field.name in DERIVED_FIELDS:
                    continue
                if field.related_model in copies and value is not None:
                    value = copies[field.related_model][number - first].pk
                elif field.name == "usci":
                    value = None
                elif field.name == "application_no":
                    value = f"{number:012d}.0"
                elif field.name in unique and isinstance(field, models.CharField):
                    value = f"{value}x{number}"
                values[field.attname] = value
            rows.append(model(**values | {"recorded_at": timezone.now()}))
        copies[model] = model.objects.bulk_create(rows, batch_size=500)
        for field in model._meta.many_to_many:
            if field.related_model not in copies:
                continue
            through: Any = field.remote_field.through
            ours, theirs = field.m2m_column_name(), field.m2m_reverse_name()
            through.objects.bulk_create(
                [
                    through(**{ours: row.pk, theirs: other.pk})
                    for row, other in zip(copies[model], copies[field.related_model], strict=True)
                ],
                batch_size=500,
            )
