"""Scores of branches and the top for a block of replicates that share one matrix of indicator scores.

Where means of one power follow each other, the tree collapses: the power of the scores times the effective
weights is one matrix product (a geometric mean is linear in logarithms). Where the power changes, the upper
mean is taken over the scores of the lower. What does not collapse (Copeland, weights found from data, branches
that vanish in some replicates) goes through the functions of :mod:`keqiao.engine.evaluation.aggregation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation import aggregation
from keqiao.engine.evaluation.arrays import Truth, Values, turned_over
from keqiao.engine.evaluation.derived_weights import from_data
from keqiao.engine.evaluation.nodes import TOP, Inner, Tree
from keqiao.engine.robustness.matrices import Matrix
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.scopes import below
from keqiao.engine.robustness.weights import FROM_DATA, WeightShares
from keqiao.engine.schemes.tree import Aggregation
from keqiao.language import message

HUGE = 1e300
"""Stands for the infinity of log 0 and 0⁻ᵖ, so that a weight of 0 makes it 0."""


class Aggregator:
    """The tree with one assignment of means. ``wanted`` names branches whose own scores are asked for."""

    def __init__(
        self, tree: Tree, means: Mapping[int, Aggregation], wanted: frozenset[int] = frozenset()
    ) -> None:
        self.tree = tree
        self.means = {inner.number: means.get(inner.number, inner.aggregation) for inner in tree.inners}
        self.powers = {number: aggregation.exponent_of(mean) for number, mean in self.means.items()}
        self._pure: dict[int, bool] = {}
        self._laid: dict[tuple[int, frozenset[int]], tuple[list[int], list[Inner], list[int]]] = {}
        for inner in tree.inners:
            self._pure[inner.number] = self._plain(inner) and all(
                child in tree.columns or self._joins(child, inner.number) for child in inner.children
            )
        self._wanted = wanted
        copeland = (number for number, power in self.powers.items() if power is None)
        self.compared = frozenset(
            node for number in copeland for node in below(tree, number) if node in tree.inner
        )
        """Branches at or below a Copeland comparison."""

    def _plain(self, inner: Inner) -> bool:
        from_data_ = inner.weighting is not None and inner.weighting.method in FROM_DATA
        return self.powers[inner.number] is not None and not from_data_

    def _joins(self, child: int, parent: int) -> bool:
        """Whether a branch below collapses into its parent."""
        same = self.powers[child] == self.powers[parent]
        return self._pure[child] and same and child not in self.tree.turned

    @cached_property
    def _key(self) -> tuple[tuple[int, float | None], ...]:
        return tuple(sorted(self.powers.items()))

    def key(self) -> tuple[tuple[int, float | None], ...]:
        """What makes two aggregators the same."""
        return self._key

    def laid(self, inner: Inner, gaps: frozenset[int]) -> tuple[list[int], list[Inner], list[int]]:
        """What collapses into a branch where ``gaps`` are the indicators with missing scores: indicators, branches
        (parents before children), and children that are steps of their own."""
        key = (inner.number, gaps)
        if key not in self._laid:
            leaves: list[int] = []
            branches: list[Inner] = []
            others: list[int] = []

            def walk(at: Inner) -> None:
                branches.append(at)
                for child in at.children:
                    if child in self.tree.columns:
                        leaves.append(child)
                    elif self._joins(child, inner.number) and gaps.isdisjoint(below(self.tree, child)):
                        walk(self.tree.inner[child])
                    else:
                        others.append(child)

            walk(inner)
            self._laid[key] = leaves, branches, others
        return self._laid[key]

    @property
    def collapsed(self) -> bool:
        """Whether the whole tree is one matrix product of arithmetic means."""
        return self._pure[TOP] and self.powers[TOP] == 1.0

    def run(
        self, matrix: Matrix, classes: Sequence[npt.NDArray[np.intp]], shares: Sequence[WeightShares]
    ) -> dict[int, Values]:
        """Scores (replicates × units, NaN = none) of the top and of every wanted node."""
        work = _Block(self, matrix, classes, shares)
        return {node: work.seen(node) for node in (*self._wanted, TOP)}


@dataclass(frozen=True)
class _Segment:
    """The part of the tree that is one matrix product: its indicators, the branches between (parents before
    children), children that are computed apart; the scores to the power (gaps 0), and which are there (None: all)."""

    leaves: list[int]
    branches: list[Inner]
    others: list[int]
    powered: Values
    present: Values | None


class _Block:
    """One block of replicates on its way up the tree."""

    def __init__(
        self,
        how: Aggregator,
        matrix: Matrix,
        classes: Sequence[npt.NDArray[np.intp]],
        shares: Sequence[WeightShares],
    ) -> None:
        self.how, self.tree, self.matrix = how, how.tree, matrix
        self.classes, self.shares = classes, shares
        self.size = shares[0].local.shape[1]
        self.units = matrix.scores.shape[-2]
        self.apart = matrix.scores.ndim == 3
        self._done: dict[int, Values] = {}

    def node(self, number: int) -> Values:
        """The score of a node, replicates × units."""
        if number in self._done:
            return self._done[number]
        if number in self.tree.columns:
            column = self.matrix.scores[..., self.tree.columns[number]]
            result: Values = column if self.apart else np.broadcast_to(column, (self.size, self.units))
            included = self.shares[0].included
            if included is not None:
                result = np.where(included[number][:, None], result, np.nan)
        else:
            result = self._branch(self.tree.inner[number])
        self._done[number] = result
        return result

    def entering(self, number: int) -> Values:
        """The score of a node as its parent sees it."""
        return turned_over(self.node(number)) if number in self.tree.turned else self.node(number)

    @cached_property
    def own(self) -> _Block:
        """The block without cases of fault tolerance: with it others are compared, from it weights are found."""
        matrix = self.matrix.own
        return self if matrix is None else _Block(self.how, matrix, self.classes, self.shares)

    def seen(self, number: int) -> Values:
        """The score of a node as conditions of grades see it: neutral where a case of fault tolerance left it out."""
        values = self.node(number)
        if self.matrix.own is None or number == TOP:
            return values
        values = values.copy()
        for row in self.matrix.neutral:
            gaps = np.isnan(values[:, row]) & ~np.isnan(self.own.node(number)[:, row])
            at, turned = number, False
            while gaps.any() and at != TOP:
                turned ^= at in self.tree.turned
                at = self.tree.parent[at]
                if self.how.powers[at] is None:
                    break
                above = self.node(at)[:, row]
                values[:, row] = np.where(gaps, 100.0 - above if turned else above, values[:, row])
                gaps &= np.isnan(above)
        return values

    def _branch(self, inner: Inner) -> Values:
        power = self.how.powers[inner.number]
        if power is None or not self.how._plain(inner) or self.apart or inner.number in self.how.compared:
            return self._general(inner)
        segment = self._segment(inner, power)
        others = {child: self.entering(child) for child in segment.others}
        if any(np.isnan(values).any() for values in others.values()):
            return self._general(inner)
        return self._product(inner, power, segment, others)

    def _product(self, inner: Inner, power: float, segment: _Segment, others: Mapping[int, Values]) -> Values:
        """One matrix product, the other children added, divided by the weights that are there."""
        result = np.empty((self.size, self.units))
        leaves = segment.leaves
        for rows, shares in zip(self.classes, self.shares, strict=True):
            weights = shares.down(segment.branches)
            every = rows.size == self.units
            scores = segment.powered if every else segment.powered[rows]
            total = product(weights[leaves], scores) if leaves else np.zeros((self.size, rows.size))
            for child, values in others.items():
                total += weights[child][:, None] * _power(values if every else values[:, rows], power)
            if segment.present is not None:
                here = segment.present if every else segment.present[rows]
                held = product(weights[leaves], here) if leaves else np.zeros_like(total)
                for child in others:
                    held += weights[child][:, None]
                with np.errstate(invalid="ignore", divide="ignore"):
                    total /= held
                if power == 1.0 and (held == 0).any():
                    # A child is there, but weighs nothing: as in an evaluation, that makes 0.
                    present = np.ones((self.size, len(leaves)))
                    if shares.included is not None:
                        present *= shares.included[leaves].T
                    there: Truth = np.asarray(present @ here.T > (-1.0 if others else 0.0))
                    total[(held == 0) & there] = 0.0
            total = _root(total, power)
            if shares.included is not None:
                total[~shares.included[inner.number]] = np.nan
            if every:
                result = total
            else:
                result[:, rows] = total
        return result

    def _segment(self, inner: Inner, power: float) -> _Segment:
        """What collapses into a branch; a branch below with gaps in its scores is a step of its own."""
        key = (inner.number, self.how.key())
        if key in self.matrix.transformed:
            segment: _Segment = self.matrix.transformed[key]
            return segment
        leaves, branches, others = self.how.laid(inner, self._gaps)
        block = self.matrix.scores[:, [self.tree.columns[leaf] for leaf in leaves]]
        present = ~np.isnan(block)
        self._not_negative(inner, power, block)
        powered = np.where(present, _power(np.where(present, block, 1.0), power), 0.0)
        made = _Segment(
            leaves, branches[1:], others, powered, None if present.all() else present.astype(np.float64)
        )
        self.matrix.transformed[key] = made
        return made

    @cached_property
    def _gaps(self) -> frozenset[int]:
        """The indicators whose score is missing for some unit, by number of the node."""
        if "gaps" not in self.matrix.transformed:
            missing = np.asarray(np.isnan(self.matrix.scores).any(axis=0))
            self.matrix.transformed["gaps"] = frozenset(
                node for node, column in self.tree.columns.items() if missing[column]
            )
        gaps: frozenset[int] = self.matrix.transformed["gaps"]
        return gaps

    def _general(self, inner: Inner) -> Values:
        """The functions of an evaluation over replicates × units as rows."""
        children = list(inner.children)
        entering, weights = self._laid_out(inner)
        flat, flat_weights = entering.reshape(-1, len(children)), weights.reshape(-1, len(children))
        power = self.how.powers[inner.number]
        if power is None:
            if self.matrix.own is not None:
                return self._compared(inner, entering, weights)
            fields = [slice(at * self.units, (at + 1) * self.units) for at in range(self.size)]
            return aggregation.aggregate(flat, flat_weights, self.how.means[inner.number], fields).reshape(
                self.size, self.units
            )
        self._not_negative(inner, power, flat)
        if power == 1.0:
            result = aggregation.arithmetic_mean(np.where(np.isnan(flat), 0.0, flat), flat_weights)
            result[np.isnan(flat).all(axis=1)] = np.nan
        else:
            result = aggregation.generalised_mean(flat, flat_weights, power)
        return result.reshape(self.size, self.units)

    def _compared(self, inner: Inner, entering: Values, weights: Values) -> Values:
        """Copeland where a case of fault tolerance makes something neutral: the units concerned meet the others as
        these are without any case, and the others meet them likewise."""
        result = self.own.node(inner.number).copy()
        others, other_weights = self.own._laid_out(inner)
        for row in self.matrix.neutral:
            for at in range(self.size):
                mine = entering[at, [row]], weights[at, [row]]
                rest = np.delete(others[at], row, axis=0), np.delete(other_weights[at], row, axis=0)
                result[at, row] = aggregation.contests(*mine, *rest)[0][0]
        return result

    def _laid_out(self, inner: Inner) -> tuple[Values, Values]:
        """The scores that enter a branch and their weights, those of missing children given to the others:
        replicates × units × children."""
        children = list(inner.children)
        entering = np.empty((self.size, self.units, len(children)))
        for place, child in enumerate(children):
            entering[:, :, place] = self.entering(child)
        weights = np.empty_like(entering)
        rule = inner.weighting
        if rule is not None and rule.method in FROM_DATA:
            codes = [self.tree.codes[child - 1] for child in children]
            data = entering if self.own is self else self.own._laid_out(inner)[0]
            for replicate in range(self.size):
                weights[replicate] = from_data(rule.method, data[replicate], codes)[0]
            multipliers = self.shares[0].multipliers
            if multipliers is not None:
                weights *= multipliers[children].T[:, None, :]
        else:
            for rows, shares in zip(self.classes, self.shares, strict=True):
                weights[:, rows, :] = shares.local[children].T[:, None, :]
        absent = np.isnan(entering)
        if absent.any():
            # Added up child by child, as an evaluation does: Copeland tells scores apart by their last bit.
            weights[absent] = 0.0
            total = np.zeros(entering.shape[:2])
            for place in range(len(children)):
                total += weights[:, :, place]
            total[total == 0.0] = 1.0
            weights /= total[:, :, None]
        return entering, weights

    def _not_negative(self, inner: Inner, power: float, block: Values) -> None:
        if power != 1.0 and block.size and np.nanmin(block, initial=0.0) < 0:
            raise RobustnessError(
                message(
                    "Some scores below {branch} are negative in one of the configurations; a {method} mean is not "
                    "defined for them. Choose normalisations with scores above 0 "
                    "(such as z_score with mean 100, deviation 10).",
                    branch=inner.code,
                    method=self.how.means[inner.number].method,
                )
            )


TILE = 64
SINGLE = 1 << 18
"""Products of so many multiplications run on one thread of BLAS: waking others for less costs more than it gives,
and the numbers do not depend on how many there are."""


def product(weights: Values, scores: Values) -> Values:
    """weightsᵀ × scoresᵀ: replicates × units, from nodes × replicates and units × nodes, tile by tile."""
    count, size, units = weights.shape[0], weights.shape[1], scores.shape[0]
    by_replicate = np.ascontiguousarray(weights.T)
    by_node = np.ascontiguousarray(scores.T)
    width = min(units, TILE)
    rows = max(1, SINGLE // (count * width))
    whole = size // rows * rows
    result = np.empty((size, units))
    stacked = by_replicate[:whole].reshape(-1, rows, count)
    for start in range(0, units, TILE):
        tile = slice(start, start + TILE)
        if whole:
            part = np.matmul(stacked, by_node[:, tile])
            result[:whole, tile] = part.reshape(whole, -1)
        if whole < size:
            result[whole:, tile] = by_replicate[whole:] @ by_node[:, tile]
    return result


def _power(values: Values, power: float) -> Values:
    """f of the mean f⁻¹(Σ w f(x)): x, ln x or xᵖ, infinities made finite."""
    if power == 1.0:
        return values
    with np.errstate(divide="ignore"):
        if power == 0.0:
            return np.maximum(np.log(values), -HUGE)
        return np.minimum(values**power, HUGE)


def _root(values: Values, power: float) -> Values:
    """f⁻¹ of :func:`_power`, in place."""
    if power == 1.0:
        return values
    if power == 0.0:
        return np.exp(values, out=values)
    lost = values > 1e200
    with np.errstate(divide="ignore"):
        result: Values = np.power(values, 1.0 / power, out=values)
    if power < 0:
        result[lost] = 0.0
    return result
