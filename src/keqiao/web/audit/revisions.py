"""How often each table was written to, counted by the database whoever writes, by plain SQL too.

A room names the tables as ``revised`` of its guard (``triggers.py``). Whoever keeps something that was computed from
rows reads the revisions first, then the rows: while the revisions of the tables are those, what is kept is what would
be computed. A write and its revision are seen at the same moment, for both belong to one transaction.

On SQLite, where writers queue anyway, a table has one row, which grows. On PostgreSQL each statement adds a row: no
writer waits for another, and as what is seen only grows, the sum is never the same for two different states.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import Sum

from keqiao.web.audit.models import TableRevision


def revisions() -> dict[str, int]:
    """Return the revision of every table that was ever written to, by its name in the database."""
    rows = TableRevision.objects.order_by().values_list("name").annotate(total=Sum("number"))
    return dict(rows)


def fold(day: date) -> None:
    """Put the rows of each table together; no revision changes by it."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_tablerevision RETURNING name, number")
        total: dict[str, int] = {}
        for name, number in cursor.fetchall():
            total[name] = total.get(name, 0) + number
        TableRevision.objects.bulk_create(
            TableRevision(name=name, number=number) for name, number in total.items()
        )
