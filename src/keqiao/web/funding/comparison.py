"""Several proposals side by side: differences to the first, who gains and loses, what each does as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationError, SchemeTotals, whole
from keqiao.engine.allocation.money import exact
from keqiao.engine.allocation.terms import terms_of
from keqiao.money import YUAN_PER_WAN
from keqiao.web.funding import computation, rulebook
from keqiao.web.funding.computation import wan
from keqiao.web.funding.models import Proposal, ProposalLine
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.registry.models import Platform


@dataclass(frozen=True)
class ComparisonRow:
    """A platform over the proposals: its line in each, None where it has none."""

    platform: Platform
    lines: tuple[ProposalLine | None, ...]

    def amount(self, at: int) -> Decimal | None:
        """Return the amount in a proposal (元)."""
        line = self.lines[at]
        return None if line is None else line.amount

    def difference(self, at: int) -> Decimal | None:
        """Return the amount less that of the first proposal (元)."""
        amount, first = self.amount(at), self.amount(0)
        return None if amount is None or first is None else amount - first


def rows_of(proposals: Sequence[Proposal]) -> list[ComparisonRow]:
    """Return a row for each platform, in the order of the first proposal that names it. Lines must be loaded."""
    by_platform = [{line.platform_id: line for line in proposal.lines.all()} for proposal in proposals]
    rows: dict[int, ComparisonRow] = {}
    for proposal in proposals:
        for line in proposal.lines.all():
            if line.platform_id not in rows:
                rows[line.platform_id] = ComparisonRow(
                    line.platform, tuple(lines.get(line.platform_id) for lines in by_platform)
                )
    return list(rows.values())


def wholes(proposals: Sequence[Proposal]) -> list[SchemeTotals]:
    """Return what each proposal does as a whole. Lines must be loaded."""
    return [
        whole(proposal.label, [line.amount for line in proposal.lines.all()], proposal.unspent)
        for proposal in proposals
    ]


def broken(proposal: Proposal) -> int | None:
    """Return how many rules the kept amounts break: bounds of a platform, and the closing of the sum.

    Counted anew from the rules and the kept input, not taken from the computation; None where they cannot be read.
    """
    lines = {line.platform_id: line.amount for line in proposal.lines.all()}
    units = proposal.input["units"]
    if len(lines) != len(units):
        return None
    try:
        rules = rulebook.rules_of(proposal.rules)
        pool = proposal.amount / YUAN_PER_WAN if rules.unit == "万元" else proposal.amount
        terms = terms_of(rules, computation.units_of(rules, proposal.input), pool)
    except (AllocationError, FundingRefused):
        return None
    count = int(sum(lines.values(), proposal.unspent) != proposal.amount)
    for at, unit in enumerate(units):
        grains = exact(lines[unit["platform"]]) / terms.grain
        # What is committed may have parts of a rounding unit: less than one of them is no breach.
        count += int(grains <= terms.least(at) - 1 or grains >= terms.most(at) + 1)
    return count


def who_moves(rows: Sequence[ComparisonRow], proposals: Sequence[Proposal]) -> list[str]:
    """Return a sentence for each proposal after the first: how many gain and lose, and who most."""
    sentences = []
    for at in range(1, len(proposals)):
        moved = [(row.difference(at) or Decimal(0), str(row.platform)) for row in rows]
        up = [change for change in moved if change[0] > 0]
        down = [change for change in moved if change[0] < 0]
        text = _("%(one)s beside %(first)s: %(up)s platforms get more, %(down)s less, %(same)s the same.") % {
            "one": proposals[at].label,
            "first": proposals[0].label,
            "up": len(up),
            "down": len(down),
            "same": len(moved) - len(up) - len(down),
        }
        if up:
            text += _(" Most more: %(platform)s (+%(amount)s 10k yuan).") % {
                "platform": max(up)[1],
                "amount": wan(max(up)[0]),
            }
        if down:
            text += _(" Most less: %(platform)s (−%(amount)s 10k yuan).") % {
                "platform": min(down)[1],
                "amount": wan(-min(down)[0]),
            }
        sentences.append(text)
    return sentences
