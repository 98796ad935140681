"""Team incentives inside a platform: a share of its money for people, by weights, between a floor and a cap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from keqiao.engine.allocation.applicants import Number
from keqiao.engine.allocation.filling import filled, level
from keqiao.engine.allocation.money import CENT, digits, exact, largest_remainder, to_cent, yuan_text
from keqiao.engine.allocation.payments import payable, permitted_use
from keqiao.engine.allocation.problems import AllocationError, AllocationFinding, Clash, refused
from keqiao.engine.allocation.result import AllocationLine, LineStep
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.language import message


def team_shares(
    rules: AllocationRules,
    amount: Decimal,
    members: Sequence[tuple[str, Number]],
    *,
    team_amount: Decimal | None = None,
) -> tuple[AllocationLine, ...]:
    """A line for each of ``members`` (name, weight) of a platform that got ``amount`` (元).

    ``team_amount`` (元) is what is handed on; left out, all that the rules allow. Raises :class:`AllocationError`
    where the rules bar the money from such payments (the error names the rule), where more is wanted than the rules
    allow, or a weight cannot be used; :class:`Clash` where floor and cap cannot hold with so many members.
    """
    team = rules.team
    if team is None:
        raise refused(
            message("“{rules}” have no part on teams.", rules=rules.name), message("Add `team: …`.")
        )
    if team.use is not None:
        permitted_use(rules, team.use)
    if not all(payable(value) for value in (amount, team_amount) if value is not None):
        raise refused(message("{amount} yuan cannot be paid.", amount=f"{amount} / {team_amount}"))
    most = team_limit(rules, amount)
    handed = most if team_amount is None else team_amount
    if handed > most:
        sentence = message(
            "{wanted} for the team is more than {share} % of {amount}, {most}, by {excess}.",
            wanted=yuan_text(handed),
            share=digits(team.share * 100),
            amount=yuan_text(amount),
            most=yuan_text(most),
            excess=yuan_text(handed - most),
        )
        raise refused(sentence, message("Hand on less."))
    _check(members)
    weights = [exact(weight) for _, weight in members]
    total = exact(handed) * 100
    low, high = exact(team.floor) * total, exact(team.cap) * total
    count = len(members)
    if (
        low * count > total
        or high * sum(weight > 0 for weight in weights) + low * weights.count(Fraction(0)) < total
    ):
        word = (
            message(
                "{count} floors of {share} % are more than the whole.",
                count=count,
                share=digits(team.floor * 100),
            )
            if low * count > total
            else message(
                "{count} caps of {share} % are less than the whole.",
                count=count,
                share=digits(team.cap * 100),
            )
        )
        raise Clash([AllocationFinding("error", word, remedy=message("Change floor, cap or members."))])
    share = level(weights, [low] * count, [max(low, high)] * count, total) or Fraction(0)
    reals = filled(weights, [low] * count, [max(low, high)] * count, share)
    order = [(-weights[at], members[at][0]) for at in range(count)]
    cents = largest_remainder(reals, int(total), order)
    everyone = sum(weights, Fraction(0))
    return tuple(
        _line(
            name, handed, weights[at], everyone, share * weights[at] / 100, reals[at] / 100, cents[at] * CENT
        )
        for at, (name, _) in enumerate(members)
    )


def team_limit(rules: AllocationRules, amount: Decimal) -> Decimal:
    """The most (元, whole cents) that a platform which got ``amount`` may hand on; 0 where the rules have no teams."""
    if rules.team is None:
        return Decimal(0)
    return to_cent(Fraction(int(exact(rules.team.share) * exact(amount) * 100), 100))


def _check(members: Sequence[tuple[str, Number]]) -> None:
    problems = []
    if not members or not any(weight > 0 for _, weight in members):
        sentence = message("Nobody in the team has a weight above 0.")
        problems.append(
            AllocationFinding("error", sentence, remedy=message("Give at least one member a weight."))
        )
    names = [name for name, _ in members]
    for at, (name, weight) in enumerate(members):
        if not 0 <= weight < 10**9:
            sentence = message("The weight {weight} cannot be used.", weight=str(weight)[:40])
            problems.append(
                AllocationFinding("error", sentence, at, name, remedy=message("Write a number from 0 on."))
            )
        if name in names[:at]:
            sentence = message("Two members have this name.")
            problems.append(
                AllocationFinding("error", sentence, at, name, remedy=message("Give each a name of its own."))
            )
    if problems:
        raise AllocationError(problems)


def _line(  # noqa: PLR0917 - one figure for each part of the formula
    name: str,
    handed: Decimal,
    weight: Fraction,
    everyone: Fraction,
    raw: Fraction,
    real: Fraction,
    paid: Decimal,
) -> AllocationLine:
    plain = exact(handed) * weight / everyone
    sentence = message(
        "{amount} × weight {weight} ÷ {total} = {share}",
        amount=yuan_text(handed),
        weight=digits(weight),
        total=digits(everyone),
        share=yuan_text(plain),
    )
    steps = [LineStep("share", sentence, to_cent(plain))]
    amount = steps[0].amount
    if raw != plain:
        moved = to_cent(raw - plain)
        sentence = message("what floors and caps leave for the others: {change}", change=yuan_text(moved))
        steps.append(LineStep("share", sentence, moved))
        amount += moved
    if real != raw:
        moved = to_cent(real - raw)
        sentence = (
            message("raised to the floor: {change}", change=yuan_text(moved))
            if real > raw
            else message("cut to the cap: {change}", change=yuan_text(moved))
        )
        steps.append(LineStep("floor" if real > raw else "cap", sentence, moved))
        amount += moved
    if paid != amount:
        sentence = message("rounded to the cent: {change} yuan", change=digits(paid - amount, least=2))
        steps.append(LineStep("rounding", sentence, paid - amount))
    return AllocationLine(name, paid, tuple(steps))
