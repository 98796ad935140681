"""The weights of every replicate: written, replaced, multiplied, with nodes left out, branch by branch.

Arrays are nodes × replicates. Units of different profiles have weights of their own; such units form a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation import weighting
from keqiao.engine.evaluation.arrays import Truth, Values
from keqiao.engine.evaluation.nodes import TOP, Inner, Tree
from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.robustness.parameters import Parameters, Space
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.scopes import below, node_of
from keqiao.language import message

FROM_DATA = frozenset({"entropy", "critic", "standard_deviation", "pca"})
"""Weightings that read the scores of the units."""


@dataclass(frozen=True)
class WeightShares:
    """Weights of a block of replicates for one class of units.

    ``local`` is nodes + 1 × replicates: the weight of each node among its siblings, adding up to 1 over
    those that are not left out. ``included`` is None where no node is left out. ``multipliers`` holds what
    weights found from data are multiplied by, None where nothing. A part of a block knows what it is
    part of (``within``) and its place there: what is worked out for the whole serves every part.
    """

    local: Values
    included: Truth | None
    multipliers: Values | None
    within: tuple[WeightShares, slice] | None = None
    _products: dict[tuple[int, ...], Values] = field(default_factory=dict, repr=False, compare=False)

    def part(self, place: slice) -> WeightShares:
        """The shares of some of the replicates."""
        included = None if self.included is None else self.included[:, place]
        multipliers = None if self.multipliers is None else self.multipliers[:, place]
        return WeightShares(self.local[:, place], included, multipliers, (self, place))

    def down(self, branches: Sequence[Inner]) -> Values:
        """The weight of each node where ``branches`` (parents before children) collapse into the one above them: the
        product down the tree, nodes + 1 × replicates."""
        if self.within is not None:
            whole, place = self.within
            return whole.down(branches)[:, place]
        key = tuple(branch.number for branch in branches)
        product = self._products.get(key)
        if product is None:
            product = self.local.copy() if branches else self.local
            for branch in branches:
                product[_run(branch)] *= product[branch.number]
            self._products[key] = product
        return product


class Weigher:
    """The weights of a scheme with the columns of a space laid over them."""

    def __init__(self, plan: Plan, space: Space, words: tuple[str | None, ...]) -> None:
        """``words``: the word of each class of units in the scheme's profiles, None for none."""
        self.tree = tree = plan.tree
        self.words = words
        self._absolute = _nodes(tree, space.absolute)
        self._scaled = _nodes(tree, space.scaled)
        self._included = _nodes(tree, space.included)
        self._refuse_replacing_found_weights()
        profiles = plan.scheme.profiles
        self._bases = []
        for word in words:
            written = {} if profiles is None or word is None else profiles.weights[word]
            points = tree.points({tree.number[n]: w for n, w in written.items() if n in tree.number})
            for inner in tree.inners:
                _replace_by_rule(points, inner)
            self._bases.append(points)
        self._below = [np.array(below(tree, node), dtype=np.intp) for node in self._included]

    def _refuse_replacing_found_weights(self) -> None:
        for inner in self.tree.inners:
            rule = inner.weighting
            if rule is None or not set(inner.children) & set(self._absolute):
                continue
            raise RobustnessError(
                message(
                    "The weights below {branch} are found by the rule {method}, so they cannot be replaced. "
                    "Vary them by a share, or write weights in the scheme.",
                    branch=inner.code,
                    method=rule.method,
                )
            )

    @property
    def bases(self) -> list[Values]:
        """The written weight of each node for each class, before it is divided by the sum of its branch."""
        return self._bases

    def shares(self, parameters: Parameters) -> list[WeightShares]:
        """The weights of a block, one for each class."""
        included = self._inclusion(parameters)
        return [self._shares(base, parameters, included) for base in self._bases]

    def _inclusion(self, parameters: Parameters) -> Truth | None:
        """nodes + 1 × replicates: False for what is left out, and for a branch of which nothing is left."""
        if not self._included or parameters.included.all():
            return None
        included = np.ones((len(self.tree.codes) + 1, parameters.size), dtype=np.bool_)
        for nodes, row in zip(self._below, parameters.included, strict=True):
            included[nodes] &= row
        for inner in self.tree.inners:
            included[inner.number] &= included[list(inner.children)].any(axis=0)
        return included

    def _shares(self, base: Values, parameters: Parameters, included: Truth | None) -> WeightShares:
        local = np.repeat(base[:, None], parameters.size, axis=1)
        for node, row in zip(self._absolute, parameters.absolute, strict=True):
            gaps = np.isnan(row)
            local[node] = np.where(gaps, local[node], row) if gaps.any() else row
        multipliers = None
        from_data = any(
            inner.weighting is not None and inner.weighting.method in FROM_DATA for inner in self.tree.inners
        )
        if from_data and self._scaled:
            multipliers = np.ones_like(local)
            for node, row in zip(self._scaled, parameters.scaled, strict=True):
                multipliers[node] *= row
        for node, row in zip(self._scaled, parameters.scaled, strict=True):
            local[node] *= row
        if included is not None:
            local *= included
        local[TOP] = 1.0
        for inner in self.tree.inners:
            children = _run(inner)
            block = local[children]
            total = block.sum(axis=0)
            zero = total <= 0
            if zero.any():
                # As in an evaluation: where all weights are 0, the children weigh the same.
                equal = np.ones(block.shape) if included is None else included[children].astype(np.float64)
                block = np.where(zero, equal, block)
                total = block.sum(axis=0)
                total[total == 0] = 1.0
            local[children] = block / total
        return WeightShares(local, included, multipliers)


def _run(inner: Inner) -> slice | list[int]:
    """The rows of a branch's children; a slice where they stand together."""
    children = list(inner.children)
    together = children == list(range(children[0], children[-1] + 1))
    return slice(children[0], children[-1] + 1) if together else children


def _nodes(tree: Tree, codes: tuple[str, ...]) -> list[int]:
    numbers = [node_of(tree, code) for code in codes]
    if TOP in numbers:
        raise RobustnessError(
            message(
                "{code} is the whole index; it has no weight and cannot be left out.",
                code=tree.inner[TOP].code,
            )
        )
    return numbers


def _replace_by_rule(points: Values, inner: Inner) -> None:
    """Equal weights, and weights from a pairwise matrix, do not depend on the data."""
    rule = inner.weighting
    if rule is None:
        return
    children = list(inner.children)
    if rule.method == "ahp":
        points[children] = weighting.ahp(np.array(rule.pairwise, dtype=np.float64)).weights
    else:
        points[children] = 1.0


def effective(tree: Tree, shares: WeightShares) -> Values:
    """The weight of each node in the whole (nodes + 1 × replicates): the product down the tree; the top 1."""
    return shares.down(list(reversed(tree.inners)))


def classes_of(
    words: list[str | None], known: frozenset[str]
) -> tuple[tuple[str | None, ...], list[npt.NDArray[np.intp]]]:
    """The words of profiles that occur among the units (None: no profile), and the units of each."""
    held = [word if word in known else None for word in words]
    order: list[str | None] = [*sorted({word for word in held if word is not None})]
    if None in held or not order:
        order = [None, *order]
    places = [
        np.array([at for at, word in enumerate(held) if word == option], dtype=np.intp) for option in order
    ]
    return tuple(order), places
