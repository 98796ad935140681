"""Who entered what is not verified yet: nobody verifies what they entered or changed themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import batches
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record


def authored(actor: Actor, rows: Sequence[Record]) -> set[int]:
    """Return the keys of those of ``rows`` (of one register) that ``actor`` entered or changed since they were last
    verified: a few queries for any number of rows.
    """
    if not rows:
        return set()
    label = rows[0]._meta.label
    open_changes = {
        row.pk: row.version - (row.verified_version or 0)
        for row in rows
        if row.verified_version != row.version
    }
    keys = {row.pk for row in rows if row.verified_version is None and row.recorded_by_id == actor.pk}
    touched: set[int] = set()
    for part in batches(open_changes.keys() - keys):
        own = Change.objects.filter(model=label, row__in=part, change_set__by=actor.pk)
        touched |= set(own.order_by().values_list("row", flat=True))
    seen: Counter[int] = Counter()
    for part in batches(touched):
        changes = Change.objects.filter(model=label, row__in=part).order_by("-pk")
        for row, by in changes.values_list("row", "change_set__by"):
            seen[row] += 1
            if by == actor.pk and seen[row] <= open_changes[row]:
                keys.add(row)
    return keys
