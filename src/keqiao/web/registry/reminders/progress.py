"""How far commitments that name a measure are fulfilled: told by a room that knows the figures.

The registry knows no figures; the room to its right that does provides them ("registry.progress").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Commitment
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class PromiseProgress:
    """What was reached as a share of the target (1: all of it; None: not known), and the way to the figure."""

    share: Decimal | None
    url: str = ""


Provider = Callable[[Any, Sequence[Commitment], date], Mapping[int, PromiseProgress]]
"""(User, commitments with a measure, as-of day) → progress by the commitment's key, as far as it is known."""

PROGRESS: Registry[Provider] = Registry("registry.progress")


def progress_of(user: Actor, commitments: Sequence[Commitment], day: date) -> dict[int, PromiseProgress]:
    """Return the progress of commitments as of a day by key: by figures where a measure counts, else by hand."""
    progress = {
        row.pk: PromiseProgress(share) for row in commitments if (share := by_hand(row, day)) is not None
    }
    measured = [row for row in commitments if row.measure_code]
    if measured:
        for provider in PROGRESS:
            shares = provider(user, measured, day)
            progress.update(
                {key: fulfilment for key, fulfilment in shares.items() if fulfilment.share is not None}
            )
    return progress


def by_hand(row: Commitment, day: date) -> Decimal | None:
    """Return the share of the target that was recorded as delivered by ``day``; None where nothing says.

    A delivery without amounts counts as all of it; one of a later day is not known yet.
    """
    if row.delivered_on is not None and row.delivered_on > day:
        return None
    if row.target is not None and row.target > 0 and row.delivered is not None:
        return row.delivered / row.target
    return Decimal(1) if row.delivered_on is not None else None


def settled(day: date) -> Q:
    """Return the condition on commitments without a measure that :func:`by_hand` says all of it was delivered."""
    condition = Q(delivered_on=None) | Q(delivered_on__lte=day)
    amount = Q(target__gt=0, delivered__isnull=False)
    whole = amount & Q(delivered__gte=F("target")) & condition
    return Q(measure_code="") & (whole | (~amount & Q(delivered_on__lte=day)))


def due_day(row: Commitment) -> date | None:
    """Return the day a commitment is due: as written, else the last of its year; None where neither is there."""
    if row.due_on is not None or not row.year:
        return row.due_on
    return date(row.year, 12, 31) if row.year <= date.max.year else None
