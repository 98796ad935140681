"""The contract becomes a row of the register, and money received its receipts: rows, not copies.

The row is written as every row of the register is, with the deal as its source, by who keeps it; it counts as reported
until another person of the bureau has verified it. What the deal said of it before is taken out of the deal.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present, today
from keqiao.web.deals.actions import DealActing
from keqiao.web.deals.models import Deal, DealPayment, DealState
from keqiao.web.deals.procedure import DEALS
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.changes import Changes, change_set
from keqiao.web.registry.models import Cluster, ContractReceipt, Firm, Platform, TechContract
from keqiao.web.registry.models.changes import ChangeSet


def register(
    actor: Actor,
    pk: int,
    registration_no: str,
    registered_on: date | None,
    *,
    since: int | None = None,
) -> Deal:
    """Enter the registration number: the contract becomes a row of the register, the payments so far its receipts.

    Raises ValidationError where the seller is no platform, a field is missing, or the register refuses the row (a
    number that is taken), PermissionDenied where the actor does not keep the seller's rows.
    """
    number = words_given(registration_no, _("Give the registration number."), 40, field="registration_no")
    if registered_on is None or registered_on > today():
        raise ValidationError({"registered_on": _("Give the day of the registration, not a later one.")})
    with DEALS.acting(actor, pk, "register", since=since) as work:
        deal = work.row
        seller = Platform.objects.current().filter(organisation=deal.supply).first()
        if seller is None:
            raise ValidationError(
                _("The seller is no platform of the register, which keeps platforms' contracts only.")
            )
        if deal.signed_on is None or deal.contract_amount is None:
            raise ValidationError(_("The contract of the deal has no terms."))
        row = TechContract(
            registration_no=number,
            title=deal.contract_title,
            kind=deal.contract_kind,
            buyer=deal.demand,
            platform=seller,
            buyer_local=_is_local(deal),
            cluster=_cluster(deal),
            amount=deal.contract_amount,
            tech_amount=deal.contract_tech_amount,
            signed_on=deal.signed_on,
            registered_on=registered_on,
            source=_source(deal),
        )
        with change_set(actor, ChangeSet.Kind.EDIT, register="contracts", reason=_source(deal)) as changes:
            changes.save(row)
            for payment in deal.payments.filter(receipt=None):
                _move(changes, row, payment)
        work.note("registration_no", None, number)
        work.row.contract = row
        work.row.contract_title, work.row.contract_amount, work.row.contract_tech_amount = "", None, None
    return work.row


def receive(
    actor: Actor, pk: int, received_on: date | None, amount: Decimal | None, *, since: int | None = None
) -> Deal:
    """Record money received (元; a reversal is negative). For a registered contract it is a receipt of the register.

    Raises ValidationError for a day that has not come or lies before the signature, no amount, or more than the
    contract is worth.
    """
    if received_on is None or received_on > today():
        raise ValidationError({"received_on": _("Give the day on which the money came, not a later one.")})
    if amount is None or amount == 0:
        raise ValidationError({"amount": _("Give the amount received; a reversal is negative.")})
    known = Deal.objects.visible_to(actor).filter(pk=pk).first()
    name = "receive_more" if known is not None and known.state == DealState.RATED else "receive"
    with DEALS.acting(actor, pk, name, since=since) as work:
        _fits(work, received_on, amount)
        payment = DealPayment(deal=work.row, received_on=received_on, amount=amount, by=actor, at=present())
        if work.row.contract is None:
            payment.save()
        else:
            with change_set(
                actor, ChangeSet.Kind.EDIT, register="contract-receipts", reason=_source(work.row)
            ) as changes:
                _move(changes, work.row.contract, payment)
        work.note("payment", None, f"{received_on} {amount}")
    return work.row


def received_of(deal: Deal) -> Decimal:
    """Return the money received for a deal so far, in 元: for a registered contract what the register says."""
    if deal.contract is not None:
        rows = ContractReceipt.objects.current().filter(contract=deal.contract)
        return sum((row.amount for row in rows), Decimal(0))
    return sum((payment.value for payment in deal.payments.all()), Decimal(0))


def _fits(work: DealActing, received_on: date, amount: Decimal) -> None:
    terms = work.row.terms
    if terms is None:
        return
    if received_on < terms.signed_on:
        raise ValidationError(
            {"received_on": _("The contract was signed later, on %(day)s.") % {"day": terms.signed_on}}
        )
    total = received_of(work.row) + amount
    if total > terms.amount:
        raise ValidationError(
            {"amount": _("This would be more than the contract is worth; correct the contract first.")}
        )
    if total < 0:
        raise ValidationError({"amount": _("More cannot be taken back than was received.")})


def _move(changes: Changes, row: TechContract, payment: DealPayment) -> None:
    """Make the receipt of a payment: from now on the amount stands in the register only."""
    receipt = ContractReceipt(
        contract=row, received_on=payment.received_on, amount=payment.amount, source=row.source
    )
    changes.save(receipt)
    payment.receipt, payment.amount = receipt, None
    payment.save()


def _cluster(deal: Deal) -> Cluster | None:
    return next((row.cluster for row in (deal.need, deal.offer) if row is not None and row.cluster_id), None)


def _is_local(deal: Deal) -> bool | None:
    """Whether the buyer is a local firm, where the register of firms says so; None: by its division code."""
    firm = Firm.objects.current().filter(organisation=deal.demand).first()
    return None if firm is None else firm.local


def _source(deal: Deal) -> str:
    """The deal as the register names its source, in any language."""
    return deal.code
