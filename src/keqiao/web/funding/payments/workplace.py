"""The workplace of who pays: what is to be paid, what of it is overdue, what was entered today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import BUREAU, today
from keqiao.web.funding.models import Payment, Pool, ProposalLine
from keqiao.web.funding.payments.balances import NONE, WORST, InstalmentBalance, balances
from keqiao.web.funding.payments.tables import statement_url
from keqiao.web.site.tables import Cell, Column, Table

MOST_ENTRIES = 50


@dataclass(frozen=True)
class Workplace:
    """Instalments that are not fully paid, what asks most for a look first, and the entries of today, newest first."""

    to_pay: list[InstalmentBalance]
    entered: list[Payment]

    @property
    def overdue(self) -> list[InstalmentBalance]:
        """Those whose day is over."""
        return [part for part in self.to_pay if part.light == "bad"]

    @property
    def left(self) -> Decimal:
        """What is still to be paid in all (元)."""
        return sum((part.left for part in self.to_pay), NONE)


def workplace(user: Actor) -> Workplace:
    """Return the work of payments over all decided pools that the user may see."""
    day = today()
    lines = ProposalLine.objects.visible_to(user).filter(proposal__chosen_for__state=Pool.State.DECIDED)
    loaded = list(lines.select_related("platform", "proposal__pool"))
    parts = [part for row in balances(loaded, day) for part in row.parts if part.left > 0]
    parts.sort(key=lambda part: (WORST.index(part.light), part.due_on or date.max, part.instalment.pk))
    entered = Payment.objects.visible_to(user).select_related("instalment__line__platform", "entered_by")
    of_today = [entry for entry in entered.order_by("-pk")[:MOST_ENTRIES] if _day(entry) == day]
    return Workplace(parts, of_today)


def _day(payment: Payment) -> date:
    return timezone.localdate(payment.entered_at, BUREAU)


def to_pay_table(parts: Iterable[InstalmentBalance]) -> Table:
    """Return what is to be paid, each instalment with its pool, its day and the form that enters the payment."""
    columns = [
        Column("platform", _("Platform")),
        Column("pool", pgettext("payments", "Pool")),
        Column("instalment", _("Instalment")),
        Column("due", _("Due on"), "date"),
        Column("light", pgettext("payments", "Standing")),
        Column("left", _("Still to be paid"), "money", total=True),
        Column("yuan", _("Still to be paid in yuan"), "number", decimals=2, total=True),
    ]
    rows = []
    for part in parts:
        line = part.instalment.line
        pool = line.proposal.pool
        rows.append(
            {
                "platform": Cell(str(line.platform), url=statement_url(line)),
                "pool": Cell(str(pool), url=reverse("funding:new_payments", args=(pool.pk,))),
                "instalment": part.instalment.name,
                "due": part.due_on,
                "light": Cell(part.why, light=part.light),
                "left": part.left,
                "yuan": part.left,
            }
        )
    return Table(_("Still to be paid"), columns, rows, name="to_pay", unit=_("10k yuan"))


def entered_table(payments: Iterable[Payment]) -> Table:
    """Return payments and reversals that were entered."""
    columns = [
        Column("platform", _("Platform")),
        Column("instalment", _("Instalment")),
        Column("amount", _("Amount"), "money", total=True),
        Column("paid", _("Paid on"), "date"),
        Column("voucher", _("Voucher number")),
        Column("by", _("Entered by")),
    ]
    rows = [
        {
            "platform": Cell(
                str(payment.instalment.line.platform), url=statement_url(payment.instalment.line)
            ),
            "instalment": payment.instalment.name,
            "amount": payment.amount,
            "paid": payment.paid_on,
            "voucher": payment.voucher,
            "by": str(payment.entered_by),
        }
        for payment in payments
    ]
    return Table(_("Entered today"), columns, rows, name="entered", unit=_("10k yuan"))
