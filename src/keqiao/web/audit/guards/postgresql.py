"""The guards as functions and triggers of PostgreSQL, which lets no insert replace a row: ON CONFLICT and MERGE update
or delete, and so fire the triggers of updates and deletions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keqiao.web.audit.guards.declaration import REVISIONS, Closing, Guard, RevisedTable
from keqiao.web.audit.guards.schema import columns
from keqiao.web.audit.guards.sqlite import KEPT

WRITTEN, BEFORE = "rows_written", "rows_before"
"""Names of the rows of a statement, as its trigger sees them."""
REVISED = (
    ("insert", f" REFERENCING NEW TABLE AS {WRITTEN}", (WRITTEN,)),
    ("update", f" REFERENCING OLD TABLE AS {BEFORE} NEW TABLE AS {WRITTEN}", (BEFORE, WRITTEN)),
    ("delete", f" REFERENCING OLD TABLE AS {BEFORE}", (BEFORE,)),
    ("truncate", "", ()),
)
"""The statements that are counted, and the rows that tell for what."""

POSITION = "pg_current_xact_id()::text::bigint"
"""The transaction that writes: every one that a snapshot does not see yet is as great as its xmin, or greater."""


def functions(guard: Guard) -> Iterator[str]:
    """The functions that the triggers call."""
    raising = f"RAISE EXCEPTION '{guard.refusal}' USING ERRCODE = 'integrity_constraint_violation';"
    head = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    yield f"CREATE OR REPLACE FUNCTION {guard.name}_refuse() {head} {raising} END $$"
    for revised in guard.revised:
        for verb, _events, rows in REVISED:
            body = f"{_count(revised, *rows)} RETURN NULL;"
            yield f"CREATE OR REPLACE FUNCTION {revised.table}_revise_{verb}() {head} {body} END $$"
    for closing in guard.closing:
        for part in closing.parts:
            body = f"IF {closing.is_closed(part)} THEN {raising} END IF; RETURN NEW;"
            yield f"CREATE OR REPLACE FUNCTION {part[0]}_closed() {head} {body} END $$"
        for part in closing.owned:
            for verb, rows in KEPT:
                when = " OR ".join(closing.is_closed(part, row) for row in rows)
                # What a BEFORE trigger of a deletion returns must not be null, or nothing is deleted.
                body = f"IF {when} THEN {raising} END IF; RETURN {rows[-1]};"
                yield f"CREATE OR REPLACE FUNCTION {part[0]}_kept_{verb}() {head} {body} END $$"


def triggers(connection: Any, guard: Guard) -> Iterator[tuple[str, str, str]]:
    """Table, name, and what follows ``CREATE TRIGGER name``."""
    call = f"EXECUTE FUNCTION {guard.name}_refuse()"
    for table in guard.append_only:
        events = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        yield table, f"{table}_append_only", f"{events} FOR EACH STATEMENT {call}"
    for closing in guard.closing:
        yield from _closing(connection, closing, call)
    for rule in guard.write_once:
        table = rule.table
        when = f"FOR EACH ROW WHEN ({_changed(rule.columns)}) {call}"
        yield table, f"{table}_once", f"BEFORE UPDATE ON {table} {when}"
        yield table, f"{table}_no_delete", f"BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    for table, column in guard.growing:
        smaller = f'FOR EACH ROW WHEN (NEW."{column}" < OLD."{column}") {call}'
        yield table, f"{table}_grows", f"BEFORE UPDATE ON {table} {smaller}"
        yield table, f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    for revised in guard.revised:
        for verb, seen, _rows in REVISED:
            events = f"AFTER {verb.upper()} ON {revised.table}{seen} FOR EACH STATEMENT"
            call = f"EXECUTE FUNCTION {revised.table}_revise_{verb}()"
            yield revised.table, f"{revised.table}_revised_{verb}", f"{events} {call}"


def _count(revised: RevisedTable, *rows: str) -> str:
    """Statements: one more write to a table, in all and for the scopes of the rows. Each adds rows, so that no writer
    waits for another.
    """
    total = f"INSERT INTO {REVISIONS} (name, number) VALUES ('{revised.table}', 1);"  # noqa: S608
    if not revised.ways or not rows:
        return total
    rows_of = " UNION ".join(
        f"SELECT s.scope FROM {row} r CROSS JOIN LATERAL ({way.format(row='r')}) AS s(scope)"  # noqa: S608
        for way in revised.ways
        for row in rows
    )
    columns = f"'{revised.table}', f.scope, 1, {POSITION}"
    scopes = f"SELECT {columns} FROM ({rows_of}) f WHERE f.scope IS NOT NULL"  # noqa: S608
    return f"{total} INSERT INTO {REVISIONS} (name, scope, number, position) {scopes};"


def _closing(connection: Any, closing: Closing, call: str) -> Iterator[tuple[str, str, str]]:
    table = closing.table
    closed = f"OLD.state = '{closing.closed}'"
    unless = f" AND NOT ({closing.reopened})" if closing.reopened else ""
    if closing.free:
        held = [column for column in columns(connection, table) if column not in closing.free]
        unless += f" AND ({_changed(held)})"
    yield table, f"{table}_closed", f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({closed}{unless}) {call}"
    yield table, f"{table}_no_delete", f"BEFORE DELETE ON {table} FOR EACH ROW WHEN ({closed}) {call}"
    yield table, f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    for part in closing.parts:
        # A condition of a PostgreSQL trigger holds no sub-query, so the question is asked in a function.
        trigger = f"FOR EACH ROW EXECUTE FUNCTION {part[0]}_closed()"
        yield part[0], f"{part[0]}_no_insert", f"BEFORE INSERT ON {part[0]} {trigger}"
    for part in closing.owned:
        for verb, _rows in KEPT:
            trigger = f"FOR EACH ROW EXECUTE FUNCTION {part[0]}_kept_{verb}()"
            yield part[0], f"{part[0]}_kept_{verb}", f"BEFORE {verb.upper()} ON {part[0]} {trigger}"
        yield part[0], f"{part[0]}_kept_truncate", f"BEFORE TRUNCATE ON {part[0]} FOR EACH STATEMENT {call}"


def _changed(names: Any) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)
