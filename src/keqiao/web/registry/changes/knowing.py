"""The registers as they were known at a moment.

Inside :func:`as_known` every row says what it said then, so every list, search, count and derived figure reads the past
with the code that reads the present (ADR 0014). Each register that says something else now is covered by a temporary
table of the same name, which both databases look at first, and the rows are put back there: nobody else sees it, and
nothing of it waits for whoever writes (ADR 0026). Read everything inside, and write nothing there: it would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from keqiao.web.registry.changes.state import BATCH, State, batches, put, records
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record


@contextmanager
def as_known(at: datetime) -> Iterator[None]:
    """Read the registers as they were known at ``at``; nothing that happens inside is kept, and nobody is held up."""
    with _reading():
        try:
            for model in _that_differ(at):
                _cover(model)
                _put_back(model, at)
            yield
        finally:
            transaction.set_rollback(True)


def changed_since(at: datetime) -> bool:
    """Whether any row says something else now than at ``at``, beyond what was recorded or withdrawn since."""
    return Change.objects.filter(at__gt=at).exclude(action=Change.Action.CREATED).exists()


@contextmanager
def _reading() -> Iterator[None]:
    """A transaction that asks for the lock of writers only when it writes, which on SQLite is not the rule here."""
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            connection.transaction_mode = mode  # type: ignore[attr-defined]
            yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def _that_differ(at: datetime) -> list[type[Record]]:
    """The registers that have a row that was recorded, changed or withdrawn after ``at``."""
    changed = set(Change.objects.filter(at__gt=at).order_by().values_list("model", flat=True).distinct())
    later = Q(recorded_at__gt=at) | Q(withdrawn_at__gt=at)
    return [
        model
        for model in records()
        if model._meta.label in changed or model._base_manager.filter(later).order_by().exists()
    ]


def _cover(model: type[Record]) -> None:
    """Lay a temporary copy over the register's table and those of its many-to-many fields."""
    many: list[Any] = [field.remote_field.through for field in model._meta.many_to_many]
    with connection.cursor() as cursor:
        for covered in (model, *many):
            table = connection.ops.quote_name(covered._meta.db_table)
            if _is_covered(cursor, covered._meta.db_table):
                continue  # (the past within the past: the rows are put back once more)
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


def _put_back(model: type[Record], at: datetime) -> None:
    rows: Any = model._base_manager
    later = rows.filter(recorded_at__gt=at)
    later._raw_delete(later.db)
    states: dict[int, State] = {}
    changes = Change.objects.filter(model=model._meta.label, at__gt=at).exclude(action=Change.Action.CREATED)
    for row, before in changes.order_by("-pk").values_list("row", "before"):
        states.setdefault(row, {}).update(before)
    _rewrite(rows, states)
    rows.filter(withdrawn_at__gt=at).update(withdrawn_at=None, withdrawn_reason="")


def _rewrite(rows: Any, states: dict[int, State]) -> None:
    """Replace rows by their earlier state: first all out, then all in, so that no two hold the same key in between."""
    # In no order: the usual one may join rows that are out already, and lose those that point at them.
    present = [row for keys in batches(states) for row in rows.filter(pk__in=keys).order_by()]
    many = {row.pk: put(row, states[row.pk]) for row in present}
    for keys in batches(states):
        out = rows.filter(pk__in=keys)
        out._raw_delete(out.db)
    rows.model.objects.bulk_create(present, batch_size=BATCH)  # with the words of the search as they were
    for row in present:
        for name, keys in many[row.pk].items():
            getattr(row, name).set(keys)
