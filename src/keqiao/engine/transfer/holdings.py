"""From the events of a ledger to who holds what on a day: capital subscribed and paid, in exact fractions.

What a holder has not paid yet is kept by its due day: payments go to what is due first, a transfer takes its part of
everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from keqiao.engine.transfer.equity_ledger import CapitalEvent, EquityLedger
from keqiao.language import Message, message
from keqiao.money import digits, split

Basis = Literal["subscribed", "paid", "diluted"]
BASES: dict[Basis, Message] = {
    "subscribed": message("by subscription"),
    "paid": message("by payment"),
    "diluted": message("with promises"),
}
_NOTHING = Fraction(0)


@dataclass(frozen=True)
class UnpaidCapital:
    """Capital that is subscribed and not paid: since when, until when (None: no day is set), how much."""

    since: date
    due: date | None
    amount: Fraction


@dataclass(frozen=True)
class CapitalHolding:
    """What one holder has, in 元 of registered capital; ``promised`` stands outside the register."""

    name: str
    paid: Fraction = _NOTHING
    unpaid: tuple[UnpaidCapital, ...] = ()
    promised: Fraction = _NOTHING

    @property
    def subscribed(self) -> Fraction:
        """Paid and unpaid capital."""
        return self.paid + sum((unpaid.amount for unpaid in self.unpaid), _NOTHING)

    def amount(self, basis: Basis) -> Fraction:
        """What counts in a table of this basis."""
        match basis:
            case "paid":
                return self.paid
            case "diluted":
                return self.subscribed + self.promised
            case _:
                return self.subscribed


@dataclass(frozen=True)
class CapTable:
    """Who holds what at the end of a day, in the order of the ledger's holders; only those who hold or are promised."""

    day: date
    holdings: tuple[CapitalHolding, ...]

    def total(self, basis: Basis) -> Fraction:
        """All capital of this basis."""
        return sum((holding.amount(basis) for holding in self.holdings), _NOTHING)

    def parts(self, basis: Basis) -> dict[str, Fraction]:
        """Each holder's part, together 1; all 0 where there is no such capital."""
        total = self.total(basis)
        return {
            holding.name: holding.amount(basis) / total if total else _NOTHING for holding in self.holdings
        }

    def printed(self, basis: Basis) -> dict[str, Decimal]:
        """Each holder's part in % with two decimals, together 100.00 (largest remainders)."""
        parts = self.parts(basis)
        if not any(parts.values()):
            return dict.fromkeys(parts, Decimal("0.00"))
        return dict(zip(parts, split(Decimal(100), list(parts.values())), strict=True))


Impossible = tuple[int, Message, Message]
"""The place of an event that cannot be, why, and what to do."""


