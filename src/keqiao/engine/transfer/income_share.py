"""From a case to who gets what: net income, reward, each contributor's part and each payment, to the cent.

The reward is rounded up to the cent, so that a floor is never undercut; persons share it by largest remainders (ties
to whoever stands first); payments share a person's part by the rule that the case names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from keqiao.engine.findings import Finding
from keqiao.engine.transfer.law import TransferLaw, packaged_law
from keqiao.engine.transfer.publicity import PublicityPeriod, publicity_periods
from keqiao.engine.transfer.reward_rule import AppliedRule, applied_rule, in_percent
from keqiao.engine.transfer.tax_hint import TaxHint, tax_hint
from keqiao.engine.transfer.tranches import tranches
from keqiao.engine.transfer.transfer_case import MODES, TransferCase
from keqiao.language import Message, message
from keqiao.money import digits, largest_remainder


@dataclass(frozen=True)
class RewardBase:
    """What a reward is taken from: net income, the value of the shares, or a year's operating profit."""

    name: Message | str
    gross: Decimal
    costs: Decimal
    reward: Decimal

    @property
    def net(self) -> Decimal:
        """What is left after costs; may be negative."""
        return self.gross - self.costs


@dataclass(frozen=True)
class PaymentColumn:
    """A payment of the plan."""

    name: Message | str
    day: date | None


@dataclass(frozen=True)
class RewardLine:
    """What one contributor gets: ``part`` of the reward, ``amount`` in 元, ``stake`` as a part of the firm's capital
    (investment in kind only), ``payments`` in the order of the plan.
    """

    name: str
    main: bool
    part: Fraction
    amount: Decimal
    stake: Fraction | None
    payments: tuple[Decimal, ...]


@dataclass(frozen=True)
class MainContributors:
    """What main contributors get together, and the least of it: both as parts of the reward."""

    part: Fraction
    floor: Fraction
    reaches_floor: bool


@dataclass(frozen=True)
class IncomeSharing:
    """The whole answer to a case. ``reward`` in 元; for investment in kind the value of the shares given."""

    case: TransferCase
    law: TransferLaw
    rule: AppliedRule
    bases: tuple[RewardBase, ...]
    reward: Decimal
    columns: tuple[PaymentColumn, ...]
    lines: tuple[RewardLine, ...]
    main: MainContributors | None
    tax: TaxHint | None
    publicity: tuple[PublicityPeriod, ...]
    findings: tuple[Finding, ...]

    @property
    def stays(self) -> Decimal:
        """What stays with the unit: net income less the reward."""
        return sum((base.net for base in self.bases), Decimal(0)) - self.reward


def share_income(case: TransferCase, law: TransferLaw | None = None) -> IncomeSharing:
    """Share the income of a case by the law of its day. Raises :class:`~keqiao.engine.transfer.NoRuleError`."""
    law = law or packaged_law()
    rule = applied_rule(case, law)
    bases, findings = _bases(case, rule, law)
    reward = sum((base.reward for base in bases), Decimal(0))
    columns, lines = _lines(case, bases, reward, rule)
    main, more = _main(case, law, lines, reward)
    publicity = publicity_periods(case, law)
    findings += _unused(case)
    findings += more
    findings += _leaders(case, law)
    findings += [finding for period in publicity if (finding := period.finding) is not None]
    return IncomeSharing(
        case, law, rule, bases, reward, columns, lines, main, tax_hint(case, law), publicity, tuple(findings)
    )


def _bases(
    case: TransferCase, rule: AppliedRule, law: TransferLaw
) -> tuple[tuple[RewardBase, ...], list[Finding]]:
    findings: list[Finding] = []
    if case.by_year:
        years = _years(case, law, findings)
        return tuple(
            RewardBase(
                str(profit.year),
                profit.amount,
                Decimal(0),
                _rewarded(profit.amount, rule.share) if profit.year in years else Decimal(0),
            )
            for profit in sorted(case.profits, key=lambda share: share.year)
        ), findings
    gross = case.amount or Decimal(0)
    costs = sum((cost.amount for cost in case.costs), Decimal(0))
    if case.mode == "investment":  # art. 45 (2) takes a part of the shares themselves, not of a net income
        if costs:
            findings.append(
                Finding(
                    "notice",
                    message(
                        "The shares themselves are shared; costs of {costs} yuan are not taken off.",
                        costs=digits(costs, least=2),
                    ),
                )
            )
        costs = Decimal(0)
    elif gross <= costs:
        findings.append(
            Finding(
                "warning",
                message("{name}: nothing is left after costs, so there is nothing to share.", name=case.name),
                remedy=message("Check amount and costs."),
            )
        )
    return (RewardBase(MODES[case.mode], gross, costs, _rewarded(gross - costs, rule.share)),), findings


def _unused(case: TransferCase) -> list[Finding]:
    """What was written down and does not matter to this way."""
    given = {
        "amount": case.by_year and case.amount is not None,
        "profits": not case.by_year and bool(case.profits),
        "stake": case.mode != "investment" and case.stake is not None,
    }
    return [
        Finding(
            "notice",
            message("`{key}` is not used: the way is {mode}.", key=key, mode=MODES[case.mode]),
            remedy=message("Leave it out, or correct `mode`."),
        )
        for key, there in given.items()
        if there
    ]


