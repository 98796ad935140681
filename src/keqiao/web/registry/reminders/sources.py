"""Where reminders come from: five registers, each with what of it comes due by a day and how a row is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.documents import ReminderDays
from keqiao.web.registry.models import (
    Agreement,
    Commitment,
    FirmCertificate,
    Instalment,
    Qualification,
)
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.reminders.progress import PromiseProgress, due_day, progress_of, settled
from keqiao.web.site.numbers import money

GOVERNMENT, PLATFORM, FIRM = "government", "platform", "firm"
"""Sides that something is up to; an agreement that ends is up to both of its sides."""


@dataclass(frozen=True)
class ReminderText:
    """A row that comes due: what of whom, whose turn it is, when, and who is in charge."""

    row: Record
    what: str
    subject: Any
    """The platform or the firm."""
    sides: tuple[str, ...]
    due: date
    in_charge: str = ""
    progress: PromiseProgress | None = None


@dataclass(frozen=True)
class Span:
    """The rows asked for: due up to ``until`` (None: all) as of ``day``."""

    day: date
    until: date | None
    spans: ReminderDays

    @property
    def ended(self) -> date:
        """The first day of something ended that is still shown."""
        return self.day - timedelta(days=self.spans.ended_shown)

    def due(self, field: str) -> Q:
        """Return the condition that a date is not after ``until``."""
        return (
            Q(**{f"{field}__lte": self.until}) if self.until is not None else Q(**{f"{field}__isnull": False})
        )


@dataclass(frozen=True)
class ReminderSource:
    """A register that reminds: ``owed`` says that rows stay until they are delivered, not only near their day."""

    key: str
    model: type[Record]
    owed: bool
    tell: Callable[[Any, QuerySet, Span], Sequence[ReminderText]]

    @property
    def title(self) -> str:
        """What one row is called."""
        return str(self.model._meta.verbose_name)


def _qualifications(user: Actor, rows: QuerySet, span: Span) -> list[ReminderText]:
    renewed = _renewals(Qualification, span.day).filter(platform=OuterRef("platform"), name=OuterRef("name"))
    rows = _ending(rows, renewed, span).filter(
        Q(platform__valid_to=None) | Q(platform__valid_to__gte=span.day), granted_on__lte=span.day
    )
    return [
        ReminderText(row, str(row), row.platform, (PLATFORM,), row.expires_on, str(row.platform.unit or ""))
        for row in rows.select_related("platform__unit")
    ]


def _certificates(user: Actor, rows: QuerySet, span: Span) -> list[ReminderText]:
    # Certificates of other kinds have nothing but their number in common.
    same = Q(kind=OuterRef("kind")) & (~Q(kind=FirmCertificate.Kind.OTHER) | Q(number=OuterRef("number")))
    renewed = _renewals(FirmCertificate, span.day).filter(same, firm=OuterRef("firm"))
    gone = Q(firm__organisation__deregistered_on__lte=span.day)
    rows = _ending(rows, renewed, span).filter(granted_on__lte=span.day).exclude(gone)
    return [
        ReminderText(row, str(row), row.firm, (FIRM,), row.expires_on, str(row.firm.unit or ""))
        for row in rows.select_related("firm__organisation", "firm__unit")
    ]


def _agreements(user: Actor, rows: QuerySet, span: Span) -> list[ReminderText]:
    amended = Agreement.objects.current().filter(
        amends=OuterRef("pk"), signed_on__lte=span.day, ends_on__isnull=False
    )
    rows = rows.filter(span.due("ends_on"), ends_on__gte=span.ended, signed_on__lte=span.day)
    rows = rows.filter(~Exists(amended))
    return [
        ReminderText(row, str(row), row.platform, (GOVERNMENT, PLATFORM), row.ends_on)
        for row in rows.select_related("platform")
    ]


def _commitments(user: Actor, rows: QuerySet, span: Span) -> list[ReminderText]:
    by_day = span.due("due_on") & Q(due_on__isnull=False)
    by_year = Q(due_on=None, year__gte=1)
    if span.until is not None:
        by_year &= Q(year__lte=span.until.year)
    rows = rows.filter(by_day | by_year, agreement__signed_on__lte=span.day)
    # A target of a year that its measure says was missed cannot be made up: it is not repeated for ever.
    lately = Q(due_on__gte=span.ended) | Q(due_on=None, year__gte=span.ended.year)
    rows = rows.filter(Q(measure_code="") | lately).exclude(settled(span.day))
    dated = []
    for row in rows.select_related("agreement__platform", "responsible"):
        due = due_day(row)
        first = span.ended if row.measure_code else date.min
        if due is not None and first <= due and (span.until is None or due <= span.until):
            dated.append((row, due))
    progress = progress_of(user, [row for row, _due in dated], span.day)
    return [
        ReminderText(
            row,
            str(row),
            row.agreement.platform,
            (row.party,),
            due,
            str(row.responsible or ""),
            progress.get(row.pk),
        )
        for row, due in dated
        if not _is_met(progress.get(row.pk))
    ]


def _is_met(progress: PromiseProgress | None) -> bool:
    """Whether all that was promised is there."""
    return progress is not None and progress.share is not None and progress.share >= Decimal(1)


def _instalments(user: Actor, rows: QuerySet, span: Span) -> list[ReminderText]:
    # What an agreement promises in money is paid by the government; a part that was paid leaves the rest owed.
    paid = Q(paid_on__lte=span.day, paid_amount__gte=F("amount"))
    rows = rows.filter(span.due("due_on"), agreement__signed_on__lte=span.day).exclude(paid)
    return [
        ReminderText(row, _instalment(row, span.day), row.agreement.platform, (GOVERNMENT,), row.due_on)
        for row in rows.select_related("agreement__platform")
    ]


def _instalment(row: Instalment, day: date) -> str:
    rest = row.amount
    if row.paid_on is not None and row.paid_on <= day and row.paid_amount is not None:
        rest -= row.paid_amount
    words = _("no. %(number)s: %(amount)s 10k yuan") % {"number": row.number, "amount": money(rest)}
    return f"{words} · {row.condition}" if row.condition else words


def _renewals(model: Any, day: date) -> QuerySet:
    """The standing rows of a model that were granted by the day and are valid for longer than the row looked at."""
    longer = Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on"))
    renewals: QuerySet = model.objects.current().filter(longer, granted_on__lte=day)
    return renewals


def _ending(rows: QuerySet, renewed: QuerySet, span: Span) -> QuerySet:
    """Narrow rows with a validity to those that end, did not end long ago and were not renewed."""
    return rows.filter(span.due("expires_on"), ~Exists(renewed), expires_on__gte=span.ended)


SOURCES: dict[str, ReminderSource] = {
    source.key: source
    for source in (
        ReminderSource("commitments", Commitment, True, _commitments),
        ReminderSource("instalments", Instalment, True, _instalments),
        ReminderSource("agreements", Agreement, False, _agreements),
        ReminderSource("qualifications", Qualification, False, _qualifications),
        ReminderSource("certificates", FirmCertificate, False, _certificates),
    )
}
"""Registers that remind, by their key."""
