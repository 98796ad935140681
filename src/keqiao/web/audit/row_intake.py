"""Rows handed in for the next entry of the audit log; what a transaction leaves without one gets its own entry."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models, transaction

from keqiao.web.audit.pending_rows import PendingRows, RowEvent, Unrecorded
from keqiao.web.audit.services import record

ACTION = "audit.rows"


def hand_in(rows: Iterable[models.Model], event: RowEvent = RowEvent.WRITTEN) -> None:
    """Let the next entry of this transaction vouch for rows that were just written, closed or opened again."""
    fresh = [Unrecorded(row, event) for row in rows]
    if not fresh:
        return
    last = connection.run_on_commit[-1] if connection.run_on_commit else None
    if last is not None and isinstance(last[1], PendingRows) and last[0] == set(connection.savepoint_ids):
        last[1].rows += fresh
    else:
        transaction.on_commit(PendingRows(fresh, _own_entry))


def _own_entry(rows: list[Unrecorded]) -> None:
    tables = sorted({pending.row._meta.db_table for pending in rows})
    record(None, ACTION, detail={"rows": len(rows), "tables": tables}, rows=rows)
