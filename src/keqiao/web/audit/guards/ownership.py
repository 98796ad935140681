"""Whether the role that the application works as owns its tables: then it could switch the guards off."""

from __future__ import annotations

from typing import Any


def owns_tables(connection: Any) -> bool:
    """Whether the role of the connection may alter the tables, or there are none yet; always so on SQLite."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_and(pg_has_role(current_user, tableowner, 'USAGE')), true) FROM pg_tables"
            " WHERE schemaname = current_schema()"
        )
        return bool(cursor.fetchone()[0])
