"""Who stands behind holding companies and partnerships: each person's part through all ways, multiplied and added."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from keqiao.engine.transfer.equity_ledger import EquityLedger
from keqiao.engine.transfer.holdings import Basis, CapTable


def look_through(ledger: EquityLedger, table: CapTable, basis: Basis) -> dict[str, Fraction]:
    """The parts of those behind whom nobody is told, together 1 (or all 0), the largest first.

    The ledger has been checked: nobody stands behind themselves.
    """
    members = {holder.name: holder.members for holder in ledger.holders}
    held = table.parts(basis)
    parts = dict(held)
    # Each name is opened once, after everybody who holds it through others: a part is then complete.
    waiting = Counter(member.name for holder in ledger.holders for member in holder.members)
    ready = [name for name in dict.fromkeys([*members, *parts]) if not waiting[name]]
    ends: dict[str, Fraction] = {}
    while ready:
        name = ready.pop()
        part = parts.get(name, Fraction(0))
        for member in members.get(name, ()):
            parts[member.name] = parts.get(member.name, Fraction(0)) + part * Fraction(member.share) / 100
            waiting[member.name] -= 1
            if not waiting[member.name]:
                ready.append(member.name)
        if not members.get(name) and (part or name in held):
            ends[name] = part
    return dict(sorted(ends.items(), key=lambda pair: (-pair[1], pair[0])))