def _rewarded(net: Decimal, share: Fraction) -> Decimal:
    return Decimal(ceil(max(Fraction(net), Fraction(0)) * share * 100)).scaleb(-2)


def _years(case: TransferCase, law: TransferLaw, findings: list[Finding]) -> range:
    """The years in which a reward is due: consecutive ones from the first with a profit written down."""
    provision = law.in_force("reward_floor", case.day)
    least = (provision and provision.count("years_least")) or 1
    most = (provision and provision.count("years_most")) or least
    first = min(profit.year for profit in case.profits)
    there = {profit.year for profit in case.profits}
    stated = case.terms.years if case.terms is not None else None
    number = stated if stated is not None else min(max(least, len(there)), most)
    years = range(first, first + number)
    missing = [year for year in years if year not in there]
    if missing:
        findings.append(
            Finding(
                "warning",
                message(
                    "The reward is due in {count} consecutive years from {first}; there is no profit for {years}.",
                    count=number,
                    first=first,
                    years="、".join(map(str, missing)),
                ),
                remedy=message("Add these years when they are closed."),
            )
        )
    if number < least and case.is_bound:
        findings.append(
            Finding(
                "warning",
                message(
                    "The law asks for at least {least} years, the rule gives {count}.",
                    least=least,
                    count=number,
                ),
                remedy=message("Reward the result in {least} to {most} years.", least=least, most=most),
            )
        )
    beyond = sorted(there - set(years))
    if beyond:
        findings.append(
            Finding(
                "notice",
                message("No reward from the years after: {years}.", years="、".join(map(str, beyond))),
            )
        )
    return years


def _lines(
    case: TransferCase, bases: tuple[RewardBase, ...], reward: Decimal, rule: AppliedRule
) -> tuple[tuple[PaymentColumn, ...], tuple[RewardLine, ...]]:
    parts = case.weights()
    columns, paid = _payments(case, bases, parts, reward)
    stakes = [
        None
        if case.stake is None or case.mode != "investment"
        else part * rule.share * Fraction(case.stake) / 100
        for part in parts
    ]
    lines = []
    for person, part, stake, cents in zip(case.contributors, parts, stakes, paid, strict=True):
        amounts = tuple(Decimal(cent).scaleb(-2) for cent in cents)
        lines.append(RewardLine(person.name, person.main, part, sum(amounts, Decimal(0)), stake, amounts))
    return columns, tuple(lines)


def _payments(
    case: TransferCase, bases: tuple[RewardBase, ...], parts: list[Fraction], reward: Decimal
) -> tuple[tuple[PaymentColumn, ...], list[list[int]]]:
    """The payments of the plan, and for each person the cents of each."""
    if case.by_year:
        columns = tuple(PaymentColumn(base.name, None) for base in bases)
        by_year = [_among(base.reward, parts) for base in bases]
        return columns, [[year[at] for year in by_year] for at in range(len(parts))]
    whole = _among(reward, parts)
    if not case.payments:
        name = message("In shares") if case.mode == "investment" else message("At once")
        return (PaymentColumn(name, case.received),), [[cents] for cents in whole]
    shares = [Fraction(payment.share) for payment in case.payments]
    return (
        tuple(PaymentColumn(payment.name, payment.day) for payment in case.payments),
        [tranches(cents, shares, case.remainder) for cents in whole],
    )


def _among(amount: Decimal, parts: list[Fraction]) -> list[int]:
    """Cents of each person, adding up to ``amount``."""
    cents = int(amount.scaleb(2))
    return largest_remainder([part * cents for part in parts], cents, range(len(parts))) if parts else []


def _main(
    case: TransferCase, law: TransferLaw, lines: tuple[RewardLine, ...], reward: Decimal
) -> tuple[MainContributors | None, list[Finding]]:
    provision = law.in_force("main_contributors", case.day)
    floor = None if provision is None else provision.share("share")
    if provision is None or floor is None or not case.contributors:
        return None, []
    part = sum((line.part for line in lines if line.main), Fraction(0))
    main = MainContributors(part, floor, part >= floor)
    if main.reaches_floor:
        return main, []
    sentence = message(
        "Main contributors get {part} % of the reward; {article} asks for at least {floor} %.",
        part=in_percent(part),
        floor=in_percent(floor),
        article=provision.cited,
    )
    remedy = message("Name the main contributors (`main`), or raise their weights.")
    return main, [Finding("warning" if case.is_bound else "notice", sentence, remedy=remedy)]


def _leaders(case: TransferCase, law: TransferLaw) -> list[Finding]:
    provision = law.in_force("leaders_shares", case.day)
    if provision is None or case.mode != "investment" or not case.is_bound:
        return []
    return [
        Finding(
            "warning",
            message(
                "{name} heads the unit: cash may be given, shares as a rule not ({article}).",
                name=person.name,
                article=provision.cited,
            ),
            remedy=message("Give the head cash, or have the exception decided."),
        )
        for person in case.contributors
        if person.position == "head"
    ]
