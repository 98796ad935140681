"""Writes of distributions: prepared, changed, made public, objected to, decided, paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.registry.models import Platform
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep
from keqiao.web.transfer.cases import case_from, end_of_publicity, shared, sharing_of
from keqiao.web.transfer.documents import LAW
from keqiao.web.transfer.models import DistributionState, IncomeDistribution, Objections, PaidReward
from keqiao.web.transfer.procedure import DISTRIBUTIONS


def prepare(actor: Actor, platform: Platform, data: Mapping[str, Any]) -> IncomeDistribution:
    """Keep a case as a draft; it goes by the law in force today. Raises PermissionDenied, ValidationError."""

    def make() -> IncomeDistribution:
        row = IncomeDistribution(platform=platform, prepared_by=actor, reward=Decimal(0))
        with DISTRIBUTIONS.making(actor, row, "prepare") as work:
            row.prepared_at = work.at
            row.code = next_code(IncomeDistribution, f"SY-{timezone.localdate(work.at):%Y}-", width=3)
            _enter(row, data)
        return row

    return numbered(make)


def change(actor: Actor, pk: int, data: Mapping[str, Any], *, since: int | None = None) -> IncomeDistribution:
    """Enter a draft anew; who changes it has prepared it. Raises Http404, PermissionDenied, ValidationError."""
    with DISTRIBUTIONS.acting(actor, pk, "change", since=since) as work:
        row: IncomeDistribution = work.row
        before = row.reward
        _enter(row, data)
        work.note("reward", str(before), str(row.reward))
        row.prepared_by = actor
    return row


def _enter(row: IncomeDistribution, data: Mapping[str, Any]) -> None:
    case = case_from(data)
    with noted() as documents:
        law = LAW.in_force()
    sharing = shared(case, law)
    if not case.contributors:
        raise ValidationError(_("Name at least one contributor."))
    keep(documents)
    row.documents = documents
    row.case = case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    row.name, row.reward = case.name, sharing.reward


def publish(actor: Actor, pk: int, *, since: int | None = None) -> IncomeDistribution:
    """Make a draft public in the unit from today on. Raises Http404, PermissionDenied, ValidationError."""
    with DISTRIBUTIONS.acting(actor, pk, "publish", since=since) as work:
        row: IncomeDistribution = work.row
        day = timezone.localdate(work.at)
        work.change(published_on=day, public_until=end_of_publicity(row, day), objection=Objections.NONE)
    return row


def object_to(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Record an objection; while it is open nothing is decided. Raises as :func:`publish`."""
    with DISTRIBUTIONS.acting(actor, pk, "object", since=since, reason=reason) as work:
        work.change(objection=Objections.OPEN)


def settle(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Record how an objection was settled. Raises as :func:`publish`."""
    with DISTRIBUTIONS.acting(actor, pk, "settle", since=since, reason=reason) as work:
        work.change(objection=Objections.SETTLED)


def revise(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Take a public one back; it is made public anew for the whole period. Raises as :func:`publish`."""
    with DISTRIBUTIONS.acting(actor, pk, "revise", since=since, reason=reason) as work:
        work.change(published_on=None, public_until=None, objection=Objections.NONE)


def decide(actor: Actor, pk: int, *, since: int | None = None) -> IncomeDistribution:
    """Decide it as it was public. Raises Http404, PermissionDenied."""
    with DISTRIBUTIONS.acting(actor, pk, "decide", since=since) as work:
        pass
    return work.row


def drop(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Drop it. Raises as :func:`publish`."""
    with DISTRIBUTIONS.acting(actor, pk, "drop", since=since, reason=reason):
        pass


def pay(actor: Actor, pk: int, place: int, on: date, *, since: int | None = None) -> IncomeDistribution:
    """Record that a payment of the plan was made; with the last one all is paid.

    Raises Http404, PermissionDenied; ValidationError for a payment that is none or was made, a day to come or before
    the decision.
    """
    with DISTRIBUTIONS.acting(actor, pk, "pay", since=since) as work:
        row: IncomeDistribution = work.row
        sharing = sharing_of(row)
        made = set(row.payments.values_list("place", flat=True))
        if place in made or not 0 <= place < len(sharing.columns):
            raise ValidationError({"place": _("Choose a payment that was not made yet.")})
        decided = timezone.localdate(row.decided_at) if row.decided_at is not None else on
        if not decided <= on <= timezone.localdate(work.at):
            raise ValidationError(
                {"on": _("Give the day of the payment, after the decision and not to come.")}
            )
        amount = sum((line.payments[place] for line in sharing.lines), Decimal(0))
        row.payments.create(place=place, on=on, amount=amount)
        work.note("payment", "", str(amount))
        if len(made) + 1 == len(sharing.columns):
            work.to = DistributionState.PAID
    return row


def payments_of(row: IncomeDistribution) -> dict[int, PaidReward]:
    """Return the payments that were made, by place in the plan."""
    return {payment.place: payment for payment in row.payments.all()}
