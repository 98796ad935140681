"""Scores, ranks and grades of replicates: the core, over arrays.

A replicate is one evaluation with parameters of its own. Its totals and ranks are those that ``evaluate``
gives with the same options; only the order of summation differs (relative 1e-14).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Values, half_up
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.plan import Plan, compile_plan, score_needs
from keqiao.engine.robustness.grading import Grader
from keqiao.engine.robustness.matrices import Key, Matrices, Matrix
from keqiao.engine.robustness.parameters import AS_WRITTEN, Parameters, Space, configurations
from keqiao.engine.robustness.perturbation import perturbed
from keqiao.engine.robustness.places import ranks_of
from keqiao.engine.robustness.scopes import branches_of
from keqiao.engine.robustness.tree_scores import Aggregator
from keqiao.engine.robustness.weights import Weigher, WeightShares, classes_of, effective
from keqiao.engine.schemes.scheme import Scheme

CELLS = 1 << 19
"""So many scores (replicates × units) are worked on at once, to stay in cache; a constant, so that the numbers
do not depend on how the work is split."""
Ranks = npt.NDArray[np.int32]


@dataclass
class Block:
    """Results of replicates that stand together. ``totals`` and ``ranks`` are replicates × units (NaN and 0 =
    not ranked), ``grades`` places in :attr:`Replicator.grades` (−1 = none), ``which`` the replicates' numbers in
    the block asked for, ``weights`` for each class of units nodes + 1 × replicates."""

    which: npt.NDArray[np.intp]
    totals: Values
    ranks: Ranks
    grades: npt.NDArray[np.int8] | None
    weights: list[Values]


class Replicator:
    """A scheme and the figures of one period, ready to be evaluated with any parameters of a space."""

    def __init__(
        self,
        scheme: Scheme,
        panel: Panel,
        space: Space,
        *,
        period: str | None = None,
        basis: str = "reported",
    ) -> None:
        """``period``: the last one of the panel where None."""
        self.scheme, self.panel, self.space = scheme, panel, space
        self.period = panel.periods[-1] if period is None else period
        self.basis = basis
        self.plan = _plan(scheme, space)
        self.matrices = Matrices(self.plan, panel, space, self.period, basis)
        frame = self.matrices.frame(basis)
        self.units: list[str] = frame["unit"].to_list()
        self.names: list[str] = frame["name"].to_list()
        profiles = scheme.profiles
        words = [None] * len(self.units) if profiles is None else frame[profiles.by].to_list()
        known = frozenset() if profiles is None else frozenset(profiles.weights)
        self.words, self.classes = classes_of(words, known)
        self.weigher = Weigher(self.plan, space, self.words)
        self.grader = Grader(self.plan)
        self._branches = {
            number: branches_of(self.plan.tree, dimension.scope)
            for number, dimension in enumerate(space.dimensions)
            if dimension.kind == "aggregation"
        }
        self._aggregators: dict[Key, Aggregator] = {}

    @property
    def grades(self) -> tuple[str, ...]:
        """Codes of the grades, best first."""
        return self.grader.codes

    def aggregator(self, choices: Key) -> Aggregator:
        """The tree with the means of a configuration."""
        key = self.matrices.part(choices, "aggregation")
        if key not in self._aggregators:
            means: dict[int, Any] = {}
            for number, branches in sorted(self._branches.items(), key=lambda item: -len(item[1])):
                option = None
                if choices[number] != AS_WRITTEN:
                    option = self.space.dimensions[number].options[choices[number]]
                if option is not None:
                    means.update(dict.fromkeys(branches, option))
            self._aggregators[key] = Aggregator(self.plan.tree, means, self.grader.wanted)
        return self._aggregators[key]

    def blocks(self, parameters: Parameters, *, graded: bool = True, ranked: bool = True) -> list[Block]:
        """Results of every replicate, in blocks of one configuration each."""
        order, runs = configurations(parameters.choices)
        ordered = parameters.take(order)
        limit = max(1, CELLS // max(1, len(self.units)))
        if self.space.errors:
            limit = max(1, limit // max(1, len(self.plan.indicators)))
        result = []
        every = (
            self.weigher.shares(ordered) if parameters.size * len(self.plan.tree.codes) <= 4 * CELLS else None
        )
        for choices, run in runs:
            for start in range(run.start, run.stop, limit):
                part = slice(start, min(start + limit, run.stop))
                values = ordered.take(part)
                shares = (
                    self.weigher.shares(values)
                    if every is None
                    else [replicate.part(part) for replicate in every]
                )
                result.append(self._block(choices, values, shares, order[part], graded=graded, ranked=ranked))
        return result

    def _block(
        self,
        choices: Key,
        values: Parameters,
        shares: list[WeightShares],
        which: npt.NDArray[np.intp],
        *,
        graded: bool,
        ranked: bool,
    ) -> Block:
        matrix = (
            perturbed(self.matrices, choices, values) if self.space.errors else self.matrices.matrix(choices)
        )
        nodes = self.aggregator(choices).run(matrix, self.classes, shares)
        totals = self._totals(matrix, nodes[0])
        ranks = ranks_of(totals) if ranked else np.zeros((0, 0), dtype=np.int32)
        grades = None
        if graded and self.grader.codes:
            grades = self.grader.grade(matrix, totals, nodes)
        return Block(which, totals, ranks, grades, [share.local for share in shares])

    def _totals(self, matrix: Matrix, base: Values) -> Values:
        """Points of the total: bonuses, deductions, bounds, vetoes, rounding."""
        scheme = self.scheme
        totals = base * (scheme.total / 100.0)
        if matrix.points.any():
            totals += matrix.points
        if scheme.minimum is not None or scheme.maximum is not None:
            np.clip(totals, scheme.minimum, scheme.maximum, out=totals)
        if np.isfinite(matrix.ceiling).any():
            np.minimum(totals, matrix.ceiling, out=totals)
        left_out = matrix.stages.field.left_out
        if left_out is not None:
            totals[np.broadcast_to(left_out.reshape(-1, totals.shape[1]), totals.shape)] = np.nan
        return totals if scheme.ranking.decimals is None else half_up(totals, scheme.ranking.decimals)

    def scores(self, parameters: Parameters) -> tuple[Values, Ranks]:
        """Totals and ranks of every replicate, replicates × units, in the order given."""
        totals = np.empty((parameters.size, len(self.units)))
        ranks = np.empty((parameters.size, len(self.units)), dtype=np.int32)
        for block in self.blocks(parameters, graded=False):
            totals[block.which], ranks[block.which] = block.totals, block.ranks
        return totals, ranks

    def effective(self, block: Block) -> list[Values]:
        """For each class of units the weight of each node in the whole, nodes + 1 × replicates."""
        return [effective(self.plan.tree, WeightShares(local, None, None)) for local in block.weights]

    def with_space(self, space: Space) -> Replicator:
        """The same scheme and figures with other parameters."""
        return Replicator(self.scheme, self.panel, space, period=self.period, basis=self.basis)


_plans: dict[tuple[int, Any], Plan] = {}


def _plan(scheme: Scheme, space: Space) -> Plan:
    """The plan of a scheme that also reads what the options read; kept for the next call."""
    options = tuple(
        option
        for dimension in space.dimensions
        if dimension.kind == "normalisation"
        for option in dimension.options
        if option is not None
    )
    key = (id(scheme), options)
    plan = _plans.get(key)
    if plan is None or plan.scheme is not scheme:
        plan = compile_plan(scheme)
        for option in options:
            score_needs(plan.needs, option)
        if options:
            plan = replace(plan, measures=plan.needs.ordered_measures())
        _plans[key] = plan
        if len(_plans) > 32:
            del _plans[next(iter(_plans))]
    return plan
