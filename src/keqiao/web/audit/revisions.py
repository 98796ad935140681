"""How often each table was written to, in all and for each scope, counted by the database whoever writes, by plain SQL.

A room names the tables as ``revised`` of its guard (``triggers.py``), and how a row leads to the scopes (platforms) for
which it counts. Whoever keeps something that was computed from rows reads the revisions first, then the rows: while the
revisions of the tables are those, what is kept is what would be computed. A write and its revision are seen at the same
moment, for both belong to one transaction.

On SQLite, where writers queue anyway, a table has one row in all and one for each scope, which grow. On PostgreSQL each
statement adds rows: no writer waits for another, and as what is seen only grows, the sum is never the same for two
different states.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

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
        cursor.execute("DELETE FROM audit_tablerevision RETURNING name, scope, number")
        total: dict[tuple[str, int | None], int] = {}
        for name, scope, number in cursor.fetchall():
            total[name, scope] = total.get((name, scope), 0) + number
        TableRevision.objects.bulk_create(
            TableRevision(name=name, scope=scope, number=number) for (name, scope), number in total.items()
        )
