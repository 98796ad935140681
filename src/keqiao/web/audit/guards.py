"""Guards in the database itself: rows that are written once, and rows that close, whoever asks, by plain SQL too.

Each room that keeps such rows declares one :class:`Guard` in its ``triggers.py`` and sets it in a migration. On SQLite
a later migration that rebuilds a guarded table drops its triggers with it: such a migration must call ``create`` again,
and ``drop`` before where a trigger of another table reads the table (rows that close).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

_KEPT = (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",)))
"""What may not happen to rows that are kept, and the rows of the statement that tell to what they belong."""


@dataclass(frozen=True)
class Closing:
    """Rows of ``table`` take no change once their ``state`` is ``closed``; ``parts`` then take no new rows for them.

    ``parts`` are pairs (table, column that points at the row). A closed row is not deleted either. Rows of ``kept``,
    pairs as in ``parts``, may be added, changed and deleted until the row they belong to is closed, then no more.
    """

    table: str
    closed: str
    parts: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()

    def is_closed(self, column: str, row: str = "NEW") -> str:
        """SQL: whether the row that a row of a part points at is closed; ``row`` is NEW or OLD."""
        return (
            f"EXISTS (SELECT 1 FROM {self.table} s WHERE s.id = {row}.{column} AND s.state = '{self.closed}')"  # noqa: S608
        )


@dataclass(frozen=True)
class Guard:
    """What a room protects. ``name`` begins the names of its functions, ``refusal`` is what the database says."""

    name: str
    refusal: str
    append_only: tuple[str, ...] = ()
    closing: tuple[Closing, ...] = ()

    def create(self, connection: Any) -> None:
        """Set the triggers on a connection to SQLite or PostgreSQL; other databases get none.

        Tables that a later migration makes are passed over: that migration calls again.
        """
        there = set(connection.introspection.table_names())
        replace(
            self,
            append_only=tuple(table for table in self.append_only if table in there),
            closing=tuple(
                replace(
                    closing,
                    parts=tuple(part for part in closing.parts if part[0] in there),
                    kept=tuple(part for part in closing.kept if part[0] in there),
                )
                for closing in self.closing
                if closing.table in there
            ),
        )._set(connection)

    def _set(self, connection: Any) -> None:
        if connection.vendor == "sqlite":
            _run(connection, (f"CREATE TRIGGER IF NOT EXISTS {name} {rest}" for name, rest in self._sqlite()))
        elif connection.vendor == "postgresql":
            _run(connection, self._functions())
            created = (f"CREATE OR REPLACE TRIGGER {name} {rest}" for _, name, rest in self._postgresql())
            _run(connection, created)

    def drop(self, connection: Any) -> None:
        """Remove the triggers: for taking a migration back, and where a demonstration is emptied."""
        if connection.vendor == "sqlite":
            _run(connection, (f"DROP TRIGGER IF EXISTS {name}" for name, _ in self._sqlite()))
        elif connection.vendor == "postgresql":
            _run(
                connection,
                (f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name, _ in self._postgresql()),
            )

    def _sqlite(self) -> Iterable[tuple[str, str]]:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        for table in self.append_only:
            for verb in ("update", "delete"):
                yield f"{table}_no_{verb}", f"BEFORE {verb.upper()} ON {table} {refuse}"
        for closing in self.closing:
            for verb in ("update", "delete"):
                when = f"WHEN OLD.state = '{closing.closed}'"
                yield (
                    f"{closing.table}_no_{verb}",
                    f"BEFORE {verb.upper()} ON {closing.table} {when} {refuse}",
                )
            for part, column in closing.parts:
                yield (
                    f"{part}_no_insert",
                    f"BEFORE INSERT ON {part} WHEN {closing.is_closed(column)} {refuse}",
                )
            for part, column in closing.kept:
                for verb, rows in _KEPT:
                    when = " OR ".join(closing.is_closed(column, row) for row in rows)
                    yield f"{part}_kept_{verb}", f"BEFORE {verb.upper()} ON {part} WHEN {when} {refuse}"

    def _postgresql(self) -> Iterable[tuple[str, str, str]]:
        call = f"EXECUTE FUNCTION {self.name}_refuse()"
        for table in self.append_only:
            events = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            yield table, f"{table}_append_only", f"{events} FOR EACH STATEMENT {call}"
        for closing in self.closing:
            table = closing.table
            when = f"FOR EACH ROW WHEN (OLD.state = '{closing.closed}') {call}"
            yield table, f"{table}_closed", f"BEFORE UPDATE OR DELETE ON {table} {when}"
            yield table, f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
            for part, _ in closing.parts:
                # A condition of a PostgreSQL trigger holds no sub-query, so the question is asked in a function.
                yield (
                    part,
                    f"{part}_no_insert",
                    f"BEFORE INSERT ON {part} FOR EACH ROW EXECUTE FUNCTION {part}_closed()",
                )
            for part, _ in closing.kept:
                for verb, _rows in _KEPT:
                    yield (
                        part,
                        f"{part}_kept_{verb}",
                        f"BEFORE {verb.upper()} ON {part} FOR EACH ROW EXECUTE FUNCTION {part}_kept_{verb}()",
                    )
                yield part, f"{part}_kept_truncate", f"BEFORE TRUNCATE ON {part} FOR EACH STATEMENT {call}"

    def _functions(self) -> Iterable[str]:
        raising = f"RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation';"
        head = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        yield f"CREATE OR REPLACE FUNCTION {self.name}_refuse() {head} {raising} END $$"
        for closing in self.closing:
            for part, column in closing.parts:
                body = f"IF {closing.is_closed(column)} THEN {raising} END IF; RETURN NEW;"
                yield f"CREATE OR REPLACE FUNCTION {part}_closed() {head} {body} END $$"
            for part, column in closing.kept:
                for verb, rows in _KEPT:
                    when = " OR ".join(closing.is_closed(column, row) for row in rows)
                    # What a BEFORE trigger of a deletion returns must not be null, or nothing is deleted.
                    body = f"IF {when} THEN {raising} END IF; RETURN {rows[-1]};"
                    yield f"CREATE OR REPLACE FUNCTION {part}_kept_{verb}() {head} {body} END $$"


def _run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
