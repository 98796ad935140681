"""What every write begins with: the pool locked, its state and the days that may be written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.engine.allocation.money import CENT
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.funding.models import Payment, Pool, ProposalLine, Spending

MOST_WORDS = 500
"""Characters of a note or a reason."""
LARGEST = Decimal(10) ** 15
"""Amounts (元) from here on are no money of a city."""
LARGEST_KEY = 2**63 - 1


def locked_pool(actor: Actor, pk: int) -> Pool:
    """Lock a decided pool that the actor may see: payments and uses of a pool are written one after the other.

    Must be called within a transaction. Raises Http404.
    """
    if (
        pk > LARGEST_KEY
        or not Pool.objects.visible_to(actor).filter(pk=pk, state=Pool.State.DECIDED).exists()
    ):
        raise Http404
    return Pool.objects.select_for_update().get(pk=pk)


def locked_line(actor: Actor, pk: int) -> ProposalLine:
    """Lock the pool of an amount and return the amount, if the actor may see it. Raises Http404."""
    lines = ProposalLine.objects.visible_to(actor).select_related("proposal__pool__chosen")
    line = (
        lines.filter(pk=pk, proposal__pool__state=Pool.State.DECIDED).first() if pk <= LARGEST_KEY else None
    )
    if line is None or line.proposal.pool.chosen_id != line.proposal_id:
        raise Http404
    locked_pool(actor, line.proposal.pool_id)
    return ProposalLine.objects.select_related("platform__unit", "proposal__rules", "proposal__pool").get(
        pk=pk
    )


def decided_on(pool: Pool) -> date:
    """Return the day on which a decided pool was decided."""
    if pool.decided_at is None:
        raise ValueError(f"pool {pool.pk} is not decided")
    return timezone.localdate(pool.decided_at)


def check_day(pool: Pool, day: date) -> None:
    """Refuse a day in the future or before the decision. Raises ValidationError."""
    first, today = decided_on(pool), timezone.localdate(present())
    if day > today:
        raise ValidationError(
            _("%(day)s is in the future; only what has happened is entered.") % {"day": day.isoformat()}
        )
    if day < first:
        raise ValidationError(
            _("%(day)s is before %(first)s, the day of the decision.")
            % {"day": day.isoformat(), "first": first.isoformat()}
        )


def check_amount(amount: Decimal) -> None:
    """Refuse what is no amount of money above 0 in whole cents. Raises ValidationError."""
    if not amount.is_finite() or not 0 < amount < LARGEST or amount != amount.quantize(CENT):
        raise ValidationError(_("Write an amount above 0, at most to the cent (0.000001 of 10k yuan)."))


def paid_sum(line: ProposalLine) -> Decimal:
    """Return what stands as paid out for an amount (元)."""
    paid = Payment.objects.filter(instalment__line=line).aggregate(total=Sum("amount"))["total"]
    return paid or Decimal(0)


def used_sum(line: ProposalLine) -> Decimal:
    """Return what stands as used of an amount (元)."""
    return Spending.objects.filter(line=line).aggregate(total=Sum("amount"))["total"] or Decimal(0)
