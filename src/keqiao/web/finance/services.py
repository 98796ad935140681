"""Writes: amounts of input, points of firms, requests of firms and what institutions answer, looks at what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.finance.models import (
    DataPart,
    FinanceLook,
    FinanceRequest,
    InnovationPoints,
    InputSource,
    ScienceInput,
)
from keqiao.web.finance.procedure import REQUESTS
from keqiao.web.finance.rights import KEEP
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.registry.models import FundingDeal, Organisation

LONGEST_CONSENT = 365
"""Days for which a firm may show its data at most."""
MOST_POINTS = 1000


@transaction.atomic
def enter(actor: Actor, year: int, source: InputSource, amount: Decimal, basis: str) -> ScienceInput:
    """Keep an amount (元) and where it stands. Raises PermissionDenied, ValidationError by field."""
    require(actor, KEEP)
    words = words_given(basis, _("Say where the amount stands: report and page."), 300, field="basis")
    if not 2000 <= year <= today().year:
        raise ValidationError({"year": _("Give a year that has come.")})
    if amount < 0:
        raise ValidationError({"amount": _("An amount is not negative.")})
    row: ScienceInput = ScienceInput.objects.create(
        year=year, source=source, amount=amount, basis=words, made_by=actor
    )
    record(actor, "finance.enter", row, {"year": year, "source": str(source)})
    return row


@dataclass(frozen=True)
class AskedFinance:
    """What a firm asks: product (None: none in particular), amount (元), purpose, what it shows and until when."""

    institution: Unit | None
    wanted: Decimal | None
    purpose: str
    parts: Sequence[str]
    open_until: date | None
    product: ProgrammeVersion | None = None


def ask(actor: Actor, organisation: Organisation, asked: AskedFinance) -> FinanceRequest:
    """Keep that a firm asks an institution, and what it consents to show. Raises PermissionDenied, ValidationError."""
    if asked.institution is None or asked.institution.kind != Unit.Kind.INVESTOR:
        raise ValidationError({"institution": _("Choose an institution.")})
    if asked.wanted is None or asked.wanted <= 0:
        raise ValidationError({"wanted": _("Say how much is wanted.")})
    last = today() + timedelta(days=LONGEST_CONSENT)
    if asked.open_until is None or not today() <= asked.open_until <= last:
        raise ValidationError({"open_until": _("Give a day from today on, within a year.")})
    if unknown := set(asked.parts) - set(DataPart.values):
        raise ValidationError({"parts": _("Unknown: %(parts)s") % {"parts": ", ".join(sorted(unknown))}})
    request = FinanceRequest(
        organisation=organisation,
        institution=asked.institution,
        product=asked.product,
        wanted=asked.wanted,
        purpose=words_given(asked.purpose, _("Say what the money is for."), 500, field="purpose"),
        parts=[part for part in DataPart.values if part in asked.parts],
        open_until=asked.open_until,
        asked_at=present(),
    )

    def make() -> FinanceRequest:
        request.pk, request._state.adding = None, True
        request.code = next_code(FinanceRequest, f"F{request.asked_at.year}-", 4)
        with REQUESTS.making(actor, request, "ask") as work:
            work.detail |= {"institution": request.institution.code, "parts": request.parts}
        return request

    with transaction.atomic():
        return numbered(make)


def take_up(actor: Actor, pk: int, *, since: int | None = None) -> FinanceRequest:
    """Say that the institution examines it."""
    with REQUESTS.acting(actor, pk, "take_up", since=since) as work:
        pass
    return work.row


@dataclass(frozen=True)
class GrantedFinance:
    """What an institution granted: instrument, amount (元), rate (% a year) and term (months) of a loan, day."""

    instrument: str
    amount: Decimal | None
    granted_on: date | None
    rate: Decimal | None = None
    months: int | None = None


def grant(actor: Actor, pk: int, granted: GrantedFinance, *, since: int | None = None) -> FinanceRequest:
    """Enter what was granted. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field."""
    if granted.instrument not in FundingDeal.Instrument.values:
        raise ValidationError({"instrument": _("Choose the instrument.")})
    if granted.amount is None or granted.amount <= 0:
        raise ValidationError({"amount": _("Say how much is granted.")})
    if granted.granted_on is None or granted.granted_on > today():
        raise ValidationError({"granted_on": _("Give a day that has come.")})
    if granted.rate is not None and not 0 <= granted.rate <= 100:
        raise ValidationError({"rate": _("A rate lies between 0 and 100 percent.")})
    with REQUESTS.acting(actor, pk, "grant", since=since) as work:
        work.change(
            instrument=granted.instrument,
            amount=granted.amount,
            rate=granted.rate,
            months=granted.months,
            granted_on=granted.granted_on,
        )
    return work.row


def decline(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> FinanceRequest:
    """Decline with a reason that the firm reads."""
    with REQUESTS.acting(actor, pk, "decline", since=since, reason=reason) as work:
        pass
    return work.row


def withdraw(actor: Actor, pk: int, reason: str = "", *, since: int | None = None) -> FinanceRequest:
    """Withdraw a request; nothing is shown any more."""
    with REQUESTS.acting(actor, pk, "withdraw", since=since, reason=reason) as work:
        work.change(revoked_at=present())
    return work.row


def revoke(actor: Actor, pk: int, *, since: int | None = None) -> FinanceRequest:
    """Take the consent back: nothing is shown any more, what was answered stands."""
    with REQUESTS.acting(actor, pk, "revoke", since=since) as work:
        work.change(revoked_at=present())
    return work.row


def look(actor: Actor, asked: FinanceRequest) -> FinanceLook:
    """Note that the institution looks at what a firm shows. Raises PermissionDenied where it shows nothing."""
    if actor is None or actor.unit_id is None or actor.unit_id != asked.institution_id:
        raise PermissionDenied(
            _("A firm shows its data to the institution that it asks, and to nobody else.")
        )
    if not asked.is_shown:
        raise PermissionDenied(_("The firm does not show its data any more."))
    with transaction.atomic():
        made: FinanceLook = FinanceLook.objects.create(request=asked, by=actor, parts=asked.parts)
        record(actor, "finance.look", asked, {"request": asked.code, "parts": asked.parts})
    return made


def enter_points(
    actor: Actor, organisation: Organisation, year: int, points: Decimal, basis: str
) -> InnovationPoints:
    """Keep the points of a firm and year. Raises PermissionDenied, ValidationError by field."""
    require(actor, KEEP)
    words = words_given(basis, _("Say where the points stand."), 300, field="basis")
    if not 2000 <= year <= today().year:
        raise ValidationError({"year": _("Give a year that has come.")})
    if not 0 <= points <= MOST_POINTS:
        raise ValidationError({"points": _("Points lie between 0 and 1000.")})
    with transaction.atomic():
        row: InnovationPoints = InnovationPoints.objects.create(
            organisation=organisation, year=year, points=points, basis=words, made_by=actor
        )
        record(actor, "finance.points", row, {"year": year, "firm": organisation.pk})
    return row
