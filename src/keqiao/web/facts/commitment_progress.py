"""What the reminders of the registry ask of figures: how far commitments with a measure are fulfilled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import BooleanField, Case, FloatField, OuterRef, Q, Subquery, Value, When

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.commitment_shares import PendingShares, bring_up_to_date
from keqiao.web.facts.fulfilment import fulfilments
from keqiao.web.facts.models import CommitmentShare
from keqiao.web.registry.models import Commitment
from keqiao.web.registry.reminders.progress import ProgressColumns, PromiseProgress


class FigureProgress:
    """The progress of commitments by the figures of their measures, as far as the reader may see these."""

    def progress(
        self, user: Actor, commitments: Sequence[Commitment], day: date
    ) -> dict[int, PromiseProgress]:
        """Return what the reminders print: the share of the target that figures tell, and the way to the figure."""
        return {
            fulfilment.commitment.pk: PromiseProgress(
                fulfilment.share, fulfilment.figure.url if fulfilment.figure else ""
            )
            for fulfilment in fulfilments(user, commitments, day)
        }

    def columns(self, user: Actor, day: date) -> ProgressColumns:
        """Return the same from the shares that are kept, brought up to date."""
        scope = user.scope_for("facts.view") if user.has_right("facts.view") else None
        if scope not in {"all", "own"}:
            return ProgressColumns(Value(None, FloatField()), Value(None, BooleanField()))
        pending = bring_up_to_date(day)
        kept = CommitmentShare.objects.filter(commitment=OuterRef("pk"), day=day)
        share = _with_pending(Subquery(kept.values("share")), pending, FloatField())
        is_met = _with_pending(Subquery(kept.values("is_met")), pending, BooleanField())
        if scope == "all":
            return ProgressColumns(share, is_met)
        own = Q(agreement__platform__unit=user.unit_id, agreement__platform__unit__isnull=False)
        return ProgressColumns(Case(When(own, then=share)), Case(When(own, then=is_met)))


def _with_pending(
    kept: Subquery, pending: PendingShares, field: FloatField | BooleanField
) -> Case | Subquery:
    """What is kept, and in its place what could not be kept."""
    if not pending.platforms:
        return kept
    is_flag = isinstance(field, BooleanField)
    changed = [
        When(pk=pk, then=Value(share >= 1 if is_flag else float(share), field))
        for pk, share in pending.shares.items()
    ]
    unknown = When(agreement__platform__in=list(pending.platforms), then=Value(None, field))
    return Case(*changed, unknown, default=kept, output_field=field)


PROGRESS = FigureProgress()
