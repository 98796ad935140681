"""Rows from before the log vouched for rows: taken in as they are, once, by an administrator who looked at them.

What was changed before cannot be told any more; from then on it can.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import models, transaction

from keqiao.web.audit.pending_rows import RowEvent, Unrecorded
from keqiao.web.audit.row_check import protected_tables, unvouched
from keqiao.web.audit.services import record

ACTION = "audit.adopt"
BATCH = 2000
"""Rows that one entry vouches for."""


def adopt(reason: str) -> dict[str, int]:
    """Let the log vouch for every row that stands and that no entry vouches for; return how many by table.

    Raises ValueError without a reason: the entries keep it.
    """
    if not reason.strip():
        raise ValueError("a reason is needed")
    counts: dict[str, int] = {}
    with transaction.atomic():
        for table in protected_tables():
            for rows in _batches(unvouched(table)):
                counts[table] = counts.get(table, 0) + len(rows)
                detail = {"table": table, "rows": len(rows), "reason": reason.strip()[:400]}
                record(None, ACTION, table, detail, rows=[Unrecorded(row, RowEvent.WRITTEN) for row in rows])
    return counts


def _batches(rows: Iterator[models.Model]) -> Iterator[list[models.Model]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
