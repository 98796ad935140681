"""The credit of brokers: what came of their deals, and how both sides rated them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.models import User
from keqiao.web.deals.documents import DealRules
from keqiao.web.deals.models import CONTRACTED, Deal, DealPayment, DealRating, DealState
from keqiao.web.site.tables import Cell, Column, Table

LEAST_DEALS = 5
"""Below so many deals a share says nothing and is not shown."""


@dataclass(frozen=True)
class BrokerCredit:
    """What came of a broker's deals; amounts in 元. ``fee``: by the rules in force."""

    broker: User
    deals: int
    signed: int
    paid: int
    lapsed: int
    received: Decimal
    fee: Decimal
    rating: Decimal | None
    ratings: int

    def share(self, part: int) -> Decimal | None:
        """A part of the deals that were begun, where there are enough to say."""
        return None if self.deals < LEAST_DEALS else Decimal(part) / Decimal(self.deals)


def credits_of(deals: QuerySet[Deal], rules: DealRules) -> list[BrokerCredit]:
    """Return the credit of the brokers of some deals, most money first; a few queries for all of them."""
    rows = deals.order_by().exclude(broker=None)
    counts = rows.values("broker").annotate(
        deals=Count("pk", distinct=True),
        signed=Count("pk", filter=Q(state__in=CONTRACTED), distinct=True),
        paid=Count("pk", filter=Q(state__in=(DealState.PAID, DealState.RATED)), distinct=True),
        lapsed=Count("pk", filter=Q(state=DealState.LAPSED), distinct=True),
    )
    payments = DealPayment.objects.filter(deal__in=rows.values("pk"))
    money = payments.order_by().values("deal", "deal__broker")
    received: dict[int, list[Decimal]] = {}
    for line in money.annotate(sum=Sum(Coalesce(F("receipt__amount"), F("amount")))):
        received.setdefault(line["deal__broker"], []).append(line["sum"] or Decimal(0))
    rated = DealRating.objects.filter(deal__in=rows.values("pk"), broker_points__isnull=False).order_by()
    ratings: dict[int, Any] = {
        line["deal__broker"]: line
        for line in rated.values("deal__broker").annotate(mean=Avg("broker_points"), count=Count("pk"))
    }
    people = {user.pk: user for user in User.objects.filter(pk__in=[line["broker"] for line in counts])}
    credits = [
        BrokerCredit(
            people[line["broker"]],
            line["deals"],
            line["signed"],
            line["paid"],
            line["lapsed"],
            sum(received.get(line["broker"], []), Decimal(0)),
            sum((rules.fee.of(amount) for amount in received.get(line["broker"], [])), Decimal(0)),
            ratings[line["broker"]]["mean"] if line["broker"] in ratings else None,
            ratings[line["broker"]]["count"] if line["broker"] in ratings else 0,
        )
        for line in counts
    ]
    return sorted(credits, key=lambda credit: (-credit.received, credit.broker.pk))


def credit_table(credits: Iterable[BrokerCredit]) -> Table:
    """Return the credit of brokers; each count leads to its deals."""
    rows = []
    for credit in credits:
        url = f"{reverse('deals:list')}?broker={credit.broker.pk}"
        rows.append(
            {
                "broker": Cell(str(credit.broker), url=url),
                "deals": Cell(credit.deals, url=url),
                "signed": Cell(credit.signed, url=f"{url}&state=contract"),
                "signed_share": credit.share(credit.signed),
                "paid": Cell(credit.paid, url=f"{url}&state=money"),
                "paid_share": credit.share(credit.paid),
                "lapsed": Cell(credit.lapsed, url=f"{url}&state=lapsed"),
                "received": credit.received,
                "fee": credit.fee,
                "rating": credit.rating,
                "ratings": credit.ratings,
            }
        )
    columns = [
        Column("broker", pgettext("deal", "Broker")),
        Column("deals", _("Deals"), "number", total=True),
        Column("signed", _("With a contract"), "number", total=True),
        Column("signed_share", _("Share with a contract"), "percent"),
        Column("paid", _("With money received"), "number", total=True),
        Column("paid_share", _("Share with money received"), "percent"),
        Column("lapsed", pgettext("deal", "Lapsed"), "number", total=True),
        Column("received", pgettext("deal", "Money received"), "money", unit="万元", total=True),
        Column("fee", _("Success fee by the rules in force"), "money", unit="万元", total=True),
        Column("rating", _("Mean rating"), "number", decimals=1),
        Column("ratings", _("Number of ratings"), "number", total=True),
    ]
    note = _("Shares are shown from %(count)s deals on.") % {"count": LEAST_DEALS}
    return Table(_("Credit of brokers"), columns, rows, name="brokers", note=note)
