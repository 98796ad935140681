"""What the guards ask of the schema: the columns of a table, and what makes a row of it unique."""

from __future__ import annotations

from typing import Any, NamedTuple

WHERE = ") WHERE "
"""How the condition of a partial index begins in the statement that Django writes."""


class UniqueKey(NamedTuple):
    """Columns by which two rows collide; ``condition``: SQL over the own columns, of the rows that it binds."""

    columns: tuple[str, ...]
    condition: str = ""


class UnguardableError(TypeError):
    """A unique index that cannot be asked of a row before it is written."""


def columns(connection: Any, table: str) -> list[str]:
    """The columns of a table, in their order.

    Asked of an empty result: Django's description of a table parses its whole statement, and every start asks for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608 - a declared table
        return [column[0] for column in cursor.description]


def unique_keys(connection: Any, table: str) -> list[UniqueKey]:
    """What makes a row of a table of SQLite unique: its key, its row number, each unique index.

    Raises UnguardableError for an index over an expression, which no guarded table may have.
    """
    with connection.cursor() as cursor:
        described = cursor.execute(f"PRAGMA table_info({table})").fetchall()
        key = tuple(row[1] for row in sorted(described, key=lambda row: row[5]) if row[5])
        whole = [row[2].upper() for row in described if row[5]]
        keys = [UniqueKey(key)] if key else []
        if whole != ["INTEGER"]:
            keys.append(UniqueKey(("rowid",)))
        for _, name, unique, _, partial in cursor.execute(f"PRAGMA index_list({table})").fetchall():
            if not unique:
                continue
            parts = tuple(row[2] for row in cursor.execute(f'PRAGMA index_info("{name}")').fetchall())
            if None in parts:
                raise UnguardableError(f"{table}: the unique index {name} is over an expression")
            keys.append(UniqueKey(parts, _condition(cursor, name) if partial else ""))
    return list(dict.fromkeys(keys))


def _condition(cursor: Any, index: str) -> str:
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = %s", [index])
    _columns, where, condition = cursor.fetchone()[0].partition(WHERE)
    if not where:
        raise UnguardableError(f"the condition of the unique index {index} cannot be read")
    return str(condition)
