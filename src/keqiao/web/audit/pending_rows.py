"""Rows written in the transaction that is under way, for which no entry of the audit log vouches yet.

Models that are written once, or that close, hand them in (``row_intake``); the next
:func:`keqiao.web.audit.services.record` takes their keyed hashes into its entry. What a transaction leaves without an
entry gets one of its own when it commits. The rows wait among Django's ``on_commit`` functions, so that a savepoint
that is rolled back takes its rows with it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from django.db import connection, models


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
    """Rows that wait: called when the transaction commits, ``write`` is given those that no entry has taken."""

    def __init__(self, rows: list[Unrecorded], write: Callable[[list[Unrecorded]], object]) -> None:
        self.rows, self.write = rows, write

    def __call__(self) -> None:
        """Have an entry written for them."""
        if self.rows:
            rows, self.rows = self.rows, []
            self.write(rows)


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
