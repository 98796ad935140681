"""The shares of commitments that their figures tell, kept so that the database counts, sorts and pages what comes due.

They are kept for a day that reminders speak of, and brought up to date before they are read: those of the platforms of
which rows were written since (:mod:`keqiao.web.audit.revisions`), and all of them where something changed that belongs
to no platform. The worker does the same every minute, so that a reader seldom finds anything to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from keqiao.periods import Period
from keqiao.web.audit.revisions import position, scopes_since
from keqiao.web.facts.computation import APART
from keqiao.web.facts.current_figures import ALWAYS, Stamps, state_of_sources, without_waiting
from keqiao.web.facts.fulfilment import measured_period
from keqiao.web.facts.models import Basis, CommitmentShare, FigureSource, Measure, Upkeep
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.registry.changes.overlay import is_overlaid
from keqiao.web.registry.models import Agreement, Commitment, Platform
from keqiao.web.registry.reminders.selectors import present_day

DAYS = 5
"""Days that are kept beside each other, the last ones asked for."""
FEW = 20
"""Platforms whose shares a page may hold in memory where somebody else is writing; of more it waits."""
TABLES = frozenset(model._meta.db_table for model in (Commitment, Agreement, Platform))


@dataclass(frozen=True)
class PendingShares:
    """Shares by commitment, of some platforms, that could not be kept because somebody else was writing."""

    platforms: Collection[int] = ()
    shares: dict[int, Decimal] = field(default_factory=dict)


def keep_present() -> None:
    """Bring the shares of the day that reminders speak of up to date."""
    bring_up_to_date(present_day())


def bring_up_to_date(day: date) -> PendingShares:
    """Bring the kept shares of a day up to date; return those that could not be kept."""
    if is_overlaid():
        return PendingShares()
    now, state = position(), state_of_sources()
    name = f"commitments {day.isoformat()}"
    before = Upkeep.objects.filter(name=name).first()
    stamps = Stamps(_sources(), state, {})
    platforms: Collection[int] | None = None
    if before is not None and (before.stamp, before.database) == (stamps.of_no_platform, now.database):
        platforms = scopes_since(before.position, stamps.own)
        if not platforms:
            return PendingShares()
    shares = dict(_shares(day, platforms))
    stamp = Stamps(_sources(), state, {}).of_no_platform

    def write() -> None:
        kept = CommitmentShare.objects.filter(day=day)
        if platforms is not None:
            kept = kept.filter(commitment__agreement__platform__in=platforms)
        kept.delete()
        CommitmentShare.objects.bulk_create(
            (
                CommitmentShare(commitment_id=pk, day=day, share=float(share), is_met=share >= 1)
                for pk, share in shares.items()
            ),
            batch_size=2_000,
        )
        defaults = {"stamp": stamp, "database": now.database, "position": now.number}
        Upkeep.objects.update_or_create(name=name, defaults=defaults)
        if before is None:
            _forget(day)

    if without_waiting(write):
        return PendingShares()
    if platforms is not None and len(platforms) <= FEW:
        return PendingShares(platforms, shares)
    with transaction.atomic():
        write()
    return PendingShares()


def _sources() -> frozenset[str]:
    """What the shares stand on: the commitments themselves, and the sources of the measures that they name."""
    named = Commitment.objects.exclude(measure_code="").order_by().values("measure_code").distinct()
    sources = FigureSource.objects.filter(basis=Basis.REPORTED, measure__code__in=named)
    return frozenset(sources.values_list("name", flat=True)) | ALWAYS | TABLES


def _shares(day: date, platforms: Collection[int] | None) -> Iterator[tuple[int, Decimal]]:
    """Compute the shares of the commitments of platforms (None: of all), by the key of the commitment."""
    there = Platform.objects.current().order_by("pk")
    if platforms is not None:
        there = there.filter(pk__in=list(platforms))
    every = list(there.values_list("pk", flat=True))
    for first in range(0, len(every), APART):
        some = every[first : first + APART]
        rows = Commitment.objects.current().exclude(measure_code="").select_related("agreement")
        yield from _of_platforms(rows.filter(agreement__platform__in=some), some, day)


def _of_platforms(
    rows: Iterable[Commitment], platforms: Collection[int], day: date
) -> Iterator[tuple[int, Decimal]]:
    measures = {measure.code: measure for measure in Measure.objects.all()}
    periods: dict[Commitment, Period] = {}
    for row in rows:
        if row.measure_code in measures:
            period = measured_period(row, measures[row.measure_code], day)
            if period is not None:
                periods[row] = period
    if not periods:
        return
    codes = sorted({row.measure_code for row in periods})
    figures = PresentFigures(codes, sorted(set(periods.values())), Basis.REPORTED, platforms)
    with figures.once():
        for row, period in periods.items():
            value = figures.value(row.measure_code, row.agreement.platform_id, period).value
            if value is not None and row.target:
                yield row.pk, value / row.target
    figures.keep()


def _forget(day: date) -> None:
    """Remove what is kept for other days, except the last ones asked for."""
    kept = Upkeep.objects.filter(name__startswith="commitments ").order_by("-pk")[DAYS:]
    for upkeep in kept:
        CommitmentShare.objects.filter(
            day=date.fromisoformat(upkeep.name.removeprefix("commitments "))
        ).delete()
        upkeep.delete()
