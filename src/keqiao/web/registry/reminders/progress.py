"""How far commitments that name a measure are fulfilled: told by a room that knows the figures.

The registry knows no figures; the room to its right that does provides them ("registry.progress").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db.models import BooleanField, Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Coalesce

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Commitment
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class PromiseProgress:
    """What was reached as a share of the target (1: all of it; None: not known), and the way to the figure."""

    share: Decimal | None
    url: str = ""


class ProgressColumns(NamedTuple):
    """Expressions over commitments: the share of the target, and whether all of it was reached; null: not known."""

    share: Any
    is_met: Any


class ProgressProvider(Protocol):
    """A room that knows the figures by which commitments are measured."""

    def progress(
        self, user: Actor, commitments: Sequence[Commitment], day: date
    ) -> Mapping[int, PromiseProgress]:
        """Return the progress of commitments with a measure by their key, as far as it is known."""

    def columns(self, user: Actor, day: date) -> ProgressColumns:
        """Return the same for the database, of commitments with a measure."""


PROGRESS: Registry[ProgressProvider] = Registry("registry.progress")


def progress_of(user: Actor, commitments: Sequence[Commitment], day: date) -> dict[int, PromiseProgress]:
    """Return the progress of commitments as of a day by key: by figures where a measure counts, else by hand."""
    progress = {
        row.pk: PromiseProgress(share) for row in commitments if (share := by_hand(row, day)) is not None
    }
    measured = [row for row in commitments if row.measure_code]
    if measured:
        for provider in PROGRESS:
            shares = provider.progress(user, measured, day)
            progress.update(
                {key: fulfilment for key, fulfilment in shares.items() if fulfilment.share is not None}
            )
    return progress


def progress_columns(user: Actor, day: date) -> ProgressColumns:
    """Return what :func:`progress_of` says as expressions over commitments; never null, 0 and not met where nothing is
    known.
    """
    figures = [provider.columns(user, day) for provider in PROGRESS]
    share, is_met = _by_hand_columns(day)
    return ProgressColumns(
        Coalesce(*(_measured(of.share) for of in figures), share),
        Coalesce(*(_measured(of.is_met) for of in figures), is_met),
    )


def _measured(expression: Any) -> Case:
    """An expression of commitments that name a measure; the others are not looked up."""
    return Case(When(~Q(measure_code=""), then=expression), default=None)


def by_hand(row: Commitment, day: date) -> Decimal | None:
    """Return the share of the target that was recorded as delivered by ``day``; None where nothing says.

    A delivery without amounts counts as all of it; one of a later day is not known yet.
    """
    if row.delivered_on is not None and row.delivered_on > day:
        return None
    if row.target is not None and row.target > 0 and row.delivered is not None:
        return row.delivered / row.target
    return Decimal(1) if row.delivered_on is not None else None


def _by_hand_columns(day: date) -> ProgressColumns:
    """What :func:`by_hand` says, for the database."""
    later, amount = Q(delivered_on__gt=day), Q(target__gt=0, delivered__isnull=False)
    delivered = Q(delivered_on__isnull=False)
    share = Case(
        When(later, then=Value(0.0)),
        When(amount, then=Cast("delivered", FloatField()) / Cast("target", FloatField())),
        When(delivered, then=Value(1.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    is_met = Case(
        When(later, then=Value(value=False)),
        When(amount, then=Q(delivered__gte=F("target"))),
        When(delivered, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    return ProgressColumns(share, is_met)


def due_day(row: Commitment) -> date | None:
    """Return the day a commitment is due: as written, else the last of its year; None where neither is there."""
    if row.due_on is not None or not row.year:
        return row.due_on
    return date(row.year, 12, 31) if row.year <= date.max.year else None
