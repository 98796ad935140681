"""Rows written in the transaction that is under way, for which no entry of the audit log vouches yet.

Models that are written once, or that close, hand them in (``frozen``); the next
:func:`keqiao.web.audit.services.record` takes their keyed hashes into its entry. What a transaction leaves without an
entry gets one of its own when it commits. The rows wait among Django's ``on_commit`` functions, so that a savepoint
that is rolled back takes its rows with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from django.db import connection, models, transaction

ACTION = "audit.rows"


class RowEvent(Enum):
    """What happened to a row."""

    WRITTEN = "written"
    CLOSED = "closed"
    OPENED = "opened"


class Unrecorded(NamedTuple):
    """A row and what happened to it."""

    row: models.Model
    event: RowEvent


class PendingRows:
    """Rows that wait: called when the transaction commits before an entry has taken them."""

    def __init__(self, rows: Iterable[Unrecorded]) -> None:
        self.rows = list(rows)

    def __call__(self) -> None:
        """Write an entry for them."""
        from keqiao.web.audit.services import record

        if self.rows:
            rows, self.rows = self.rows, []
            tables = sorted({pending.row._meta.db_table for pending in rows})
            record(None, ACTION, detail={"rows": len(rows), "tables": tables}, rows=rows)


def hand_in(rows: Iterable[models.Model], event: RowEvent = RowEvent.WRITTEN) -> None:
    """Let the next entry of this transaction vouch for rows that were just written, closed or opened again."""
    fresh = [Unrecorded(row, event) for row in rows]
    if not fresh:
        return
    last = connection.run_on_commit[-1] if connection.run_on_commit else None
    if last is not None and isinstance(last[1], PendingRows) and last[0] == set(connection.savepoint_ids):
        last[1].rows += fresh
    else:
        transaction.on_commit(PendingRows(fresh))


def take() -> list[Unrecorded]:
    """Take the rows that wait, in the order in which they were written; they wait no more."""
    pending: list[Unrecorded] = []
    for entry in connection.run_on_commit:
        if isinstance(entry[1], PendingRows):
            pending += entry[1].rows
    if pending:
        connection.run_on_commit = [
            entry for entry in connection.run_on_commit if not isinstance(entry[1], PendingRows)
        ]
    return pending
