"""What stands is attacked by plain SQL, table by table as the rooms declare them, in every way that the database knows.

The rows are made for it: one row in each guarded table, which is closed where rows of the table close.
"""

import uuid
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from tests.web.conftest import triggers_off

from keqiao.web.audit.guards import Guard, declared, placement, schema

MODELS: dict[str, Any] = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
TABLES = [(guard, table) for guard in declared() for table in guard.tables]


def sql(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@contextmanager
def no_references():
    """Rows may point at nothing: each table is tried by itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield


def literal(field: Any, key: int) -> str:
    """A value of a field as SQL, distinct for each key."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return f"'{uuid.UUID(int=key)}'"
    kind = field.get_internal_type()
    if field.choices:
        return f"'{field.choices[0][0]}'" if "Char" in kind else str(field.choices[0][0])
    if kind in {"CharField", "TextField", "SlugField", "FileField", "EmailField", "URLField"}:
        return f"'x{key}'"
    if kind == "DateTimeField":
        return "'2024-01-01 00:00:00+00:00'" if connection.vendor != "sqlite" else "'2024-01-01 00:00:00'"
    if kind == "DateField":
        return "'2024-01-01'"
    if kind == "BooleanField":
        return "false" if connection.vendor != "sqlite" else "0"
    if kind == "JSONField":
        return "'{}'"
    if kind == "BinaryField":
        return r"'\x00'" if connection.vendor != "sqlite" else "x'00'"
    return str(key)


def insert(table: str, key: int, /, *, bare: bool = False, **fixed: Any) -> str:
    """What follows INSERT for a row; ``bare``: with nothing where there may be nothing."""
    model = MODELS[table]
    values = {
        field.column: "NULL" if bare and field.null else literal(field, key)
        for field in model._meta.concrete_fields
    }
    values[model._meta.pk.column] = str(key)
    values |= {name: str(value) for name, value in fixed.items()}
    columns = ", ".join(f'"{name}"' for name in values)
    return f"INTO {table} ({columns}) VALUES ({', '.join(values.values())})"


def fixed_of(guard: Guard, table: str) -> dict[str, str]:
    """The state in which a row of the table stands."""
    states = [one.closed for one in guard.closing if one.table == table]
    return {"state": f"'{states[0]}'"} if states else {}


def put(guard: Guard, table: str, key: int, *, bare: bool = False) -> None:
    """A row that stands, and the closed rows that it belongs to."""
    sql(f"INSERT {insert(table, key, bare=bare, **fixed_of(guard, table))}")
    for closing in guard.closing:
        for part in closing.owned:
            if part[0] != table:
                continue
            if len(part) > 2:
                sql(f"INSERT {insert(part[2][0], key)}")
            sql(f"INSERT {insert(closing.table, key, state=repr(closing.closed))}")


@pytest.fixture
def standing(db) -> Callable[[Guard, str], None]:
    """Put rows 6 (bare), 7 and 8 into a table without guards, checks or references, then set the guards again."""

    def make(guard: Guard, table: str) -> None:
        with no_references(), unchecked(involved(guard, table)), triggers_off(*involved(guard, table)):
            for key in (6, 7, 8):
                put(guard, table, key, bare=key == 6)

    yield make
    # The rows point at nothing: they must go before the transaction looks at references.
    transaction.set_rollback(True)


def involved(guard: Guard, table: str) -> set[str]:
    """The table and those of the rows that its rows belong to."""
    owners = {one.table for one in guard.closing for part in one.owned if part[0] == table}
    between = {
        part[2][0] for one in guard.closing for part in one.owned if part[0] == table and len(part) > 2
    }
    return {table} | owners | between


@contextmanager
def unchecked(tables: set[str]):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            for table in tables:
                cursor.execute(
                    "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def content(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def held_column(guard: Guard, table: str) -> str:
    """A column of the table that may not change."""
    for one in guard.write_once:
        if one.table == table:
            return one.columns[0]
    free = {name for one in guard.closing if one.table == table for name in one.free}
    names = [
        name for name in schema.columns(connection, table) if name != "id" and name not in free | {"state"}
    ]
    return dict(guard.growing).get(table, names[0])


def attacks(guard: Guard, table: str) -> dict[str, str]:
    """Every way to change or remove row 7 that the database knows."""
    column, fixed = held_column(guard, table), fixed_of(guard, table)
    field = next(one for one in MODELS[table]._meta.concrete_fields if one.column == column)
    other = literal(field, 0 if table in dict(guard.growing) else 9).replace("2024", "2023")
    if isinstance(field, models.JSONField):
        other = "'{\"a\": 1}'"
    elif other == literal(field, 7):  # a choice, a switch: another value of its kind
        other = (
            f"'{field.choices[-1][0]}'" if field.choices else "1" if connection.vendor == "sqlite" else "true"
        )
    upsert = f"INSERT {insert(table, 7, **fixed | {column: other})} ON CONFLICT (id) DO UPDATE"
    found = {
        "update": f'UPDATE {table} SET "{column}" = {other} WHERE id = 7',
        "upsert": f'{upsert} SET "{column}" = {other}',
    }
    if table not in dict(
        guard.growing
    ):  # a register's rows are put back by as_known, see registry/triggers.py
        found["delete"] = f"DELETE FROM {table} WHERE id = 7"
    if connection.vendor == "sqlite":
        found |= {
            "insert or replace": f"INSERT OR REPLACE {insert(table, 7, **fixed | {column: other})}",
            "replace": f"REPLACE {insert(table, 7, **fixed | {column: other})}",
            "replace by another": f"UPDATE OR REPLACE {table} SET id = 7 WHERE id = 8",
        }
        names = ", ".join(f'"{name}"' for name in schema.columns(connection, table) if name != "id")
        for row in (6, 7):
            if collides(table, row):
                copied = f"INTO {table} (id, {names}) SELECT 9, {names} FROM {table} WHERE id = {row}"
                found[f"replace row {row} by a unique key"] = f"INSERT OR REPLACE {copied}"
    else:
        source = f"(SELECT * FROM {table} WHERE id = 7) s ON t.id = s.id"
        found |= {
            "truncate": f"TRUNCATE {table} CASCADE",
            "merge update": f'MERGE INTO {table} t USING {source} WHEN MATCHED THEN UPDATE SET "{column}" = {other}',
        }
        if table not in dict(guard.growing):
            found["merge delete"] = f"MERGE INTO {table} t USING {source} WHEN MATCHED THEN DELETE"
    return found


def collides(table: str, row: int) -> bool:
    """Whether a copy of a row under another number would collide with it by a unique index."""
    keys = [key for key in schema.unique_keys(connection, table) if key.columns not in {("id",), ("rowid",)}]
    with connection.cursor() as cursor:
        for key in keys:
            asked = [f'"{column}" IS NOT NULL' for column in key.columns]
            if key.condition:
                asked.append(f"({key.condition})")
            bound = " AND ".join(asked)
            cursor.execute(f"SELECT count(*) FROM {table} WHERE id = {row} AND {bound}")
            if cursor.fetchone()[0]:
                return True
    return False


@pytest.mark.parametrize(("guard", "table"), TABLES, ids=lambda value: getattr(value, "name", value))
def test_what_stands_is_neither_changed_nor_removed(standing, guard: Guard, table: str):
    standing(guard, table)
    before = content(table)
    assert len(before) >= 3
    passed = []
    for name, statement in attacks(guard, table).items():
        try:
            sql(statement)
            passed.append(name)
        except DatabaseError as error:
            assert guard.refusal in str(error), f"{name}: {error}"
        assert content(table) == before, name
    assert passed == []


def test_every_guard_stands_as_declared(db):
    assert placement.absent(connection, declared()) == []