@dataclass
class _Register:
    """Holders while the events are gone through."""

    holdings: dict[str, CapitalHolding]
    promises: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def take(self, event: CapitalEvent) -> tuple[Message, Message] | None:
        """Enter an event; what keeps it from being entered, else None."""
        match event.kind:
            case "subscribe":
                self._subscribe(event)
            case "pay":
                return self._pay(event)
            case "transfer" | "exit":
                return self._move(event)
            case "promise":
                self._promise(event, Fraction(event.amount or 0))
            case "convert":
                return self._convert(event)
            case "lapse":
                return self._lapse(event)
        return None

    def _set(self, name: str, **values: object) -> None:
        before = self.holdings[name]
        kept = {"paid": before.paid, "unpaid": before.unpaid, "promised": before.promised}
        self.holdings[name] = CapitalHolding(name, **(kept | values))  # type: ignore[arg-type]

    def _subscribe(self, event: CapitalEvent) -> None:
        owed = UnpaidCapital(event.day, event.due, Fraction(event.amount or 0))
        self._set(event.holder, unpaid=(*self.holdings[event.holder].unpaid, owed))

    def _pay(self, event: CapitalEvent) -> tuple[Message, Message] | None:
        holding = self.holdings[event.holder]
        left = amount = Fraction(event.amount or 0)
        owed = holding.subscribed - holding.paid
        if amount > owed:
            return message(
                "{name} pays {amount} yuan, but only {owed} yuan are still to be paid",
                name=event.holder,
                amount=digits(amount, least=2),
                owed=digits(owed, least=2),
            ), message("What is paid beyond the subscription is no registered capital; write it as `price`.")
        unpaid = []
        for claim in sorted(holding.unpaid, key=lambda part: (part.due or date.max, part.since)):
            now = min(left, claim.amount)
            left -= now
            if claim.amount > now:
                unpaid.append(UnpaidCapital(claim.since, claim.due, claim.amount - now))
        self._set(event.holder, paid=holding.paid + amount, unpaid=tuple(unpaid))
        return None

    def _move(self, event: CapitalEvent) -> tuple[Message, Message] | None:
        """A transfer to another holder, or an exit: the capital is taken out."""
        holding = self.holdings[event.holder]
        held = holding.subscribed
        amount = held if event.amount is None else Fraction(event.amount)
        if amount > held or not held:
            return message(
                "{name} gives up {amount} yuan, but holds {held} yuan",
                name=event.holder,
                amount=digits(amount, least=2),
                held=digits(held, least=2),
            ), message("Correct the amount, or add the event by which it came to hold more.")
        paid = holding.paid * amount / held if event.paid is None else Fraction(event.paid)
        owed = held - holding.paid
        if paid > min(amount, holding.paid) or amount - paid > owed:
            return message(
                "{paid} yuan of the {amount} yuan cannot be paid up: {name} has paid {held} yuan of {subscribed} yuan",
                paid=digits(paid, least=2),
                amount=digits(amount, least=2),
                name=event.holder,
                held=digits(holding.paid, least=2),
                subscribed=digits(held, least=2),
            ), message("Correct `paid`, or leave it out: then it moves in proportion.")
        share = (amount - paid) / owed if owed else _NOTHING
        stays, goes = _cut(holding.unpaid, 1 - share), _cut(holding.unpaid, share)
        self._set(event.holder, paid=holding.paid - paid, unpaid=stays)
        if event.kind == "transfer" and event.to is not None:
            target = self.holdings[event.to]
            self._set(event.to, paid=target.paid + paid, unpaid=(*target.unpaid, *goes))
        return None

    def _promise(self, event: CapitalEvent, amount: Fraction) -> None:
        key = (event.holder, event.promise or "")
        self.promises[key] = self.promises.get(key, _NOTHING) + amount
        self._set(event.holder, promised=self.holdings[event.holder].promised + amount)

    def _convert(self, event: CapitalEvent) -> tuple[Message, Message] | None:
        if event.promise is not None:
            problem = self._redeem(event, Fraction(event.amount or 0))
            if problem is not None:
                return problem
        self._subscribe(event)
        return None

    def _lapse(self, event: CapitalEvent) -> tuple[Message, Message] | None:
        there = self.promises.get((event.holder, event.promise or ""), _NOTHING)
        return self._redeem(event, there if event.amount is None else Fraction(event.amount))

    def _redeem(self, event: CapitalEvent, amount: Fraction) -> tuple[Message, Message] | None:
        there = self.promises.get((event.holder, event.promise or ""), _NOTHING)
        if amount > there or not there:
            return message(
                "{amount} yuan of the promise “{promise}” to {name} are used, but {there} yuan are promised",
                amount=digits(amount, least=2),
                promise=event.promise or "",
                name=event.holder,
                there=digits(there, least=2),
            ), message("Correct the amount, or add the promise before it.")
        self._promise(event, -amount)
        return None


def _cut(unpaid: tuple[UnpaidCapital, ...], share: Fraction) -> tuple[UnpaidCapital, ...]:
    return tuple(UnpaidCapital(claim.since, claim.due, claim.amount * share) for claim in unpaid if share)


def _register(ledger: EquityLedger) -> _Register:
    return _Register({holder.name: CapitalHolding(holder.name) for holder in ledger.holders})


def impossible_events(ledger: EquityLedger) -> Iterator[Impossible]:
    """Events that cannot be entered after those before them; they are passed over."""
    register = _register(ledger)
    for at, event in ledger.in_order():
        problem = register.take(event)
        if problem is not None:
            yield (at, *problem)


def cap_table(ledger: EquityLedger, day: date) -> CapTable:
    """Who holds what at the end of ``day``. The ledger has been checked: each of its events can be entered."""
    return next(cap_tables(ledger, [day]))


def cap_tables(ledger: EquityLedger, days: list[date]) -> Iterator[CapTable]:
    """The tables at the end of each of ``days``, which are in order; the events are gone through once."""
    register = _register(ledger)
    events = [event for _at, event in ledger.in_order()]
    at = 0
    for day in days:
        while at < len(events) and events[at].day <= day:
            register.take(events[at])
            at += 1
        there = (holding for holding in register.holdings.values() if holding.subscribed or holding.promised)
        yield CapTable(day, tuple(there))
