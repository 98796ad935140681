"""Funds and joint bodies from the rows of the registers: what came in and went out, and what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from keqiao.engine.transfer.fund_multiples import FundCash, FundMultiples, fund_multiples
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Fund, FundFlow, FundPartner, JointBody, JointEntry, JointParty

CITY = (FundPartner.Kind.CITY,)
PUT_IN = (JointEntry.Kind.MONEY, JointEntry.Kind.EQUIPMENT, JointEntry.Kind.PEOPLE, JointEntry.Kind.KNOWLEDGE)
"""Entries that are contributions; the others are outputs."""


@dataclass(frozen=True)
class FundReading:
    """A fund at the end of a day; amounts in 元. ``valued_on``: the day of the net assets, None: never told.

    ``local``: invested in firms of the city; ``local_asked``: what 返投 asks for, None where nothing is asked.
    """

    fund: Fund
    day: date
    partners: tuple[FundPartner, ...]
    flows: tuple[FundFlow, ...]
    multiples: FundMultiples
    valued_on: date | None
    invested: Decimal
    received: Decimal
    local: Decimal
    local_asked: Decimal | None

    @property
    def committed(self) -> Decimal:
        """What all partners promised."""
        return sum((partner.committed for partner in self.partners), Decimal(0))

    @property
    def local_share(self) -> Fraction | None:
        """How far the local investment that is asked for is reached, as a part of 1."""
        return Fraction(self.local) / Fraction(self.local_asked) if self.local_asked else None


def reading_of(user: Actor, fund: Fund, day: date) -> FundReading:
    """Return a fund at the end of a day, from the rows that a user may see. A fund of 返投 asks for so many times what
    the city's own partners promised.
    """
    rows = FundFlow.objects.visible_to(user).current().filter(fund=fund, on__lte=day)
    flows = list(rows.select_related("firm__organisation", "partner").order_by("on", "pk"))
    partners = list(
        FundPartner.objects.visible_to(user)
        .current()
        .filter(fund=fund)
        .select_related("organisation")
        .order_by("pk")
    )
    sums = _by_kind(flows)
    valued = [flow for flow in flows if flow.kind == FundFlow.Kind.VALUATION]
    cash = [
        FundCash(flow.on, -flow.amount if flow.kind == FundFlow.Kind.CALL else flow.amount)
        for flow in flows
        if flow.kind in {FundFlow.Kind.CALL, FundFlow.Kind.DISTRIBUTION}
    ]
    city = sum((partner.committed for partner in partners if partner.kind in CITY), Decimal(0))
    return FundReading(
        fund,
        day,
        tuple(partners),
        tuple(flows),
        fund_multiples(cash, valued[-1].amount if valued else Decimal(0), valued[-1].on if valued else day),
        valued[-1].on if valued else None,
        sums[FundFlow.Kind.INVESTMENT],
        sums[FundFlow.Kind.EXIT],
        sum(
            (
                flow.amount
                for flow in flows
                if flow.kind == FundFlow.Kind.INVESTMENT and flow.firm is not None and flow.firm.local
            ),
            Decimal(0),
        ),
        None if fund.reinvestment is None else city * fund.reinvestment,
    )


def _by_kind(flows: Iterable[Any]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[flow.kind] += flow.amount
    return sums


@dataclass(frozen=True)
class PartyLine:
    """A party of a joint body: what it pledged and what it put in, in 元."""

    party: JointParty
    put_in: Decimal


@dataclass(frozen=True)
class JointReading:
    """A joint body with its parties, contributions and outputs."""

    body: JointBody
    parties: tuple[PartyLine, ...]
    contributions: tuple[JointEntry, ...]
    outputs: tuple[JointEntry, ...]

    @property
    def put_in(self) -> Decimal:
        """All that was put in with an amount."""
        return sum((entry.amount or Decimal(0) for entry in self.contributions), Decimal(0))


def joint_reading_of(user: Actor, body: JointBody) -> JointReading:
    """Return a joint body from the rows that a user may see."""
    parties = JointParty.objects.visible_to(user).current().filter(body=body).select_related("organisation")
    entries = list(
        JointEntry.objects.visible_to(user)
        .current()
        .filter(body=body)
        .select_related("organisation", "patent", "contract")
        .order_by("on", "pk")
    )
    put_in: dict[int | None, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.kind in PUT_IN:
            put_in[entry.organisation_id] += entry.amount or Decimal(0)
    return JointReading(
        body,
        tuple(PartyLine(party, put_in[party.organisation_id]) for party in parties.order_by("part", "pk")),
        tuple(entry for entry in entries if entry.kind in PUT_IN),
        tuple(entry for entry in entries if entry.kind not in PUT_IN),
    )
