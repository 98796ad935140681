"""What migrations leave behind is what the models describe, on either database.

The oracle is Django's own drawing of tables from models, without a migration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import ProjectState
from tests.databases import PREFIX, dropped_afterwards

from keqiao.web.audit.guards import declared, placement
from keqiao.web.audit.management.first_schema import models_drawn_alone

OWN = {
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_config.name.startswith("keqiao.")
}
"""Tables of this house; those of Django's own applications are Django's to keep."""


@pytest.fixture
def drawn(db, tmp_path) -> Iterator[BaseDatabaseWrapper]:
    """A database whose tables are made from the models, without any migration."""
    other = connection.copy(DEFAULT_DB_ALIAS)
    if connection.vendor == "sqlite":
        other.settings_dict["NAME"] = str(tmp_path / "drawn.sqlite3")
        _draw(other)
        yield other
        other.close()
        return
    with dropped_afterwards(f"{PREFIX}drawn") as name:
        other.settings_dict["NAME"] = name
        _draw(other)
        yield other
        other.close()


def _draw(other: BaseDatabaseWrapper) -> None:
    with other.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)


def test_tables_are_those_of_the_models(drawn):
    migrated, described = _schema(connection), _schema(drawn)
    assert len(described) > 500
    assert sorted(migrated - described) == []
    assert sorted(described - migrated) == []


@pytest.mark.usefixtures("db")
def test_all_guards_stand():
    assert placement.absent(connection, declared()) == []


def _schema(database: BaseDatabaseWrapper) -> set[tuple[str, ...]]:
    """Columns, constraints and indexes, each with its table, whatever their order."""
    return _of_sqlite(database) if database.vendor == "sqlite" else _of_postgresql(database)


def _of_sqlite(database: BaseDatabaseWrapper) -> set[tuple[str, ...]]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, type, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL"
        )
        rows = cursor.fetchall()
    parts = set()
    for table, kind, sql in rows:
        if table not in OWN:
            continue
        if kind == "index":
            parts.add((table, kind, sql))
        else:
            parts |= {
                (table, kind, part) for part in _between_commas(sql.partition("(")[2].rpartition(")")[0])
            }
    return parts


def _between_commas(text: str) -> list[str]:
    """The definitions of a table: parted by the commas that stand in no bracket."""
    depth, parts = 0, [""]
    for piece in re.split(r"([(),])", text):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _of_postgresql(database: BaseDatabaseWrapper) -> set[tuple[str, ...]]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, coalesce(character_maximum_length::text, ''),"
            " coalesce(numeric_precision::text || '.' || numeric_scale::text, ''), is_nullable, is_identity,"
            " coalesce(column_default, ''), coalesce(generation_expression, '')"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
        parts = set(cursor.fetchall())
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        )
        parts |= set(cursor.fetchall())
        cursor.execute("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        parts |= set(cursor.fetchall())
    return {part for part in parts if part[0] in OWN}


def test_a_shortcut_is_taken_back():
    before = ProjectState._find_reload_model
    with models_drawn_alone():
        assert ProjectState._find_reload_model is not before
    assert ProjectState._find_reload_model is before
