"""The demonstration multiplied to a province: copies of its platforms with all their register rows and facts.

The database copies its own rows (one ``INSERT … SELECT`` for each table, on SQLite and PostgreSQL), so ten thousand
platforms with about 1.6 million facts and 7 million register rows take minutes. References move along with the copies;
reference data, people who sign in, the city's own facts and everything that was evaluated stay as they are. Amounts of
money differ from copy to copy by a seed.
"""

from __future__ import annotations

from math import ceil
from string import ascii_letters
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction

COPIES = len(ascii_letters) ** 2
"""Most copies: two letters that say which take the place of the first two signs in codes of fixed length."""


def ready(platforms: int, seed: int = 1) -> None:
    """Fill an empty database with the demonstration, and multiply it to at least so many platforms. A database that has
    as many already is used as it is.
    """
    from keqiao.demo.build import build
    from keqiao.web.registry.models import Platform

    call_command("migrate", verbosity=0)
    if not Platform.objects.exists():
        build()
    there = Platform.objects.count()
    copies = ceil(platforms / there) - 1
    if copies >= COPIES:
        raise ValueError(f"at most {COPIES * there} platforms")
    if copies > 0:
        multiply(copies, seed)


def multiply(copies: int, seed: int) -> None:
    """Add so many copies of every platform. No entry of the audit log vouches for them."""
    from keqiao.web.audit.guards.placement import without_guards
    from keqiao.web.facts.models import CurrentFigure

    tables = multiplied()
    strides = {model: _last(model) + 1 for model in tables}
    deferred = (
        "PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SET CONSTRAINTS ALL DEFERRED"
    )
    # The guards ask for each row whether it replaces another one, and count each write.
    with without_guards(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deferred)
        for model in tables:
            _copy(cursor, model, strides, (copies, seed))
        CurrentFigure.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def multiplied() -> list[Any]:
    """Return the tables that are multiplied: units, registers of platforms with the organisations, facts, changes."""
    from keqiao.web.accounts.models import Unit
    from keqiao.web.facts.models import Fact
    from keqiao.web.registry.changes.state import records
    from keqiao.web.registry.models import Change, Organisation, OrganisationAlias

    registers = [model for model in records() if model.platform_path is not None]
    owners: list[Any] = [Unit, Organisation, OrganisationAlias, *registers]
    links = [field.remote_field.through for model in registers for field in model._meta.many_to_many]
    return list(dict.fromkeys([*owners, *links, Fact, Change]))


def _last(model: Any) -> int:
    last: int | None = model._base_manager.aggregate(last=models.Max("pk"))["last"]
    return last or 0


def _copy(cursor: Any, model: Any, strides: dict[Any, int], by: tuple[int, int]) -> None:
    """Insert the copies of a table's rows."""
    quote = connection.ops.quote_name
    copies, seed = by
    fields = model._meta.concrete_fields
    said = [_expression(model, field, strides, seed) for field in fields]
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    numbers = ", ".join(f"({number})" for number in range(1, copies + 1))
    where = " WHERE platform_id IS NOT NULL" if model._meta.label == "facts.Fact" else ""
    cursor.execute(
        f"WITH numbers(copy_no) AS (VALUES {numbers}) INSERT INTO {table} ({columns})"
        f" SELECT {', '.join(said)} FROM {table} CROSS JOIN numbers{where}"
    )
    for statement in connection.ops.sequence_reset_sql(_NO_STYLE, [model]):
        cursor.execute(statement)


def _expression(model: Any, field: Any, strides: dict[Any, int], seed: int) -> str:
    """What a column of a copy says."""
    column = connection.ops.quote_name(field.column)
    target = model if field.primary_key else field.related_model
    if target in strides:
        return f"{column} + {strides[target]} * copy_no"
    if model._meta.label == "registry.Change" and field.name == "row":
        cases = " ".join(f"WHEN '{one._meta.label}' THEN {stride}" for one, stride in strides.items())
        return f"{column} + copy_no * CASE model {cases} ELSE 0 END"
    if field.name in _names(model):
        if field.max_length >= 40:
            return f"{column} || '-' || copy_no"
        places = (f"copy_no / {len(ascii_letters)} + 1", f"copy_no % {len(ascii_letters)} + 1")
        letters = " || ".join(f"substr('{ascii_letters}', {place}, 1)" for place in places)
        return f"CASE WHEN {column} = '' THEN '' ELSE {letters} || substr({column}, 3) END"
    if field.name == "value" and model._meta.label == "facts.Fact":
        money = "SELECT id FROM facts_measure WHERE value_type = 'money'"
        factor = f"(500 + (copy_no * 7919 + platform_id * 104729 + {seed}) % 1001)"
        return (
            f"CASE WHEN measure_id IN ({money}) THEN ROUND({column} * {factor} / 1000, 2) ELSE {column} END"
        )
    return column


def _names(model: Any) -> set[str]:
    """The texts that name a row for themselves, without what it belongs to."""
    unique = [[field.name] for field in model._meta.concrete_fields if field.unique]
    unique += [
        list(one.fields) for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)
    ]
    alone = {names[0] for names in unique if len(names) == 1}
    return {name for name in alone if isinstance(model._meta.get_field(name), models.CharField)}


class _NoStyle:
    """SQL without colours."""

    def __getattr__(self, name: str) -> Any:
        return str


_NO_STYLE: Any = _NoStyle()
