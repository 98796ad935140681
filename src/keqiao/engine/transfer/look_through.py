"""Who stands behind holding companies and partnerships: each person's part through all ways, multiplied and added."""

from __future__ import annotations

from fractions import Fraction

from keqiao.engine.transfer.equity_ledger import EquityLedger
from keqiao.engine.transfer.holdings import Basis, CapTable


def look_through(ledger: EquityLedger, table: CapTable, basis: Basis) -> dict[str, Fraction]:
    """The parts of those behind whom nobody is told, together 1 (or all 0), the largest first.

    The ledger has been checked: nobody stands behind themselves.
    """
    members = {one.name: one.members for one in ledger.holders}
    parts: dict[str, Fraction] = {}

    def add(name: str, part: Fraction) -> None:
        behind = members.get(name, ())
        for member in behind:
            add(member.name, part * Fraction(member.share) / 100)
        if not behind:
            parts[name] = parts.get(name, Fraction(0)) + part

    for name, part in table.parts(basis).items():
        add(name, part)
    return dict(sorted(parts.items(), key=lambda pair: (-pair[1], pair[0])))
