"""Temporary tables over the registers: a reader changes rows for itself, nobody else sees it or waits for it.

A temporary table of the same name is what both databases look at first (ADR 0026). It goes with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

from keqiao.web.registry.models.record import Record

_overlaid: ContextVar[set[str] | None] = ContextVar("overlaid", default=None)


def is_overlaid() -> bool:
    """Whether registers are covered here, so that they say something else than their tables."""
    return _overlaid.get() is not None


def covered_tables() -> frozenset[str]:
    """The tables that are covered here: of all others what is read is what stands."""
    return frozenset(_overlaid.get() or ())


@contextmanager
def overlaid() -> Iterator[None]:
    """A transaction that is always rolled back. On SQLite it asks for the lock of writers only when it writes to a
    table that is not covered.
    """
    mode = getattr(connection, "transaction_mode", None)
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if sqlite:
                connection.transaction_mode = mode  # type: ignore[attr-defined]
            token = _overlaid.set(set(_overlaid.get() or ()))
            try:
                yield
            finally:
                _overlaid.reset(token)
                transaction.set_rollback(True)
    finally:
        if sqlite:
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def cover(model: type[Record]) -> None:
    """Lay a temporary copy over the register's table and those of its many-to-many fields, once."""
    many: list[Any] = [field.remote_field.through for field in model._meta.many_to_many]
    with connection.cursor() as cursor:
        for covered in (model, *many):
            table = connection.ops.quote_name(covered._meta.db_table)
            if (tables := _overlaid.get()) is not None:
                tables.add(covered._meta.db_table)
            if _is_covered(cursor, covered._meta.db_table):
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"CREATE TEMPORARY TABLE {table} ({_columns(cursor, covered)})")
                cursor.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")  # noqa: S608
            else:
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING DEFAULTS INCLUDING IDENTITY)"
                    " ON COMMIT DROP"
                )
                cursor.execute(f"INSERT INTO pg_temp.{table} SELECT * FROM {_schema(cursor)}.{table}")  # noqa: S608


def _is_covered(cursor: Any, table: str) -> bool:
    """Whether a temporary table of this name is there already."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT 1 FROM sqlite_temp_master WHERE name = %s", [table])
        return cursor.fetchone() is not None
    cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{connection.ops.quote_name(table)}"])
    return cursor.fetchone()[0] is not None


def _columns(cursor: Any, model: Any) -> str:
    """The columns of a table of SQLite with their types, without its rules: what stood once was valid."""
    quote = connection.ops.quote_name
    cursor.execute(
        "SELECT name, type, pk FROM pragma_table_info(%s, 'main') ORDER BY cid", [model._meta.db_table]
    )
    return ", ".join(
        f"{quote(name)} {kind}{' PRIMARY KEY' if key else ''}" for name, kind, key in cursor.fetchall()
    )


def _schema(cursor: Any) -> str:
    """The schema of PostgreSQL that the tables are in."""
    cursor.execute("SELECT current_schema()")
    return str(connection.ops.quote_name(cursor.fetchone()[0]))
