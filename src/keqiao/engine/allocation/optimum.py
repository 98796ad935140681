"""An optimised allocation: the best plan, brought to whole rounding units, checked exactly, with its prices."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import cast

import numpy as np

from keqiao.engine.allocation.conflicts import clash_of
from keqiao.engine.allocation.money import TEN_THOUSAND, digits, exact, to_cent
from keqiao.engine.allocation.problems import refused
from keqiao.engine.allocation.programme import Programme, Solution
from keqiao.engine.allocation.remainders import remainders_told
from keqiao.engine.allocation.result import Allocation, AllocationLine, Price
from keqiao.engine.allocation.rules import Optimised
from keqiao.engine.allocation.statement import RoundingSearch, StatementRule
from keqiao.engine.allocation.steps import Telling, excluded_line
from keqiao.engine.allocation.terms import ZERO, Terms, in_yuan
from keqiao.language import Message, message

RADII = (2, 8, 64, 4096)
"""Whole amounts are sought so many rounding units around the exact optimum, then farther away."""
TIGHT = 1e-9


def optimised(terms: Terms) -> Allocation:
    """The allocation of most expected contribution; raises :class:`~keqiao.engine.allocation.problems.Clash` where the
    rules cannot hold together."""
    if all(terms.excluded):
        lines = [excluded_line(terms, at) for at in range(len(terms.units))]
        return Allocation(terms, tuple(lines), to_cent(terms.pool * terms.grain), contribution=0.0)
    programme, ideal, grains = plan_of(terms)
    remarks = []
    if ideal.gap > 1e-6:
        remarks.append(
            message(
                "The search was stopped; the plan may miss the best one by up to {share} %.",
                share=digits(exact(round(ideal.gap * 100, 3))),
            )
        )
    claims = [programme.claim(at) for at in range(len(terms.units))]
    remarks += remainders_told(terms, claims, grains)
    unspent = terms.pool - sum(grains)
    if unspent:
        remarks.append(message("{amount} stays in the pool.", amount=terms.money(unspent)))
    worth = dict(zip(programme.order, programme.values().tolist(), strict=True))
    lines, total = [], 0.0
    for at in range(len(terms.units)):
        if terms.excluded[at]:
            lines.append(excluded_line(terms, at))
            continue
        line, gained = _line(terms, programme, at, grains[at], worth[at])
        lines.append(line)
        total += gained
    return Allocation(
        terms,
        tuple(lines),
        to_cent(unspent * terms.grain),
        contribution=total,
        prices=prices(programme, ideal),
        remarks=tuple(remarks),
    )


def plan_of(terms: Terms) -> tuple[Programme, Solution, list[int]]:
    """The programme, its optimum, and whole rounding units next to it; at least one unit is not excluded."""
    programme = Programme(terms)
    ideal = programme.solve()
    if ideal is None:
        raise clash_of(terms)
    return programme, ideal, _whole(programme, ideal)


def _whole(programme: Programme, ideal: Solution) -> list[int]:
    """Whole rounding units next to the optimum, by the same programme over whole numbers, then checked exactly."""
    terms = programme.terms
    least = np.array([ceil(terms.committed(at)) for at in programme.order])
    near = np.maximum(np.rint(ideal.amounts / programme.step).astype(np.int64), least)
    funded = None
    if programme.binary:
        funded = np.rint(ideal.variables[programme.first_z : programme.first_z + programme.count])
    for radius in RADII:
        solution = replace(programme, grid=RoundingSearch(near, radius, funded)).solve()
        if solution is None:
            continue
        whole = np.rint(solution.amounts / programme.step).astype(np.int64)
        grains = [0] * len(terms.units)
        for at, amount in zip(programme.order, whole.tolist(), strict=True):
            grains[at] = amount
        if keeps(terms, grains):
            return grains
    raise refused(
        message("No plan in whole amounts of {grain} keeps all rules.", grain=terms.money(1)),
        message("Write a smaller `rounding`, or loosen the ratio or a limit a little."),
    )


def keeps(terms: Terms, grains: list[int]) -> bool:
    """Whether whole amounts keep every rule, without any tolerance."""
    rules = terms.rules
    sharing = cast("Optimised", rules.sharing)
    spent = sum(grains)
    if spent > terms.pool or (spent < terms.pool and not rules.keeps_unspent):
        return False
    open_units = [at for at in range(len(grains)) if not terms.excluded[at]]
    for at in range(len(grains)):
        if not ceil(terms.least(at)) <= grains[at] <= terms.most(at):
            return False
    threshold = in_yuan(rules, sharing.threshold or 0) / terms.grain
    if any(0 < grains[at] < threshold for at in open_units):
        return False
    funded = [at for at in open_units if grains[at]]
    if sharing.most_units is not None and len(funded) > sharing.most_units:
        return False
    return _fair(terms, sharing, grains, open_units) and _limited(terms, sharing, grains)


def _fair(terms: Terms, sharing: Optimised, grains: list[int], open_units: list[int]) -> bool:
    def part(at: int) -> Fraction:
        return grains[at] - (terms.committed(at) if sharing.fairness.of == "performance" else ZERO)

    if sharing.fairness.monotone:
        least: Fraction | None = None
        by_score: dict[Fraction, list[Fraction]] = {}
        for at in open_units:
            by_score.setdefault(terms.units.scores[at] or ZERO, []).append(part(at))
        for score in sorted(by_score, reverse=True):
            if least is not None and max(by_score[score]) > least:
                return False
            least = min(by_score[score])
    if sharing.fairness.ratio is not None:
        binary = sharing.threshold is not None or sharing.most_units is not None
        parts = [part(at) for at in open_units if not binary or grains[at]]
        return not parts or max(parts) <= exact(sharing.fairness.ratio) * min(parts)
    return True


def _limited(terms: Terms, sharing: Optimised, grains: list[int]) -> bool:
    for limit in sharing.limits:
        together = sum(
            g for g, figure in zip(grains, terms.units.figures[limit.by], strict=True) if figure > 0
        )
        yuan = together * terms.grain
        whole = terms.pool * terms.grain
        low = [in_yuan(terms.rules, limit.at_least or 0), whole * exact(limit.least_share or 0)]
        high = [
            whole if limit.at_most is None else in_yuan(terms.rules, limit.at_most),
            whole * exact(limit.most_share if limit.most_share is not None else 1),
        ]
        if not max(low) <= yuan <= min(high):
            return False
    return True


def _line(
    terms: Terms, programme: Programme, at: int, grains: int, worth: list[float]
) -> tuple[AllocationLine, float]:
    """The line and its expected contribution."""
    telling = Telling(terms, at)
    telling.fixed()
    part = grains - terms.committed(at)
    wan = float(part * terms.grain / TEN_THOUSAND)
    pieces, gained, left = [], 0.0, wan
    for (width, rate), value in zip(programme.tranches, worth, strict=True):
        taken = min(left, width)
        if taken <= TIGHT:
            break
        gained += taken * value
        left -= taken
        text = digits(exact(round(taken, 6)), least=2)
        pieces.append(f"{text} × {digits(exact(value))}" if rate else text)
    sentence = message(
        "Share of most expected contribution: {amount}; it brings {pieces} = {value}",
        amount=terms.money(part),
        pieces=" + ".join(pieces) or "0",
        value=digits(exact(round(gained, 6)), most=2),
    )
    telling.add("optimum", sentence, part)
    return telling.close(grains, _met(terms, at, grains)), gained


def _met(terms: Terms, at: int, grains: int) -> tuple[Message, ...]:
    """The bounds that hold a unit: floor, cap, or a neighbour in score with the same amount."""
    rules = []
    low, high = terms.floors[at], terms.caps[at]
    if low is not None and grains == low.grains:
        rules.append(low.rule)
    if high is not None and grains == high.grains:
        rules.append(high.rule)
    return tuple(rules)


def prices(programme: Programme, ideal: Solution) -> tuple[Price, ...]:
    """For each rule what relaxing it brings, by solving again.

    Of a linear programme it is the one-sided shadow price: the gain of the first 0.01 万元, for one 万元 (where
    the optimum is not degenerate, HiGHS's dual value). Of a mixed-integer one it is the gain of one whole 万元 or one
    unit more; of a ratio, of 0.1 more; of what can only be kept or dropped, of dropping it.
    """
    prices = []
    for key, rule in programme.rules.items():
        small = max(programme.step, 0.01) if not programme.binary else 1.0
        step = {"money": small, "ratio": 0.001 if not programme.binary else 0.1, "units": 1.0}.get(rule.unit)
        if step is None:
            better = replace(programme, dropped=frozenset({key})).solve()
            gain = _gain(better, ideal)
        else:
            better = replace(programme, relaxed={key: step}).solve()
            gain = _gain(better, ideal) / step * (0.1 if rule.unit == "ratio" else 1.0)
        sentence = (
            _price_in_words(rule, gain)
            if better is not None
            else message(
                "“{rule}” cannot be loosened alone: other rules do not allow it.", rule=rule.sentence
            )
        )
        # The last digits are the solver's tolerance, no price.
        prices.append(Price(rule.sentence, round(gain, 5), sentence))
    return tuple(prices)


def _gain(better: Solution | None, ideal: Solution) -> float:
    gain = 0.0 if better is None else better.value - ideal.value
    return gain if abs(gain) > 1e-9 * max(1.0, abs(ideal.value)) else 0.0


def _price_in_words(rule: StatementRule, gain: float) -> Message:
    if gain <= 0:
        return message("“{rule}” costs nothing: loosening it brings no more.", rule=rule.sentence)
    value = digits(Decimal(repr(round(gain, 4))), most=4)
    if rule.unit == "ratio":
        return message(
            "“{rule}”: a ratio larger by 0.1 would bring {value} more.", rule=rule.sentence, value=value
        )
    if rule.unit == "units":
        return message("“{rule}”: one unit more would bring {value} more.", rule=rule.sentence, value=value)
    if rule.unit == "none":
        return message(
            "“{rule}”: without it the plan would bring {value} more.", rule=rule.sentence, value=value
        )
    return message(
        "“{rule}”: loosened by 1 × 10k yuan it would bring {value} more.", rule=rule.sentence, value=value
    )
