"""What a row says, as JSON, and back: the form in which changes are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_datetime

from keqiao.web.registry.models.record import DERIVED_FIELDS, VERIFICATION_FIELDS, Record

BATCH = 500
DEEP = 3
"""How many steps the name of a row may reach: a project receipt is named by its participation's project."""

State = dict[str, Any]
"""Field name → JSON value; a foreign key by its key, a many-to-many field as the sorted list of keys."""

BOOKKEEPING = (
    frozenset({"id", "recorded_at", "recorded_by", "version"}) | VERIFICATION_FIELDS | DERIVED_FIELDS
)
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


def states_of(rows: Sequence[Record]) -> dict[int, State]:
    """Return what stored rows of one register say, by key: a few queries for any number of rows."""
    states = {row.pk: fields_of(row) for row in rows}
    if not rows:
        return states
    for field in type(rows[0])._meta.many_to_many:
        for state in states.values():
            state[field.name] = []
        through: Any = field.remote_field.through
        ours, theirs = field.m2m_column_name(), field.m2m_reverse_name()
        for keys in batches(states):
            pairs = through._base_manager.filter(**{f"{ours}__in": keys}).values_list(ours, theirs)
            for row, other in pairs.order_by(theirs):
                states[row][field.name].append(other)
    return states


def with_names(rows: Sequence[Record], depth: int = DEEP) -> None:
    """Read what the names of rows of one register are made from: a few queries for any number of rows."""
    for field in type(rows[0])._meta.concrete_fields if rows else ():
        related: Any = field.related_model
        if not (field.is_relation and isinstance(related, type) and issubclass(related, Record)):
            continue
        left = [row for row in rows if getattr(row, field.attname) is not None and not field.is_cached(row)]  # type: ignore[attr-defined]
        named = related._base_manager.select_related(*(naming_paths(related, depth - 1) if depth > 1 else ()))
        known: dict[int, Record] = {}
        for keys in batches({getattr(row, field.attname) for row in left}):
            known |= {row.pk: row for row in named.filter(pk__in=keys)}
        for row in left:
            if (other := known.get(getattr(row, field.attname))) is not None:
                setattr(row, field.name, other)


def naming_paths(model: Any, depth: int = DEEP) -> list[str]:
    """Return the single relations to other registers that names of rows are made from, as paths."""
    paths = []
    for field in model._meta.concrete_fields:
        related = field.related_model
        if field.is_relation and isinstance(related, type) and issubclass(related, Record):
            paths.append(field.name)
            if depth > 1 and related is not model:
                paths += [f"{field.name}__{path}" for path in naming_paths(related, depth - 1)]
    return paths


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    """Yield keys in parts that both databases take in one question."""
    listed = sorted(keys)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


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
