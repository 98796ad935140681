"""Database triggers that refuse to change or delete audit entries, whoever asks, by SQL too.

They are set by a migration. On SQLite a later migration that rebuilds the table drops its triggers with it: such a
migration must call :func:`create` again at its end.
"""

from __future__ import annotations

from typing import Any

TABLE = "audit_entry"
REFUSAL = "audit entries cannot be changed or deleted"

CREATE = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS audit_entry_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_entry_append_only ON {TABLE}",
        "DROP FUNCTION IF EXISTS audit_entry_refuse()",
    ],
}


def create(connection: Any) -> None:
    """Set the triggers on a connection to SQLite or PostgreSQL; other databases get none."""
    _run(connection, CREATE)


def drop(connection: Any) -> None:
    """Remove the triggers: for taking the migration back, and for test runners that empty all tables."""
    _run(connection, DROP)


def _run(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements.get(connection.vendor, []):
            cursor.execute(statement)
