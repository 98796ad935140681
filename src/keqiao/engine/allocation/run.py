"""Rules and units → an allocation that adds up to the pool exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from keqiao.engine.allocation.applicants import Applicants, Number
from keqiao.engine.allocation.checking import check
from keqiao.engine.allocation.filling import filled, level
from keqiao.engine.allocation.money import digits, largest_remainder, to_cent
from keqiao.engine.allocation.problems import AllocationError, AllocationFinding, Clash
from keqiao.engine.allocation.remainders import levelled, paradox_told, remainders_told, stays_told
from keqiao.engine.allocation.result import Allocation
from keqiao.engine.allocation.rules import AllocationRules, ByGrade, Optimised
from keqiao.engine.allocation.steps import excluded_line, level_told, shared_line
from keqiao.engine.allocation.terms import ZERO, Terms, terms_of
from keqiao.engine.allocation.unit_weights import weights_of
from keqiao.language import message


def allocate(rules: AllocationRules, units: Applicants, pool: Number | None = None) -> Allocation:
    """Share out ``pool`` (in the unit of the rules; that of the rules where None) among ``units``.

    Raises :class:`AllocationError` where rules or pool cannot be used, :class:`Clash` where rules cannot hold
    together; the clash names them and by how much they miss.
    """
    wrong = check(rules)
    if wrong:
        raise AllocationError(
            AllocationFinding("error", f.message, column=f.key or None, remedy=f.remedy) for f in wrong
        )
    terms = terms_of(rules, units, pool)
    if isinstance(rules.sharing, Optimised):
        from keqiao.engine.allocation.optimum import optimised

        return optimised(terms)
    weights = weights_of(terms)
    reals, at = _shared(terms, weights)
    spent = sum(reals, ZERO)
    rounded = closed(terms, reals)
    grains = levelled(terms, reals, rounded) if rules.equals == "same" else rounded
    how = level_told(terms, weights, reals, at)
    lines = tuple(
        excluded_line(terms, unit)
        if terms.excluded[unit]
        else shared_line(terms, unit, weights[unit], at, real=reals[unit], grains=grains[unit], how=how)
        for unit in range(len(units))
    )
    remarks = []
    if at != 1 and isinstance(rules.sharing, ByGrade) and rules.fixed and spent == terms.pool:
        remarks.append(
            message(
                "The amounts by grade exceed the pool and are cut to {share} % of the table.",
                share=digits(at * 100, most=4),
            )
        )
    remarks += remainders_told(terms, reals, grains)
    remarks += stays_told(terms, reals, rounded, grains)
    if not rules.fixed or at != 1:
        remarks += paradox_told(terms, reals)
    unspent = terms.pool - sum(grains)
    if unspent:
        remarks.append(message("{amount} stays in the pool.", amount=terms.money(unspent)))
    return Allocation(
        terms,
        lines,
        to_cent(unspent * terms.grain),
        remarks=tuple(remarks),
    )


def closed(terms: Terms, reals: Sequence[Fraction]) -> list[int]:
    """Whole grains by largest remainder; they add up to what is spent, rounded down to a grain."""
    order = [terms.units.order(at) for at in range(len(reals))]
    total = int(sum(reals, ZERO))
    return largest_remainder(reals, total, order)


def _shared(terms: Terms, weights: Sequence[Fraction]) -> tuple[list[Fraction], Fraction]:
    """The whole amount of each unit in grains before rounding, and the level."""
    everyone = range(len(weights))
    fixed = [terms.committed(at) for at in everyone]
    floors = [terms.least(at) - fixed[at] for at in everyone]
    caps = [max(terms.most(at) - fixed[at], floors[at]) for at in everyone]
    rest = terms.pool - sum(fixed, ZERO)
    if terms.rules.fixed:
        filling_level = _fixed(terms, weights, floors, caps, rest)
    else:
        reach = level(weights, floors, caps, rest)
        filling_level = _short(terms, weights, floors, caps) if reach is None else reach
    parts = filled(weights, floors, caps, filling_level)
    return [fixed[at] + parts[at] for at in everyone], filling_level


def _fixed(
    terms: Terms,
    weights: Sequence[Fraction],
    floors: Sequence[Fraction],
    caps: Sequence[Fraction],
    rest: Fraction,
) -> Fraction:
    """Level 1, or less where the table exceeds the pool and may be scaled."""
    wanted = sum(filled(weights, floors, caps, Fraction(1)), ZERO)
    sharing = cast("ByGrade", terms.rules.sharing)
    if wanted > rest:
        if sharing.shortage == "scale":
            exact_level = level(weights, floors, caps, rest)
            if exact_level is not None:
                return exact_level
        raise _too_little(terms, wanted, rest)
    if wanted < rest and not terms.rules.keeps_unspent:
        sentence = message(
            "The amounts by grade need {wanted}; {rest} of the pool would stay.",
            wanted=terms.money(wanted),
            rest=terms.money(rest - wanted),
        )
        raise Clash(
            [
                AllocationFinding(
                    "error",
                    sentence,
                    remedy=message("Write `unspent: keep`, lower the pool, or use coefficients."),
                )
            ]
        )
    return Fraction(1)


def _too_little(terms: Terms, wanted: Fraction, rest: Fraction) -> Clash:
    """Fixed amounts that exceed what is there, counted by grade."""
    rules = terms.rules
    counts = "、".join(
        f"{name} {terms.units.grades.count(code)}"
        for code, name in rules.grades.items()
        if code in terms.units.grades
    )
    sentence = message(
        "The amounts by grade ({counts}) need {wanted}; base and earmarks leave {rest}: {excess} are missing.",
        counts=counts,
        wanted=terms.money(wanted),
        rest=terms.money(rest),
        excess=terms.money(wanted - rest),
    )
    remedy = message("Raise the pool, lower the amounts, or write `shortage: scale`.")
    return Clash([AllocationFinding("error", sentence, remedy=remedy)])


def _short(
    terms: Terms, weights: Sequence[Fraction], floors: Sequence[Fraction], caps: Sequence[Fraction]
) -> Fraction:
    """No level reaches the pool: units with a weight all meet their caps. Keeps the rest where the rules allow it."""
    # A level at which every unit that counts stands at its cap.
    top = max((cap / weight for cap, weight in zip(caps, weights, strict=True) if weight), default=ZERO)
    if terms.rules.keeps_unspent:
        return top
    spent = sum(filled(weights, floors, caps, top), ZERO)
    fixed = sum((terms.committed(at) for at in range(len(weights))), ZERO)
    rest = terms.money(terms.pool - spent - fixed)
    if not any(weights):
        sentence = message("No unit has a weight above 0; {rest} cannot be shared out.", rest=rest)
    else:
        sentence = message(
            "Every unit that counts stands at its cap; {rest} cannot be shared out.", rest=rest
        )
    raise Clash(
        [
            AllocationFinding(
                "error", sentence, remedy=message("Raise the caps, lower the pool, or write `unspent: keep`.")
            )
        ]
    )
