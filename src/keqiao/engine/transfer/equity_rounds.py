"""Capital round by round: the table after each, who was diluted by how much, and what the company was worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keqiao.engine.transfer.equity_ledger import CapitalEvent, EquityLedger
from keqiao.engine.transfer.holdings import Basis, CapTable, cap_tables

_CHANGING = {"subscribe", "transfer", "convert", "exit"}


@dataclass(frozen=True)
class EquityRound:
    """A round, or a day on which holdings changed.

    ``table`` is that at the end of its last day, ``raised`` what was paid for new capital, ``post_money`` the value of
    the whole at the price of the round; both None where no price is told.
    """

    name: str
    table: CapTable
    before: CapTable | None
    raised: Fraction | None
    post_money: Fraction | None

    def change(self, basis: Basis) -> dict[str, Fraction]:
        """How each holder's part changed against the round before; those who left stand with what they lost."""
        parts = self.table.parts(basis)
        earlier = self.before.parts(basis) if self.before is not None else {}
        return {
            name: parts.get(name, Fraction(0)) - earlier.get(name, Fraction(0))
            for name in dict.fromkeys([*parts, *earlier])
        }


def equity_rounds(ledger: EquityLedger) -> list[EquityRound]:
    """The rounds in the order of their last day; events without a round are rounds of their day."""
    groups: dict[str, list[CapitalEvent]] = {}
    for _at, event in ledger.in_order():
        if event.kind in _CHANGING:
            groups.setdefault(event.round or event.day.isoformat(), []).append(event)
    ordered = sorted(groups.items(), key=lambda pair: pair[1][-1].day)
    tables = list(cap_tables(ledger, [events[-1].day for _name, events in ordered]))
    rounds: list[EquityRound] = []
    for (name, events), table in zip(ordered, tables, strict=True):
        before = rounds[-1].table if rounds else None
        rounds.append(EquityRound(name, table, before, *_price(events, table)))
    return rounds


def _price(events: list[CapitalEvent], table: CapTable) -> tuple[Fraction | None, Fraction | None]:
    new = [event for event in events if event.kind in {"subscribe", "convert"}]
    priced = [event for event in new if event.price is not None]
    if not priced:
        return None, None
    raised = sum((Fraction(event.price or 0) for event in priced), Fraction(0))
    capital = sum((Fraction(event.amount or 0) for event in priced), Fraction(0))
    return raised, raised / capital * table.total("subscribed")
