"""How often each table was written to, in all and for each scope, counted by the database whoever writes, by plain SQL.

A room names the tables as ``revised`` of its guard (``triggers.py``), and how a row leads to the scopes (platforms) for
which it counts. Whoever keeps something that was computed from rows reads the revisions first, then the rows: while the
revisions of the tables are those, what is kept is what would be computed. A write and its revision are seen at the same
moment, for both belong to one transaction.

Each count for a scope also has the position of its last write, so that the scopes written since a moment are found
without looking at the others. What is kept with a :class:`WritePosition` is brought up to date by these scopes alone.

On SQLite, where writers queue anyway, a table has one row in all and one for each scope, which grow. On PostgreSQL each
statement adds rows: no writer waits for another, and as what is seen only grows, the sum is never the same for two
different states.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Sum

from keqiao.web.audit.guards import declared
from keqiao.web.audit.models import TableRevision


def revisions() -> dict[str, int]:
    """Return the revision of every table that was ever written to, by its name in the database."""
    rows = TableRevision.objects.filter(scope=None).order_by().values_list("name")
    return dict(rows.annotate(total=Sum("number")))


def scope_revisions(scopes: Collection[int] | None) -> dict[int, dict[str, int]]:
    """Return the revisions of the tables for each of the scopes (None: for all), by scope and name."""
    rows = TableRevision.objects.order_by().exclude(scope=None)
    if scopes is not None:
        rows = rows.filter(scope__in=scopes)
    totals: dict[int, dict[str, int]] = {}
    for scope, name, total in rows.values_list("scope", "name").annotate(total=Sum("number")):
        totals.setdefault(scope, {})[name] = total
    return totals


class WritePosition(NamedTuple):
    """How far the writes had come: no write that was not seen yet has a smaller ``number``. ``database`` names the
    cluster in which numbers were given; they say nothing in another one.
    """

    database: str
    number: int


def position() -> WritePosition:
    """Return how far the writes have come; ask before reading what is to be kept under it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " FROM pg_control_system()"
            )
            return WritePosition(*cursor.fetchone())
    written = TableRevision.objects.filter(scope=None).aggregate(total=Sum("number"))["total"]
    return WritePosition("", (written or 0) + 1)


def scopes_since(number: int, names: Collection[str]) -> set[int]:
    """Return the scopes for which one of the tables was written from a position on (some that were written before it
    may be among them).
    """
    rows = TableRevision.objects.order_by().filter(scope__isnull=False, position__gte=number, name__in=names)
    return {scope for scope in rows.values_list("scope", flat=True).distinct() if scope is not None}


@cache
def counted_ways() -> dict[str, frozenset[str]]:
    """Return the ways from the rows of each counted table to their scopes, as ``audit/guards/ways`` writes them; none
    where writes are counted in all only.
    """
    return {table.table: frozenset(table.ways) for guard in declared() for table in guard.revised}


def fold(day: date) -> None:
    """Put the rows of each table and scope together; no revision changes by it."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_tablerevision RETURNING name, scope, number, position")
        total: dict[tuple[str, int | None], tuple[int, int]] = {}
        for name, scope, number, at in cursor.fetchall():
            before, last = total.get((name, scope), (0, 0))
            total[name, scope] = before + number, max(last, at)
        TableRevision.objects.bulk_create(
            TableRevision(name=name, scope=scope, number=number, position=at)
            for (name, scope), (number, at) in total.items()
        )
