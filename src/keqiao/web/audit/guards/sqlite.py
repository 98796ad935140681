"""The guards as triggers of SQLite: a name and what follows ``CREATE TRIGGER name``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keqiao.web.audit.guards.declaration import REVISIONS, Closing, Guard
from keqiao.web.audit.guards.schema import UniqueKey, columns, unique_keys

KEPT = (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",)))
"""What may not happen to rows that are kept, and the rows of the statement that tell to what they belong."""

WRITES = f"SELECT SUM(number) FROM {REVISIONS} WHERE scope IS NULL"  # noqa: S608 - a name of ours
"""How many writes there were of all counted tables."""


def triggers(connection: Any, guard: Guard) -> Iterator[tuple[str, str]]:
    """Every trigger of a guard whose tables exist."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.refusal}'); END"
    for name, event, when in (*_plain(connection, guard), *_replacing(connection, guard)):
        yield name, f"{event} WHEN {when} {refuse}" if when else f"{event} {refuse}"
    for revised in guard.revised:
        table = revised.table
        for verb, rows in KEPT:
            count = _count(table, "SELECT NULL AS scope", "IS NULL")
            if revised.ways:
                scopes = revised.scopes(*rows)
                count += f" {_count(table, scopes, f'IN ({scopes})', f', position = ({WRITES})')}"
            yield f"{table}_revised_{verb}", f"AFTER {verb.upper()} ON {table} BEGIN {count} END"


def _count(table: str, scopes: str, within: str, more: str = "") -> str:
    """SQL: one more write to a table, in all or for ``scopes``; the first adds the row that counts."""
    there = f"SELECT 1 FROM {REVISIONS} r WHERE r.name = '{table}' AND r.scope IS s.scope"  # noqa: S608
    return (
        f"INSERT INTO {REVISIONS} (name, scope, number) SELECT '{table}', s.scope, 0 FROM ({scopes}) s"  # noqa: S608
        f" WHERE NOT EXISTS ({there});"
        f" UPDATE {REVISIONS} SET number = number + 1{more} WHERE name = '{table}' AND scope {within};"
    )


def _plain(connection: Any, guard: Guard) -> Iterator[tuple[str, str, str]]:
    for table in guard.append_only:
        for verb in ("update", "delete"):
            yield f"{table}_no_{verb}", f"BEFORE {verb.upper()} ON {table}", ""
    for closing in guard.closing:
        table, closed = closing.table, f"OLD.state = '{closing.closed}'"
        yield f"{table}_no_update", f"BEFORE UPDATE ON {table}", closed + _unless(connection, closing)
        yield f"{table}_no_delete", f"BEFORE DELETE ON {table}", closed
        for part in closing.parts:
            yield f"{part[0]}_no_insert", f"BEFORE INSERT ON {part[0]}", closing.is_closed(part)
        for part in closing.owned:
            for verb, rows in KEPT:
                when = " OR ".join(closing.is_closed(part, row) for row in rows)
                yield f"{part[0]}_kept_{verb}", f"BEFORE {verb.upper()} ON {part[0]}", when
    for rule in guard.write_once:
        yield f"{rule.table}_once", f"BEFORE UPDATE ON {rule.table}", _changed(rule.columns)
        yield f"{rule.table}_no_delete", f"BEFORE DELETE ON {rule.table}", ""
    for table, column in guard.growing:
        yield f"{table}_grows", f"BEFORE UPDATE ON {table}", f'NEW."{column}" < OLD."{column}"'


def _replacing(connection: Any, guard: Guard) -> Iterator[tuple[str, str, str]]:
    """Inserts and updates that would push out a row that stands."""
    for table in guard.tables:
        keys, every = unique_keys(connection, table), columns(connection, table)
        stands = guard.is_permanent(table, "o")
        new = ", ".join(f'NEW."{column}" AS "{column}"' for column in every)
        collides = [_collides(table, key, new, stands) for key in keys]
        yield f"{table}_no_replace", f"BEFORE INSERT ON {table}", " OR ".join(collides)
        if table not in guard.append_only:
            others = [_collides(table, key, new, f"o.rowid <> OLD.rowid AND ({stands})") for key in keys]
            yield f"{table}_no_replace_by_update", f"BEFORE UPDATE ON {table}", " OR ".join(others)


def _collides(table: str, key: UniqueKey, new: str, stands: str) -> str:
    """SQL: whether a row that stands has the same key as the new one."""
    same = " AND ".join(f'o."{column}" = NEW."{column}"' for column in key.columns)
    if not key.condition:
        return f"EXISTS (SELECT 1 FROM {table} o WHERE {same} AND ({stands}))"  # noqa: S608
    bound = f"EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {key.condition})"  # noqa: S608
    both = f"(SELECT *, rowid AS rowid FROM {table} WHERE {key.condition}) o"  # noqa: S608
    return f"({bound} AND EXISTS (SELECT 1 FROM {both} WHERE {same} AND ({stands})))"  # noqa: S608


def _unless(connection: Any, closing: Closing) -> str:
    """SQL: what a closed row may do all the same."""
    said = f" AND NOT ({closing.reopened})" if closing.reopened else ""
    if not closing.free:
        return said
    held = [column for column in columns(connection, closing.table) if column not in closing.free]
    return f"{said} AND ({_changed(held)})"


def _changed(names: Any) -> str:
    return " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in names)
