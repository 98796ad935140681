"""A line and a proposal in words: the sum with its figures, the steps, the prices of rules, how sure an amount is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.language import message
from keqiao.web.funding.computation import sum_line
from keqiao.web.funding.context import language
from keqiao.web.funding.models import Proposal, ProposalLine
from keqiao.web.site import numbers
from keqiao.web.site.stored_sentences import read

PERFORMANCE = ("share", "grade", "optimum", "floor", "cap", "rounding")
"""Steps that together are the performance part."""
KINDS = ("base", "earmark", "performance")


def kind_words() -> dict[str, str]:
    """Return what the parts of an amount are called."""
    return {"base": _("Base"), "earmark": _("Earmarks"), "performance": _("Performance")}


def parts(line: ProposalLine) -> dict[str, Decimal]:
    """Return the amount (元) by part; the parts add up to it."""
    sums = dict.fromkeys(KINDS, Decimal(0))
    for step in line.steps:
        kind = step["kind"]
        key = kind if kind in sums else "performance"
        sums[key] += Decimal(step["amount"])
    return sums


def formula(line: ProposalLine) -> str:
    """Return ``149.15 = 10.00 + 30.00 + 109.15``: base, each earmark, performance with bounds and rounding (万元)."""
    terms: list[Decimal] = []
    performance = Decimal(0)
    for step in line.steps:
        amount = Decimal(step["amount"])
        if step["kind"] in PERFORMANCE:
            performance += amount
        else:
            terms.append(amount)
    return sum_line(line.amount, [*terms, performance])


@dataclass(frozen=True)
class StepSentence:
    """A step as the page prints it; ``amount`` (元) is empty where the step adds nothing."""

    sentence: str
    amount: Decimal | None


def steps(line: ProposalLine) -> list[StepSentence]:
    """Return the steps in the reader's language."""
    spoken = language()
    return [StepSentence(read(step["said"], spoken), Decimal(step["amount"]) or None) for step in line.steps]


WITHOUT_OTHERS = {
    "{name}: {money} × {column} {count} ÷ {total} = {amount}": message(
        "{name}, in proportion to {column} {count}: {amount}"
    ).template,
    "{rest} ÷ {total} ({level} for each point)": message("{level} for each point").template,
}
"""Sentences that hold a sum over all units, and what a single unit is told instead."""


def own_steps(line: ProposalLine) -> list[StepSentence]:
    """The steps as the line's own platform reads them: without the sums of others (weights, projects, teams)."""
    spoken = language()
    return [
        StepSentence(read(_without_others(step["said"]), spoken), Decimal(step["amount"]) or None)
        for step in line.steps
    ]


def _without_others(said: Any) -> Any:
    """A kept sentence, those within it included, with the sentences that hold sums replaced."""
    if not isinstance(said, dict):
        return said
    if "template" not in said:
        return said
    values = {key: _without_others(value) for key, value in said.get("values", {}).items()}
    return said | {"template": WITHOUT_OTHERS.get(said["template"], said["template"]), "values": values}


def sentences(kept: Iterable[Any]) -> list[str]:
    """Return kept sentences of the engine in the reader's language."""
    spoken = language()
    return [read(remark, spoken) for remark in kept]


@dataclass(frozen=True)
class PriceSentence:
    """The price of a rule: the rule, the gain by loosening it, the sentence."""

    rule: str
    value: float
    sentence: str


def prices(proposal: Proposal) -> list[PriceSentence]:
    """Return the prices of the rules, the dearest first."""
    spoken = language()
    prices = [
        PriceSentence(read(row["rule"], spoken), float(row["value"]), read(row["said"], spoken))
        for row in proposal.prices
    ]
    return sorted(prices, key=lambda price: -price.value)


def by_platform(proposal: Proposal) -> dict[int, Mapping[str, Any]]:
    """Return the rows of the draws by platform; empty where none were made."""
    kept = getattr(proposal, "sensitivity", None)
    return {} if kept is None else {row["platform"]: row for row in kept.rows}


def how_sure(proposal: Proposal, lines: Sequence[ProposalLine]) -> list[str]:
    """Return what the draws say about the proposal as a whole, in sentences; empty where none were made."""
    kept = getattr(proposal, "sensitivity", None)
    if kept is None:
        return []
    if kept.refusal:
        return [_("The amounts could not be drawn."), *sentences(kept.refusal)]
    rows = by_platform(proposal)
    moved = sorted(
        (
            (rows[line.platform_id]["differs"], str(line.platform))
            for line in lines
            if line.platform_id in rows
        ),
        reverse=True,
    )
    paragraphs = [
        _("Scores were drawn %(count)s times (seed %(seed)s); the interval holds %(share)s of the draws.")
        % {"count": kept.draws, "seed": kept.seed, "share": numbers.percent(kept.interval, 0)}
    ]
    never = sum(share == 0 for share, _name in moved)
    paragraphs.append(
        _("%(never)s of %(count)s amounts are the same in every draw.")
        % {"never": never, "count": len(moved)}
    )
    if moved and moved[0][0] > 0:
        paragraphs.append(
            _("The least sure is the amount of %(platform)s: it differs in %(share)s of the draws.")
            % {"platform": moved[0][1], "share": numbers.percent(moved[0][0], 0)}
        )
    if kept.impossible:
        paragraphs.append(
            _("In %(count)s draws the rules cannot hold together; they count neither way.")
            % {"count": kept.impossible}
        )
    return paragraphs
