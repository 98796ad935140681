"""Reads of calls and applications, through what a user may see of them; awards; the ledger of a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.http import Http404

from keqiao.engine.eligibility import AwardEntry
from keqiao.web.accounts.actors import Actor
from keqiao.web.calls.models import (
    ApplicationState,
    CallApplication,
    CallState,
    UpwardCall,
)

AWARDED = (ApplicationState.APPROVED, ApplicationState.PAID)
SUBMITTED = (ApplicationState.SUBMITTED, *AWARDED)


def calls_for(user: Actor) -> QuerySet[UpwardCall]:
    """Return the calls that a user may see; ``due_on``: the last day for applicants."""
    rows: QuerySet[UpwardCall] = UpwardCall.objects.visible_to(user).select_related("programme")
    return rows.annotate(due_on=Max("deadlines__on", filter=Q(deadlines__for_applicant=True)))


def call_of(user: Actor, pk: int) -> UpwardCall:
    """Return a call that a user may see. Raises Http404."""
    call = calls_for(user).filter(pk=pk).first()
    if call is None:
        raise Http404
    return call


def applications_for(user: Actor) -> QuerySet[CallApplication]:
    """Return the applications that a user may see."""
    rows: QuerySet[CallApplication] = CallApplication.objects.visible_to(user)
    return rows.select_related("call", "call__programme", "organisation")


def application_of(user: Actor, pk: int) -> CallApplication:
    """Return an application that a user may see. Raises Http404."""
    application = applications_for(user).filter(pk=pk).first()
    if application is None:
        raise Http404
    return application


def awards(organisations: Iterable[int] | None) -> list[AwardEntry]:
    """Return what organisations (None: all) were awarded by calls with a programme, for rules that read awards."""
    rows = CallApplication.objects.filter(
        state__in=AWARDED, call__programme__isnull=False, approved_on__isnull=False
    )
    if organisations is not None:
        rows = rows.filter(organisation__in=list(organisations))
    listed = rows.values_list(
        "organisation", "call__programme__issuer", "call__programme__code", "approved_on"
    )
    return [AwardEntry(str(key), issuer, code, day) for key, issuer, code, day in listed if day is not None]


@dataclass(frozen=True)
class LedgerLine:
    """What was bid for in a year, by kind and leading department: calls, applications, those submitted and approved,
    and money in 元.
    """

    kind: str
    lead: str
    calls: int
    applications: int
    submitted: int
    awarded: int
    approved: Decimal
    received: Decimal


def ledger(user: Actor, year: int) -> list[LedgerLine]:
    """Return the ledger of a year over what a user may see, by the database."""
    calls = UpwardCall.objects.visible_to(user).filter(year=year).exclude(state=CallState.DRAFT)
    numbers = {
        (kind, lead): count
        for kind, lead, count in calls.order_by().values_list("kind", "lead").annotate(count=Count("pk"))
    }
    rows = CallApplication.objects.visible_to(user).filter(call__year=year).order_by()
    sums = rows.values_list("call__kind", "call__lead").annotate(
        all=Count("pk"),
        submitted=Count("pk", filter=Q(state__in=SUBMITTED)),
        awarded=Count("pk", filter=Q(state__in=AWARDED)),
        approved=Sum("approved"),
        received=Sum("received"),
    )
    by_key = {(kind, lead): tuple(rest) for kind, lead, *rest in sums}
    none = (0, 0, 0, None, None)
    lines = []
    for key in sorted({*numbers, *by_key}):
        count, submitted, awarded, approved, received = by_key.get(key, none)
        money = (approved or Decimal(0), received or Decimal(0))
        lines.append(LedgerLine(*key, numbers.get(key, 0), count, submitted, awarded, *money))
    return lines


def years_of(user: Actor) -> list[int]:
    """Return the years of the calls that a user may see, the last first."""
    years = UpwardCall.objects.visible_to(user).order_by().values_list("year", flat=True).distinct()
    return sorted(set(years), reverse=True)
