"""Where reminders come from: five registers, each with what of it comes due by a day and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
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
from keqiao.web.registry.reminders.progress import progress_columns
from keqiao.web.site.numbers import money

GOVERNMENT, PLATFORM, FIRM = "government", "platform", "firm"
"""Sides that something is up to; an agreement that ends is up to both of its sides."""


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
    """A register that reminds: ``owed`` says that rows stay until they are delivered, not only near their day.

    ``due`` narrows rows to those that come due and gives each its day as ``due``. ``what``, ``subject`` and
    ``in_charge`` are the fields that the list sorts by, ``sides`` whose turn it is ("" for the field ``party``),
    ``loaded`` the relations that its words need,
    ``wording`` what it says on a day, where that is not the row's own name.
    """

    key: str
    model: type[Record]
    owed: bool
    due: Callable[[Actor, QuerySet, Span], QuerySet]
    what: str
    subject: str
    sides: tuple[str, ...]
    loaded: tuple[str, ...]
    in_charge: str = ""
    wording: Callable[[Any, date], str] = lambda row, day: str(row)

    @property
    def title(self) -> str:
        """What one row is called."""
        return str(self.model._meta.verbose_name)

    def of_side(self, rows: QuerySet, side: str) -> QuerySet:
        """Narrow rows to those that are up to a side."""
        if self.sides:
            return rows if side in self.sides else rows.none()
        return rows.filter(party=side)

    def subject_of(self, row: Any) -> Any:
        """The platform or the firm that a row is of."""
        return _along(row, self.subject.rpartition("__")[0].removesuffix("__organisation"))

    def sides_of(self, row: Any) -> tuple[str, ...]:
        """Whose turn it is."""
        return self.sides or (row.party,)

    def in_charge_of(self, row: Any) -> str:
        """The person in charge or the unit, by name."""
        return str(_along(row, self.in_charge.rpartition("__")[0]) or "") if self.in_charge else ""


def _along(row: Any, path: str) -> Any:
    """What a path of relations leads to."""
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _qualifications(user: Actor, rows: QuerySet, span: Span) -> QuerySet:
    renewed = _renewals(Qualification, span.day).filter(platform=OuterRef("platform"), name=OuterRef("name"))
    return _ending(rows, renewed, span).filter(
        Q(platform__valid_to=None) | Q(platform__valid_to__gte=span.day), granted_on__lte=span.day
    )


def _certificates(user: Actor, rows: QuerySet, span: Span) -> QuerySet:
    # Certificates of other kinds have nothing but their number in common.
    same = Q(kind=OuterRef("kind")) & (~Q(kind=FirmCertificate.Kind.OTHER) | Q(number=OuterRef("number")))
    renewed = _renewals(FirmCertificate, span.day).filter(same, firm=OuterRef("firm"))
    gone = Q(firm__organisation__deregistered_on__lte=span.day)
    return _ending(rows, renewed, span).filter(granted_on__lte=span.day).exclude(gone)


def _agreements(user: Actor, rows: QuerySet, span: Span) -> QuerySet:
    amended = Agreement.objects.current().filter(
        amends=OuterRef("pk"), signed_on__lte=span.day, ends_on__isnull=False
    )
    rows = rows.filter(span.due("ends_on"), ends_on__gte=span.ended, signed_on__lte=span.day)
    return rows.filter(~Exists(amended)).annotate(due=F("ends_on"))


def _commitments(user: Actor, rows: QuerySet, span: Span) -> QuerySet:
    by_year = Q(due_on=None, year__range=(1000, date.max.year))
    if span.until is not None:
        by_year &= Q(year__lte=span.until.year)
    rows = rows.filter((span.due("due_on") & Q(due_on__isnull=False)) | by_year)
    rows = rows.filter(agreement__signed_on__lte=span.day)
    year_end = Cast(Concat(Cast("year", CharField()), Value("-12-31")), DateField())
    progress = progress_columns(user, span.day)
    rows = rows.annotate(due=Coalesce("due_on", year_end), share=progress.share, is_met=progress.is_met)
    # A target of a year that its measure says was missed cannot be made up: it is not repeated for ever.
    return rows.filter(Q(measure_code="") | Q(due__gte=span.ended), span.due("due"), is_met=False)


def _instalments(user: Actor, rows: QuerySet, span: Span) -> QuerySet:
    # What an agreement promises in money is paid by the government; a part that was paid leaves the rest owed.
    paid = Q(paid_on__lte=span.day, paid_amount__gte=F("amount"))
    rows = rows.filter(span.due("due_on"), agreement__signed_on__lte=span.day).exclude(paid)
    return rows.annotate(due=F("due_on"))


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
    rows = rows.filter(span.due("expires_on"), ~Exists(renewed), expires_on__gte=span.ended)
    return rows.annotate(due=F("expires_on"))


SOURCES: dict[str, ReminderSource] = {
    source.key: source
    for source in (
        ReminderSource(
            "commitments",
            Commitment,
            True,
            _commitments,
            "item",
            "agreement__platform__short_name",
            (),
            ("agreement__platform", "responsible"),
            "responsible__display_name",
        ),
        ReminderSource(
            "instalments",
            Instalment,
            True,
            _instalments,
            "condition",
            "agreement__platform__short_name",
            (GOVERNMENT,),
            ("agreement__platform",),
            wording=_instalment,
        ),
        ReminderSource(
            "agreements",
            Agreement,
            False,
            _agreements,
            "title",
            "platform__short_name",
            (GOVERNMENT, PLATFORM),
            ("platform",),
        ),
        ReminderSource(
            "qualifications",
            Qualification,
            False,
            _qualifications,
            "name",
            "platform__short_name",
            (PLATFORM,),
            ("platform__unit",),
            "platform__unit__name",
        ),
        ReminderSource(
            "certificates",
            FirmCertificate,
            False,
            _certificates,
            "kind",
            "firm__organisation__name",
            (FIRM,),
            ("firm__organisation", "firm__unit"),
            "firm__unit__name",
        ),
    )
}
"""Registers that remind, by their key."""
