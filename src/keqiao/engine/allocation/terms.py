"""What the rules fix for each unit before anything is shared: base, earmarks, floor, cap; and plain contradictions.

All amounts are :class:`~fractions.Fraction` in rounding units ("grains") of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isfinite

from keqiao.engine.allocation.applicants import Applicants, Number
from keqiao.engine.allocation.money import GRAIN, TEN_THOUSAND, exact, yuan_text
from keqiao.engine.allocation.problems import AllocationFinding, Clash, refused
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.language import Message, message

ZERO = Fraction(0)


@dataclass(frozen=True)
class Bound:
    """A floor or cap in grains and the rule it comes from."""

    grains: int
    rule: Message


@dataclass(frozen=True)
class Terms:
    """The fixed part of an allocation. Sequences have one entry for each unit.

    ``earmarks[k][i]`` is what earmark k gives to unit i; ``set_aside[k]`` its money where it is all claimed.
    """

    rules: AllocationRules
    units: Applicants
    grain: Fraction
    pool: int
    excluded: tuple[bool, ...]
    base: tuple[Fraction, ...]
    earmarks: tuple[tuple[Fraction, ...], ...]
    set_aside: tuple[Fraction, ...]
    floors: tuple[Bound | None, ...]
    caps: tuple[Bound | None, ...]

    def committed(self, at: int) -> Fraction:
        """Base and earmarks of a unit."""
        return self.base[at] + sum((mark[at] for mark in self.earmarks), ZERO)

    def rules_base(self) -> tuple[Fraction, ...]:
        """The base of every unit, were no grade excluded."""
        return tuple(value / self.grain for value in _base(self.rules, self.units))

    def least(self, at: int) -> Fraction:
        """The least that a unit gets: what is committed, or its floor."""
        low = self.floors[at]
        return max(self.committed(at), ZERO if low is None else Fraction(low.grains))

    def most(self, at: int) -> Fraction:
        """The most that a unit gets; no unit gets more than the pool."""
        high = self.caps[at]
        return Fraction(self.pool if high is None else min(high.grains, self.pool))

    def money(self, grains: Fraction | int) -> Message:
        """So many grains as a reader sees them."""
        return yuan_text(grains * self.grain)


def terms_of(rules: AllocationRules, units: Applicants, pool: Number | None = None) -> Terms:
    """The fixed part; raises :class:`Clash` where the rules contradict each other already here.

    ``pool`` (in the unit of the rules) replaces the one of the rules.
    """
    grain = in_yuan(rules, rules.rounding) if rules.rounding is not None else Fraction(GRAIN)
    amount = pool if pool is not None else rules.pool
    if amount is None:
        raise refused(
            message("The rules name no pool."), message("Write `pool: …` in the rules or give the amount.")
        )
    # A pool that is no number (NaN) or endless has no exact value.
    whole = in_yuan(rules, amount) / grain if isfinite(amount) else ZERO
    if whole <= 0:
        raise refused(message("The pool holds nothing."), message("Give an amount above 0."))
    if whole.denominator != 1:
        raise refused(
            message(
                "The pool of {pool} is no multiple of {grain}, to which amounts are rounded.",
                pool=yuan_text(whole * grain),
                grain=yuan_text(grain),
            ),
            message("Round the pool, or write a smaller `rounding`."),
        )
    count = len(units)
    excluded = tuple(grade in rules.excluded for grade in units.grades)
    base = tuple(
        ZERO if out else value / grain for out, value in zip(excluded, _base(rules, units), strict=True)
    )
    marks, aside = _earmarks(rules, units, int(whole), grain, excluded)
    terms = Terms(
        rules,
        units,
        grain,
        int(whole),
        excluded,
        base,
        marks,
        aside,
        tuple(
            None if excluded[at] else floor_of(rules, units, grain, at, grade=units.grades[at])
            for at in range(count)
        ),
        tuple(
            Bound(0, message("excluded"))
            if excluded[at]
            else cap_of(rules, int(whole), grain, grade=units.grades[at])
            for at in range(count)
        ),
    )
    _check(terms)
    return terms


def in_yuan(rules: AllocationRules, amount: Number) -> Fraction:
    """An amount in the unit of the rules, in 元."""
    return exact(amount) * (TEN_THOUSAND if rules.unit == "万元" else 1)


def _base(rules: AllocationRules, units: Applicants) -> Sequence[Fraction]:
    if rules.base is None:
        return [ZERO] * len(units)
    if rules.base.by is not None:
        return units.figures[rules.base.by]
    return [in_yuan(rules, rules.base.amount or Decimal(0))] * len(units)


def _earmarks(
    rules: AllocationRules, units: Applicants, pool: int, grain: Fraction, excluded: Sequence[bool]
) -> tuple[tuple[tuple[Fraction, ...], ...], tuple[Fraction, ...]]:
    marks, aside = [], []
    for mark in rules.earmarks:
        counts = [ZERO if out else value for out, value in zip(excluded, units.figures[mark.by], strict=True)]
        total = sum(counts, ZERO)
        if mark.each is not None:
            claimed = in_yuan(rules, mark.each) * total / grain
            limit = claimed if mark.limit is None else in_yuan(rules, mark.limit) / grain
            money = min(claimed, limit)
        else:
            limit = (
                in_yuan(rules, mark.amount or 0) / grain if mark.share is None else exact(mark.share) * pool
            )
            # What nobody claims goes to what is shared by performance.
            money = limit if total else ZERO
        marks.append(tuple(money * value / total if total else ZERO for value in counts))
        aside.append(limit)
    return tuple(marks), tuple(aside)


def floor_of(
    rules: AllocationRules, units: Applicants, grain: Fraction, at: int, *, grade: str | None
) -> Bound | None:
    """The floor of a unit, had it this grade."""
    floors: list[tuple[Decimal, Message]] = []
    if rules.floor is not None:
        floors.append((rules.floor, message("the floor for every unit")))
    if grade is not None and grade in rules.floors:
        floors.append(
            (rules.floors[grade], message("the floor of the grade {grade}", grade=rules.grades[grade]))
        )
    if rules.start_up is not None and units.figures[rules.start_up.by][at] > 0:
        floors.append((rules.start_up.minimum, message("the start-up minimum")))
    if not floors:
        return None
    amount, rule = max(floors, key=lambda item: item[0])
    return Bound(ceil(in_yuan(rules, amount) / grain), rule)


def cap_of(rules: AllocationRules, pool: int, grain: Fraction, *, grade: str | None) -> Bound | None:
    """The cap of a unit of this grade."""
    caps: list[tuple[Fraction, Message]] = []
    if rules.cap is not None:
        caps.append((in_yuan(rules, rules.cap) / grain, message("the cap for every unit")))
    if grade is not None and grade in rules.caps:
        amount = in_yuan(rules, rules.caps[grade]) / grain
        caps.append((amount, message("the cap of the grade {grade}", grade=rules.grades[grade])))
    if rules.largest_share is not None:
        share = rules.largest_share * 100
        caps.append(
            (
                exact(rules.largest_share) * pool,
                message("the limit of {share} % of the pool for one unit", share=f"{share.normalize():f}"),
            )
        )
    if not caps:
        return None
    grains, rule = min(caps, key=lambda item: item[0])
    return Bound(floor(grains), rule)


def _check(terms: Terms) -> None:
    """Contradictions that need no solving: each names the rules and by how much they miss."""
    findings: list[AllocationFinding] = []
    money = terms.money
    if all(terms.excluded) and not terms.rules.keeps_unspent:
        sentence = message("Every unit is excluded; nobody can get the money.")
        raise Clash([AllocationFinding("error", sentence, remedy=message("Exclude fewer grades."))])
    for at, name in enumerate(terms.units.names):
        low, high, fixed = terms.floors[at], terms.caps[at], terms.committed(at)
        if high is None:
            continue
        if fixed > high.grains:
            sentence = message(
                "Base and earmarks are {fixed}, but {rule} allows {cap}: {excess} too much.",
                fixed=money(fixed),
                rule=high.rule,
                cap=money(high.grains),
                excess=money(fixed - high.grains),
            )
            findings.append(
                AllocationFinding(
                    "error", sentence, at, name, remedy=message("Raise the cap or cut base or earmarks.")
                )
            )
        if low is not None and low.grains > high.grains:
            sentence = message(
                "{floor_rule} wants {floor}, but {rule} allows {cap}: {excess} too much.",
                floor_rule=low.rule,
                floor=money(low.grains),
                rule=high.rule,
                cap=money(high.grains),
                excess=money(low.grains - high.grains),
            )
            findings.append(
                AllocationFinding(
                    "error", sentence, at, name, remedy=message("Lower the floor or raise the cap.")
                )
            )
    everyone = range(len(terms.units))
    fixed = sum((terms.committed(at) for at in everyone), ZERO)
    if fixed > terms.pool:
        marks = sum((sum(mark, ZERO) for mark in terms.earmarks), ZERO)
        sentence = message(
            "Base ({base}) and earmarks ({earmarks}) add up to {total}; the pool of {pool} is {excess} short.",
            base=money(sum(terms.base, ZERO)),
            earmarks=money(marks),
            total=money(fixed),
            pool=money(terms.pool),
            excess=money(fixed - terms.pool),
        )
        findings.append(
            AllocationFinding("error", sentence, remedy=message("Raise the pool or cut base or earmarks."))
        )
    least = sum((terms.least(at) for at in everyone), ZERO)
    if least > terms.pool and fixed <= terms.pool:
        sentence = message(
            "Floors, minima and what is committed add up to {total}; the pool of {pool} is {excess} short.",
            total=money(least),
            pool=money(terms.pool),
            excess=money(least - terms.pool),
        )
        findings.append(
            AllocationFinding("error", sentence, remedy=message("Raise the pool or lower the floors."))
        )
    most = sum((terms.most(at) for at in everyone), ZERO)
    if most < terms.pool and not terms.rules.keeps_unspent:
        sentence = message(
            "Caps allow {total} in all, less than the pool of {pool} by {excess}.",
            total=money(most),
            pool=money(terms.pool),
            excess=money(terms.pool - most),
        )
        findings.append(
            AllocationFinding(
                "error", sentence, remedy=message("Raise the caps, lower the pool, or write `unspent: keep`.")
            )
        )
    if findings:
        raise Clash(findings)
