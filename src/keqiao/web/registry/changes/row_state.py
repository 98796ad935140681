"""A row that was changed is reported again: what was verified is the version before (ADR 0020)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import F

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import BATCH, batches
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import VERIFIED_STATES, Record, RowState
from keqiao.web.registry.models.verification import Verification, VerificationLine


def report(actor: Actor, changes: Sequence[Change]) -> None:
    """Make the rows that a set of changes touched reported; a new row is reported from the start.

    A verified row in which only immaterial fields changed stays verified: its verification is carried to the version
    that it has now, by a line that says so.
    """
    touched: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for change in changes:
        if change.action != Change.Action.CREATED:
            touched[change.model][change.row] |= change.after.keys()
    for label, rows in touched.items():
        model: Any = apps.get_model(label)
        if not model.is_verifiable():
            continue
        slight = {key for key, fields in rows.items() if fields <= model.immaterial}
        times = Counter(change.row for change in changes if change.model == label)
        _carry(actor, model, slight, times, changes[0].at)
        for keys in batches(rows.keys() - slight):
            model._base_manager.filter(pk__in=keys).update(verification=RowState.REPORTED)


def _carry(actor: Actor, model: type[Record], keys: set[int], times: Counter[int], at: Any) -> None:
    rows: Any = model._base_manager
    carried = [
        row
        for part in batches(keys)
        for row in rows.filter(pk__in=part, verification__in=VERIFIED_STATES)
        if row.verified_version == row.version - times[row.pk]
    ]
    if not carried:
        return
    act = Verification(
        at=at, by=actor, way=Verification.Way.CARRIED, register=str(model._meta.model_name), size=len(carried)
    )
    act.save()
    VerificationLine.objects.bulk_create(
        (
            VerificationLine(
                verification=act, at=at, model=model._meta.label, row=row.pk, version=row.version
            )
            for row in carried
        ),
        batch_size=BATCH,
    )
    for part in batches(row.pk for row in carried):
        rows.filter(pk__in=part).update(verified_version=F("version"))
