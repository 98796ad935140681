"""The keyed hash of a protected row: every value of it in one spelling, as it is written and as it is read again.

Values are brought to what the database keeps (amounts in their places, moments in UTC), so that the hash of a row that
was just stored needs no further query.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Context, Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from keqiao.web.audit import keys
from keqiao.web.audit.content import canonical, instant
from keqiao.web.audit.guards import SealedRows, declared
from keqiao.web.audit.pending_rows import RowEvent, Unrecorded

OPEN = ""
"""Instead of a hash: the row was closed and is open again."""

FIFTEEN = Context(prec=15)

Hashes = dict[str, dict[str, str]]
"""Table → key of the row → its keyed hash."""


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The columns that the hash covers: those that never change once the row stands."""
    for guard in declared():
        for rule in guard.write_once:
            if rule.table == table:
                return rule.columns
    free = {
        name for guard in declared() for rule in guard.closing if rule.table == table for name in rule.free
    }
    fields = model_of(table)._meta.concrete_fields
    return tuple(str(field.column) for field in fields if not field.primary_key and field.column not in free)


@cache
def append_only() -> frozenset[str]:
    """The tables whose rows stand from their first moment on."""
    return frozenset(
        table
        for guard in declared()
        for table in (*guard.append_only, *(rule.table for rule in guard.write_once))
    ) - {"audit_entry"}


@cache
def closing_states() -> dict[str, str]:
    """Table → the state in which its rows stand."""
    return {closing.table: closing.closed for guard in declared() for closing in guard.closing}


@cache
def sealed() -> dict[str, SealedRows]:
    """The tables whose rows are vouched for together, by the row that they belong to."""
    return {rows.table: rows for guard in declared() for rows in guard.sealed}


def model_of(table: str) -> type[models.Model]:
    """The model of a table."""
    return _models()[table]


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def spelled(row: models.Model) -> str:
    """A row in its one spelling: the table, the key, and the values by column."""
    table = row._meta.db_table
    covered = columns_of(table)
    values = {
        field.column: _plain(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.column in covered
    }
    return canonical([table, str(row.pk), values])


def hash_of(row: models.Model, key: str) -> str:
    """The keyed hash of a row."""
    return keys.keyed_hash(key, spelled(row))[: keys.ROW_LENGTH]


def hashes_of(unrecorded: Iterable[Unrecorded]) -> Hashes:
    """The keyed hashes of rows by table, with the present key; rows that were opened again are marked as open.

    With a row that closes or opens go those that are kept with it. Sealed rows have no hash of their own.
    """
    key, hashes = keys.current(), Hashes()
    for row, event in unrecorded:
        if row._meta.db_table in sealed():
            continue
        for written in [row] if event is RowEvent.WRITTEN else _closed_with(row):
            hashes.setdefault(written._meta.db_table, {})[str(written.pk)] = (
                OPEN if event is RowEvent.OPENED else hash_of(written, key)
            )
    return hashes


def _closed_with(row: models.Model) -> list[models.Model]:
    """A row that closes or opens again and the rows that are kept with it, as they are in the database."""
    rows: list[models.Model] = [type(row)._base_manager.get(pk=row.pk)]
    for guard in declared():
        for closing in guard.closing:
            if closing.table != row._meta.db_table:
                continue
            for part in closing.owned:
                rows += _belonging(part, row.pk)
    return rows


def _belonging(part: tuple[Any, ...], owner: Any) -> list[models.Model]:
    table, column, *between = part
    rows = model_of(table)._base_manager
    if not between:
        return list(rows.filter(**{column: owner}))
    middle, pointer = between[0]
    keys_between = model_of(middle)._base_manager.filter(**{pointer: owner}).values("pk")
    return list(rows.filter(**{f"{column}__in": keys_between}))


def _plain(field: Any, value: Any) -> Any:
    """A value as JSON that is the same before and after it was stored."""
    if value is None:
        return None
    if isinstance(field, models.FileField):
        return str(value)
    if isinstance(field, models.BinaryField):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(field, models.JSONField):
        return _numbers(json.loads(json.dumps(value, cls=field.encoder)))
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    value = field.to_python(value)
    if isinstance(value, Decimal):
        return _amount(value, field.decimal_places)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _amount(value: Decimal, places: int) -> str:
    """An amount in the places of its column: 7759 is kept as 7759.000000. SQLite keeps 15 digits of it."""
    if connection.vendor == "sqlite":
        value = FIFTEEN.create_decimal_from_float(float(value))
    return f"{value:.{places}f}" if value else f"{Decimal(0):.{places}f}"


def _numbers(value: Any) -> Any:
    """JSON with whole numbers as such: PostgreSQL keeps 1e16 as a whole number."""
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> int | str:
    return int(value) if value.is_integer() else repr(value)
