"""What the role of PostgreSQL needs that the application works as, where another role owns the tables.

It reads and writes rows; it owns nothing, so it can neither alter a table nor switch off a trigger, and it may not
empty a table. Where rows only are added it may not update or delete them either; it may lock them (SELECT … FOR UPDATE
needs the right to update one column, of which the guard then lets no update pass).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from keqiao.web.audit.guards import declared

ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


class RoleError(ValueError):
    """A role that cannot be given the rights; the message says why."""


def grant(connection: Any, role: str) -> list[str]:
    """Give ``role`` what the application needs in the present schema, and nothing else; return the statements.

    Raises RoleError for a name that is none, a role that is not there, or one that owns tables or is a superuser.
    """
    if connection.vendor != "postgresql":
        raise RoleError("only PostgreSQL has roles")
    if not ROLE.fullmatch(role):
        raise RoleError(f"{role!r} is no plain name of a role")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        row = cursor.fetchone()
        if row is None:
            raise RoleError(f"there is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '…'")
        cursor.execute(
            "SELECT count(*) FROM pg_tables"
            " WHERE schemaname = current_schema() AND pg_has_role(%s, tableowner, 'USAGE')",
            [role],
        )
        if row[0] or cursor.fetchone()[0]:
            raise RoleError(f"{role} owns tables or is a superuser: guards would not hold against it")
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        statements = list(_statements(connection, schema, role))
        for statement in statements:
            cursor.execute(statement)
    return statements


def _statements(connection: Any, schema: str, role: str) -> Iterator[str]:
    yield f'REVOKE ALL ON SCHEMA "{schema}" FROM {role}'
    yield f'GRANT USAGE ON SCHEMA "{schema}" TO {role}'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {role}'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role}'
    append_only = {table for guard in declared() for table in guard.append_only}
    for table in sorted(connection.introspection.table_names()):
        if table == "django_migrations":
            yield f'GRANT SELECT ON "{table}" TO {role}'
        elif table in append_only:
            yield f'GRANT SELECT, INSERT, UPDATE (id) ON "{table}" TO {role}'
        else:
            yield f'GRANT {RIGHTS} ON "{table}" TO {role}'
