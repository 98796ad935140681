"""The linear or mixed-integer programme of an optimised allocation as rows: variables, bounds, which rule each row is.

Amounts are float64 in 万元. Variables: y (units × tranches, the performance part of each unit by tranche), then m (the
least amount, for the ratio), z (units, 1 where a unit is funded) and d (units, whole rounding units away from a start)
where they are needed. Every row belongs to a rule by its key, so that rules can be relaxed, dropped and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import cast

import numpy as np
import numpy.typing as npt

from keqiao.engine.allocation.money import TEN_THOUSAND, digits, exact
from keqiao.engine.allocation.rules import Optimised
from keqiao.engine.allocation.terms import Terms, in_yuan
from keqiao.language import Message, message

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StatementRule:
    """A rule that rows belong to. ``unit`` says what relaxing is counted in: money, ratio, units, or none (it can
    only be dropped)."""

    sentence: Message
    unit: str = "money"


@dataclass
class Constraint:
    """low ≤ Σ coefficient × variable ≤ high; ``rule`` is None for rows that only define variables."""

    rule: str | None
    terms: dict[int, float]
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class RoundingSearch:
    """The search for whole rounding units: at most ``radius`` away from ``start`` (grains); ``funded`` is kept."""

    start: npt.NDArray[np.int64]
    radius: int
    funded: Values | None


@dataclass
class Statement:
    """The programme of ``terms``; ``relaxed`` loosens rules by so much (in their unit), ``dropped`` leaves them out."""

    terms: Terms
    relaxed: Mapping[str, float] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    grid: RoundingSearch | None = None
    elastic: str | None = None
    """The rule whose rows may be missed; the least sum of what they miss is then sought."""
    any_plan: bool = False
    """Whether any plan that keeps the rules will do, however little it brings."""

    def __post_init__(self) -> None:
        terms = self.terms
        self.sharing = cast("Optimised", terms.rules.sharing)
        # In an order of their own, so that the answer does not hang on the order in which units were given.
        open_units = [at for at in range(len(terms.units)) if not terms.excluded[at]]
        self.order = sorted(open_units, key=terms.units.order)
        self.count = len(self.order)
        self.step = float(terms.grain / TEN_THOUSAND)
        self.fixed = np.array([self._wan(terms.committed(at)) for at in self.order])
        self.tranches = _tranches(terms, self.sharing)
        self.rules: dict[str, StatementRule] = {}
        self.rows: list[Constraint] = []
        self.binary = self.sharing.threshold is not None or self.sharing.most_units is not None
        tranches = len(self.tranches)
        self.lowest = self.count * tranches
        self.first_z = self.lowest + 1
        self.first_d = self.first_z + (self.count if self.binary else 0)
        self.size = self.first_d + (self.count if self.grid is not None else 0)
        self._state()

    def _wan(self, grains: Fraction | int) -> float:
        return float(grains * self.terms.grain / TEN_THOUSAND)

    def _x(self, k: int, factor: float = 1.0) -> dict[int, float]:
        """The performance part of unit k."""
        tranches = len(self.tranches)
        return {k * tranches + t: factor for t in range(tranches)}

    def _add(
        self, key: str | None, terms: dict[int, float], low: float = -np.inf, high: float = np.inf
    ) -> None:
        if key in self.dropped:
            return
        loose = self.relaxed.get(key or "", 0.0)
        self.rows.append(Constraint(key, terms, low - loose, high + loose))

    def _state(self) -> None:
        everyone: dict[int, float] = {}
        for k in range(self.count):
            everyone |= self._x(k)
        rest = self._wan(self.terms.pool) - float(self.fixed.sum())
        self.rules["pool"] = StatementRule(message("the pool"))
        more = self.relaxed.get("pool", 0.0)
        if "pool" not in self.dropped:
            # A larger pool is spent as a whole too: both sides move.
            low = -np.inf if self.terms.rules.keeps_unspent else rest + more
            self.rows.append(Constraint("pool", everyone, low, rest + more))
        self._bounds()
        self._limits()
        if self.binary:
            self._funding()
        self._fairness()
        if self.grid is not None:
            self._whole(self.grid)

    def _bounds(self) -> None:
        for k, at in enumerate(self.order):
            low, high = self.terms.floors[at], self.terms.caps[at]
            for bound, word in ((low, "floor"), (high, "cap")):
                if bound is None:
                    continue
                key = f"{word} {bound.rule}"
                self.rules.setdefault(key, StatementRule(bound.rule))
                amount = self._wan(bound.grains) - self.fixed[k]
                if word == "floor":
                    self._add(key, self._x(k), low=amount)
                else:
                    self._add(key, self._x(k), high=amount)

    def _limits(self) -> None:
        units, rules = self.terms.units, self.terms.rules
        whole = Fraction(self.terms.pool * self.terms.grain)
        for limit in self.sharing.limits:
            inside = [k for k, at in enumerate(self.order) if units.figures[limit.by][at] > 0]
            row: dict[int, float] = {}
            for k in inside:
                row |= self._x(k)
            fixed = float(sum(self.fixed[k] for k in inside))
            for word, amount, share in (
                ("least", limit.at_least, limit.least_share),
                ("most", limit.at_most, limit.most_share),
            ):
                bounds = [in_yuan(rules, amount)] if amount is not None else []
                bounds += [exact(share) * whole] if share is not None else []
                if not bounds:
                    continue
                edge = max(bounds) if word == "least" else min(bounds)
                key = f"{word} {limit.code}"
                value = digits(edge / TEN_THOUSAND, least=2)
                sentence = (
                    message("{name} together at least {value} 10k yuan", name=limit.name, value=value)
                    if word == "least"
                    else message("{name} together at most {value} 10k yuan", name=limit.name, value=value)
                )
                self.rules[key] = StatementRule(sentence)
                bound = float(edge / TEN_THOUSAND) - fixed
                if word == "least":
                    self._add(key, row, low=bound)
                else:
                    self._add(key, row, high=bound)

    def _funding(self) -> None:
        """z = 1 where a unit gets anything; a funded unit gets at least the threshold."""
        sharing, rules = self.sharing, self.terms.rules
        if sharing.threshold is not None:
            self.rules["threshold"] = StatementRule(
                message(
                    "at least {amount} {unit} or nothing", amount=sharing.threshold, unit=_unit(rules.unit)
                )
            )
        for k in range(self.count):
            z = self.first_z + k
            # Wide enough never to be a bound of its own: caps are rows that can be loosened.
            wide = self._wan(self.terms.pool) + sum(self.relaxed.values())
            self._add(None, {**self._x(k), z: -wide}, high=-self.fixed[k])
            if sharing.threshold is not None and "threshold" not in self.dropped:
                least = float(in_yuan(rules, sharing.threshold) / TEN_THOUSAND)
                least = max(0.0, least - self.relaxed.get("threshold", 0.0))
                self.rows.append(Constraint("threshold", {**self._x(k), z: -least}, low=-self.fixed[k]))
        if sharing.most_units is not None:
            self.rules["most_units"] = StatementRule(
                message("at most {count} units", count=sharing.most_units), "units"
            )
            row = {self.first_z + k: 1.0 for k in range(self.count)}
            self._add("most_units", row, high=float(sharing.most_units))

    def _fairness(self) -> None:
        fairness = self.sharing.fairness
        base = self.fixed if fairness.of == "total" else np.zeros(self.count)
        if fairness.monotone:
            self.rules["monotone"] = StatementRule(message("a better score never gets less"), "none")
            if "monotone" not in self.dropped:
                self._monotone(base)
        if fairness.ratio is None:
            return
        self.rules["ratio"] = StatementRule(
            message("nobody gets more than {ratio} times another", ratio=digits(fairness.ratio)), "ratio"
        )
        if "ratio" in self.dropped:
            return
        ratio = float(fairness.ratio) + self.relaxed.get("ratio", 0.0)
        for k, at in enumerate(self.order):
            lowest = {**self._x(k), self.lowest: -1.0}
            bound = -base[k]
            if self.binary:
                # An unfunded unit is nobody's measure.
                most = self._wan(self.terms.most(at)) + self._wan(self.terms.pool)
                lowest[self.first_z + k] = -most
                bound -= most
            self.rows.append(Constraint("ratio", lowest, low=bound))
            self.rows.append(Constraint("ratio", {**self._x(k), self.lowest: -ratio}, high=-base[k]))

    def _monotone(self, base: Values) -> None:
        """Each unit gets at least as much as every unit of the next lower score; equals in everything get the same."""
        units = self.terms.units
        groups: dict[Fraction, list[int]] = {}
        for k, at in enumerate(self.order):
            score = units.scores[at]
            if score is not None:
                groups.setdefault(score, []).append(k)
        ranked = [groups[score] for score in sorted(groups, reverse=True)]
        for place, group in enumerate(ranked):
            for upper in group:
                for lower in ranked[place + 1] if place + 1 < len(ranked) else ():
                    row = self._x(upper) | self._x(lower, -1.0)
                    self.rows.append(Constraint("monotone", row, low=base[lower] - base[upper]))
            self._equal(group)

    def _equal(self, group: list[int]) -> None:
        """Units of one score that are alike in everything: the same, on the grid at most one rounding unit apart.

        They can be interchanged, so the first ones in their order may be asked to get no less than the later ones.
        """
        apart = self.step if self.grid is not None and self.terms.rules.equals == "first" else 0.0
        alike: dict[tuple[object, ...], list[int]] = {}
        for k in group:
            alike.setdefault(self._alike(k), []).append(k)
        for same in alike.values():
            for one, other in zip(same, same[1:], strict=False):  # noqa: RUF007 - pairs of a short list
                self.rows.append(Constraint("monotone", self._x(one) | self._x(other, -1.0), 0.0, apart))
            if len(same) > 2:
                self.rows.append(
                    Constraint("monotone", self._x(same[0]) | self._x(same[-1], -1.0), 0.0, apart)
                )

    def claim(self, at: int) -> tuple[object, ...]:
        """What makes units equal before the rules: score, what is committed, bounds, every figure that is read."""
        return (self.terms.units.scores[at], *self._figures(at))

    def _alike(self, k: int) -> tuple[object, ...]:
        return self._figures(self.order[k])

    def _figures(self, at: int) -> tuple[object, ...]:
        units = self.terms.units
        low, high = self.terms.floors[at], self.terms.caps[at]
        return (
            self.terms.committed(at),
            None if low is None else low.grains,
            None if high is None else high.grains,
            *(column[at] for column in units.figures.values()),
        )

    def _whole(self, grid: RoundingSearch) -> None:
        for k in range(self.count):
            row = {**self._x(k), self.first_d + k: -self.step}
            amount = float(grid.start[k]) * self.step - self.fixed[k]
            self.rows.append(Constraint(None, row, amount, amount))


def _tranches(terms: Terms, sharing: Optimised) -> list[tuple[float, float]]:
    """Width (万元) and rate of each tranche."""
    if not sharing.returns:
        return [(np.inf, 1.0)]
    steps: list[tuple[float, float]] = []
    before = Decimal(0)
    for tranche in sharing.returns:
        if tranche.to is None:
            steps.append((np.inf, float(tranche.rate)))
        else:
            width = in_yuan(terms.rules, tranche.to - before) / TEN_THOUSAND
            steps.append((float(width), float(tranche.rate)))
            before = tranche.to
    return steps


def _unit(word: str) -> Message:
    return message("10k yuan") if word == "万元" else message("yuan")
