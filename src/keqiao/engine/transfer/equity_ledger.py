"""The capital of a company as its events: who subscribed, paid, transferred, was promised, converted or left."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from keqiao.engine.documents.parts import Part
from keqiao.engine.transfer.transfer_case import Day, Percent, PublicityRecord, Text, Yuan
from keqiao.language import message

EventKind = Literal["subscribe", "pay", "transfer", "promise", "convert", "lapse", "exit"]
EVENTS = {
    "subscribe": message("subscription"),
    "pay": message("payment of capital"),
    "transfer": message("transfer of equity"),
    "promise": message("promise of equity"),
    "convert": message("conversion"),
    "lapse": message("lapse of a promise"),
    "exit": message("exit"),
}
PaymentForm = Literal["cash", "technology", "goods", "land", "equity", "claim"]


class HoldingMember(Part):
    """Somebody who stands behind a holder, with their share of it in %."""

    name: Text
    share: Percent


class EquityHolder(Part):
    """Who may hold capital. ``members`` stand behind a company or partnership, ``position`` is in a state unit."""

    name: Text
    kind: Literal["person", "institution", "company", "partnership", "fund"] = "person"
    state_owned: bool = False
    position: Literal["none", "head", "deputy"] = "none"
    members: tuple[HoldingMember, ...] = ()


class CapitalValuation(Part):
    """What a contribution in kind was valued at, by which report, how its price was made, and its publicity."""

    value: Yuan | None = None
    report: str = ""
    pricing: Literal["negotiated", "listed", "auction"] | None = None
    publicity: PublicityRecord | None = None


class CapitalEvent(Part):
    """One event. ``amount`` is registered capital in 元, ``price`` what was paid for it altogether.

    ``due``: by when a subscription is paid; ``to``: who receives a transfer; ``paid``: how much of a transfer or exit
    was paid up (left out: in proportion); ``promise``: the promise that is converted or lapses; an exit without an
    amount is of everything.
    """

    day: Day = Field(alias="date")
    kind: EventKind
    holder: Text
    amount: Annotated[Yuan, Field(gt=0)] | None = None
    to: Text | None = None
    due: Day | None = None
    paid: Yuan | None = None
    price: Yuan | None = None
    form: PaymentForm = "cash"
    valuation: CapitalValuation | None = None
    promise: Text | None = None
    round: Text | None = None


class EquityLedger(Part):
    """A company with its holders and events; ``limited`` says that it is a limited liability company."""

    cap_table: int = 1
    name: Text
    founded: Day
    limited: bool = True
    holders: Annotated[tuple[EquityHolder, ...], Field(min_length=1)]
    events: tuple[CapitalEvent, ...] = ()

    def in_order(self) -> list[tuple[int, CapitalEvent]]:
        """The events with their places by day; of one day what creates capital or a promise first, then as written."""
        return sorted(enumerate(self.events), key=lambda pair: (pair[1].day, pair[1].kind not in _FIRST))

    def holder(self, name: str) -> EquityHolder:
        """The holder of a name."""
        return next(holder for holder in self.holders if holder.name == name)


_FIRST = {"subscribe", "promise"}
