"""What a row says, as JSON, and back: the form in which changes are kept."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_datetime

from keqiao.web.registry.models.record import Record

State = dict[str, Any]
"""Field name → JSON value; a foreign key by its key, a many-to-many field as the sorted list of keys."""

BOOKKEEPING = frozenset({"id", "recorded_at", "recorded_by", "version", "search_text"})
"""What a row says about its own recording, not about the world."""


@cache
def records() -> tuple[type[Record], ...]:
    """Return every register's model."""
    return tuple(model for model in apps.get_app_config("registry").get_models() if issubclass(model, Record))


@cache
def kept_fields(model: type[Record]) -> tuple[models.Field, ...]:
    """Return the fields whose values are kept."""
    return tuple(field for field in model._meta.concrete_fields if field.name not in BOOKKEEPING)


def fields_of(row: Record) -> State:
    """Return what a row says in its own fields; asks the database nothing."""
    return {field.name: _plain(field.value_from_object(row)) for field in kept_fields(type(row))}


def state_of(row: Record) -> State:
    """Return what a stored row says, its many-to-many fields included (a query for each)."""
    state = fields_of(row)
    for field in row._meta.many_to_many:
        state[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True)) if row.pk else []
    return state


def put(row: Record, state: State) -> dict[str, list[int]]:
    """Write values into a row that is not stored yet with them; return its many-to-many values, still to be set."""
    many: dict[str, list[int]] = {}
    for name, value in state.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.ManyToManyField):
            many[name] = list(value)
        elif isinstance(field, models.DateTimeField):
            setattr(row, field.attname, parse_datetime(value) if value else None)
        elif isinstance(field, models.ForeignKey):
            setattr(row, field.attname, value)
        elif isinstance(field, models.Field):
            setattr(row, field.attname, field.to_python(value))
    return many


def differences(before: State, after: State) -> tuple[State, State]:
    """Return the fields that differ, as they were and as they are."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _plain(value: Any) -> Any:
    """Return a JSON value: amounts without trailing zeros, so that 1.50 and 1.5 are the same."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
