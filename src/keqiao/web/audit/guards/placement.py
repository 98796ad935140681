"""Guards put into a database, taken out of it, and asked for: the triggers as they stand against the declarations."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from keqiao.web.audit.guards import declared, postgresql, sqlite
from keqiao.web.audit.guards.declaration import Guard
from keqiao.web.audit.guards.ownership import owns_tables

logger = logging.getLogger(__name__)
_lifted: ContextVar[bool] = ContextVar("lifted", default=False)

BEGINNINGS = ("no", "kept", "revised")
PRESENT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
}


@contextmanager
def without_guards(connection: Any) -> Iterator[None]:
    """Lift all guards for work on the schema, and set them again as the schema then is, whatever happens."""
    lift(connection, declared())
    token = _lifted.set(True)
    try:
        yield
    finally:
        _lifted.reset(token)
        place(connection, declared())


def place(connection: Any, guards: Iterable[Guard]) -> None:
    """Set the triggers of the guards whose tables exist, as the declarations and the schema are now.

    Within :func:`without_guards` nothing is done: a migration that asks for its room's triggers gets them at the end.
    """
    if _lifted.get():
        return
    there = set(connection.introspection.table_names())
    for guard in guards:
        present = guard.within(there)
        if connection.vendor == "sqlite":
            existing = _present(connection)
            for name, rest in sqlite.triggers(connection, present):
                statement = f"CREATE TRIGGER {name} {rest}"
                if existing.get(name) != statement:
                    _run(connection, f"DROP TRIGGER IF EXISTS {name}", statement)
        elif connection.vendor == "postgresql":
            _run(connection, *postgresql.functions(present))
            for _, name, rest in postgresql.triggers(connection, present):
                _run(connection, f"CREATE OR REPLACE TRIGGER {name} {rest}")


def ensure_guards(connection: Any) -> list[str]:
    """Set the guards that do not stand as declared, where the role may; return their names, which the log tells."""
    missing = absent(connection, declared())
    if missing and owns_tables(connection):
        place(connection, declared())
    if missing:
        logger.warning("guards of the database did not stand: %s", ", ".join(missing))
    return missing


def lift(connection: Any, guards: Iterable[Guard]) -> None:
    """Remove the triggers of the guards."""
    if _lifted.get():
        return
    there = set(connection.introspection.table_names())
    for guard in guards:
        present = guard.within(there)
        if connection.vendor == "sqlite":
            existing = _present(connection)
            # By their beginnings: a trigger that an earlier version set goes too.
            parts = (part[0] for rule in present.closing for part in rule.parts)
            tables = (*present.tables, *parts, *(rule.table for rule in present.revised))
            for name in existing:
                if any(
                    name.startswith(f"{table}_{kind}_") for table in tables for kind in BEGINNINGS
                ) or name in {f"{table}_{kind}" for table in tables for kind in ("once", "grows")}:
                    _run(connection, f"DROP TRIGGER IF EXISTS {name}")
        elif connection.vendor == "postgresql":
            for table, name, _ in postgresql.triggers(connection, present):
                _run(connection, f"DROP TRIGGER IF EXISTS {name} ON {table}")


def absent(connection: Any, guards: Iterable[Guard]) -> list[str]:
    """The triggers that are declared and do not stand, stand otherwise, or are switched off, by name."""
    there, existing = set(connection.introspection.table_names()), _present(connection)
    missing = []
    for guard in guards:
        present = guard.within(there)
        if connection.vendor == "sqlite":
            for name, rest in sqlite.triggers(connection, present):
                if existing.get(name) != f"CREATE TRIGGER {name} {rest}":
                    missing.append(name)
        elif connection.vendor == "postgresql":
            names = [name for _, name, _ in postgresql.triggers(connection, present)]
            missing += [name for name in names if existing.get(name) not in {"O", "A"}]
    return missing


def _present(connection: Any) -> dict[str, str]:
    query = PRESENT.get(connection.vendor)
    if query is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _run(connection: Any, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
