"""The registers as they were known at a moment.

Inside :func:`as_known` every row says what it said then, so every list, search, count and derived figure reads the past
with the code that reads the present. The rows are put back into their earlier state within a transaction that is always
rolled back (ADR 0014). Read everything inside, and write nothing there: it would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from keqiao.web.registry.changes.state import BATCH, State, batches, put, records
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record


@contextmanager
def as_known(at: datetime) -> Iterator[None]:
    """Read the registers as they were known at ``at``; nothing that happens inside is kept."""
    with transaction.atomic():
        try:
            for model in records():
                _put_back(model, at)
            yield
        finally:
            transaction.set_rollback(True)


def changed_since(at: datetime) -> bool:
    """Whether any row says something else now than at ``at``, beyond what was recorded or withdrawn since."""
    return Change.objects.filter(at__gt=at).exclude(action=Change.Action.CREATED).exists()


def _put_back(model: type[Record], at: datetime) -> None:
    rows: Any = model._base_manager
    later = rows.filter(recorded_at__gt=at)
    later._raw_delete(later.db)
    states: dict[int, State] = {}
    changes = Change.objects.filter(model=model._meta.label, at__gt=at).exclude(action=Change.Action.CREATED)
    for row, before in changes.order_by("-pk").values_list("row", "before"):
        states.setdefault(row, {}).update(before)
    _rewrite(rows, states)
    rows.filter(withdrawn_at__gt=at).update(withdrawn_at=None, withdrawn_reason="")


def _rewrite(rows: Any, states: dict[int, State]) -> None:
    """Replace rows by their earlier state: first all out, then all in, so that no two hold the same key in between."""
    # In no order: the usual one may join rows that are out already, and lose those that point at them.
    present = [row for keys in batches(states) for row in rows.filter(pk__in=keys).order_by()]
    many = {row.pk: put(row, states[row.pk]) for row in present}
    for keys in batches(states):
        out = rows.filter(pk__in=keys)
        out._raw_delete(out.db)
    rows.model.objects.bulk_create(present, batch_size=BATCH)  # with the words of the search as they were
    for row in present:
        for name, keys in many[row.pk].items():
            getattr(row, name).set(keys)
