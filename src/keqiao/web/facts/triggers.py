"""Database triggers that keep facts, evidence and frozen snapshots as they were written, whoever asks, by SQL too.

They are set by a migration. On SQLite a later migration that rebuilds one of the tables drops its triggers with it:
such a migration must call :func:`create` again at its end.
"""

from __future__ import annotations

from typing import Any

REFUSAL = "facts, evidence and frozen snapshots are append-only"
APPEND_ONLY = ("facts_fact", "facts_fact_evidence", "facts_evidence", "facts_snapshotfigure")
SNAPSHOT = "facts_snapshot"
"""A snapshot is changed once: from being filled to frozen."""
FIGURE = "facts_snapshotfigure"
CLOSED = "EXISTS (SELECT 1 FROM facts_snapshot s WHERE s.id = NEW.snapshot_id AND s.state = 'frozen')"


def _sqlite() -> dict[str, str]:
    """Trigger name → what follows CREATE TRIGGER name, for SQLite."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    triggers = {
        f"{table}_no_{verb}": f"BEFORE {verb.upper()} ON {table} {refuse}"
        for table in APPEND_ONLY
        for verb in ("update", "delete")
    }
    triggers[f"{SNAPSHOT}_no_delete"] = f"BEFORE DELETE ON {SNAPSHOT} {refuse}"
    triggers[f"{SNAPSHOT}_no_update"] = f"BEFORE UPDATE ON {SNAPSHOT} WHEN OLD.state = 'frozen' {refuse}"
    triggers[f"{FIGURE}_no_insert"] = f"BEFORE INSERT ON {FIGURE} WHEN {CLOSED} {refuse}"
    return triggers


def _postgresql() -> dict[tuple[str, str], str]:
    """(Table, trigger name) → what follows CREATE TRIGGER name, for PostgreSQL."""
    call = "EXECUTE FUNCTION facts_refuse()"
    triggers = {
        (
            table,
            f"{table}_append_only",
        ): f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT {call}"
        for table in APPEND_ONLY
    }
    triggers[SNAPSHOT, f"{SNAPSHOT}_no_delete"] = (
        f"BEFORE DELETE OR TRUNCATE ON {SNAPSHOT} FOR EACH STATEMENT {call}"
    )
    triggers[SNAPSHOT, f"{SNAPSHOT}_no_update"] = (
        f"BEFORE UPDATE ON {SNAPSHOT} FOR EACH ROW WHEN (OLD.state = 'frozen') {call}"
    )
    # A condition of a PostgreSQL trigger holds no sub-query, so the question is asked in the function.
    triggers[FIGURE, f"{FIGURE}_no_insert"] = (
        f"BEFORE INSERT ON {FIGURE} FOR EACH ROW EXECUTE FUNCTION facts_refuse_closed()"
    )
    return triggers


def create(connection: Any) -> None:
    """Set the triggers on a connection to SQLite or PostgreSQL; other databases get none."""
    if connection.vendor == "sqlite":
        _run(connection, [f"CREATE TRIGGER IF NOT EXISTS {name} {rest}" for name, rest in _sqlite().items()])
    elif connection.vendor == "postgresql":
        raising = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
        head = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        _run(
            connection,
            [
                f"CREATE OR REPLACE FUNCTION facts_refuse() {head} {raising} END $$",
                f"CREATE OR REPLACE FUNCTION facts_refuse_closed() {head} "
                f"IF {CLOSED} THEN {raising} END IF; RETURN NEW; END $$",
                *(f"CREATE OR REPLACE TRIGGER {name} {rest}" for (_, name), rest in _postgresql().items()),
            ],
        )


def drop(connection: Any) -> None:
    """Remove the triggers: for taking the migration back, and for test runners that empty all tables."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite()])
    elif connection.vendor == "postgresql":
        _run(
            connection,
            [
                *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in _postgresql()),
                "DROP FUNCTION IF EXISTS facts_refuse()",
                "DROP FUNCTION IF EXISTS facts_refuse_closed()",
            ],
        )


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
