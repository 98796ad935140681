"""The tree of a scheme laid out flat: numbered nodes, written weights, aggregation of every branch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.tree import Aggregation, Branch, Indicator, Node, Weighting

TOP = 0
"""The number of the whole index; the other nodes follow in the order written."""


@dataclass(frozen=True)
class Inner:
    """A branch, or the top: which nodes are its children and how they become one score."""

    number: int
    code: str
    children: tuple[int, ...]
    aggregation: Aggregation
    weighting: Weighting | None
    direction: int


@dataclass(frozen=True)
class Tree:
    """Numbered nodes. ``columns`` maps a leaf's number to its place among the indicators."""

    codes: tuple[str, ...]
    """Codes of the nodes below the top; node n has ``codes[n − 1]``."""
    inners: tuple[Inner, ...]
    """Children before parents, the top last."""
    columns: dict[int, int]
    written: Values
    """The written weight of each node, NaN where none; [0] is the scheme's total."""
    weights: str

    @classmethod
    def of(cls, scheme: Scheme) -> Tree:
        """Number the nodes of a scheme and settle the aggregation of every branch."""
        codes: list[str] = []
        written: list[float] = [scheme.total]
        columns: dict[int, int] = {}
        inners: list[Inner] = []

        def lay(nodes: tuple[Node, ...]) -> tuple[tuple[int, ...], int]:
            numbers = []
            height = 0
            for node in nodes:
                codes.append(node.code)
                written.append(np.nan if node.weight is None else node.weight)
                number = len(codes)
                numbers.append(number)
                if isinstance(node, Indicator):
                    columns[number] = len(columns)
                    continue
                below, level = lay(node.children)
                height = max(height, level)
                inners.append(_inner(scheme, node, number, below, level))
            return tuple(numbers), height + 1

        children, level = lay(scheme.indicators)
        aggregation = scheme.aggregation or scheme.defaults.levels.get(level) or scheme.defaults.aggregation
        weighting = scheme.weighting or scheme.defaults.weighting
        inners.append(Inner(TOP, scheme.code, children, aggregation, weighting, 1))
        return cls(tuple(codes), tuple(inners), columns, np.array(written), scheme.weights)

    @cached_property
    def number(self) -> dict[str, int]:
        """Node code → number."""
        return {code: number for number, code in enumerate(self.codes, start=1)}

    @cached_property
    def turned(self) -> frozenset[int]:
        """Branches with direction −1: their score is turned over before it enters their parent."""
        return frozenset(inner.number for inner in self.inners if inner.direction < 0)

    @cached_property
    def parent(self) -> dict[int, int]:
        """Number of a node → number of its branch."""
        return {child: inner.number for inner in self.inners for child in inner.children}

    @cached_property
    def inner(self) -> dict[int, Inner]:
        """Number → branch."""
        return {inner.number: inner for inner in self.inners}

    def local_weights(self, replaced: dict[int, float]) -> dict[int, Values]:
        """For each branch the weights of its children, adding up to 1; ``replaced`` holds other weights
        by node number.

        Where all weights of a branch are 0, its children weigh the same.
        """
        points = self.points(replaced)
        result = {}
        for inner in self.inners:
            local = points[list(inner.children)]
            total = local.sum()
            result[inner.number] = local / total if total > 0 else np.full(local.size, 1.0 / local.size)
        return result

    def points(self, replaced: dict[int, float]) -> Values:
        """The weight of each node before it is divided by the sum of its branch; ``replaced`` as above.

        A node without a weight has, in points, the sum of its children's; else it weighs as much as the
        others without.
        """
        points = self.written.copy()
        for inner in self.inners:
            if np.isnan(points[inner.number]) and self.weights == "points":
                points[inner.number] = np.nansum(points[list(inner.children)])
        points = np.where(np.isnan(points), 1.0, points)
        for number, weight in replaced.items():
            points[number] = weight
        return points

    @cached_property
    def _effective(self) -> Values:
        local = self.local_weights({})
        result: Values = np.full(len(self.codes) + 1, self.written[TOP])
        for inner in reversed(self.inners):
            result[list(inner.children)] = result[inner.number] * local[inner.number]
        return result

    def written_points(self, column: int) -> float:
        """The points that the written weight of an indicator is worth (the weight itself in a scheme of
        points)."""
        number = next(number for number, place in self.columns.items() if place == column)
        weight = self.written[number]
        if self.weights == "points" and not np.isnan(weight):
            return float(weight)
        return float(self._effective[number])


def _inner(scheme: Scheme, branch: Branch, number: int, children: tuple[int, ...], level: int) -> Inner:
    aggregation = branch.aggregation or scheme.defaults.levels.get(level) or scheme.defaults.aggregation
    weighting = branch.weighting or scheme.defaults.weighting
    return Inner(number, branch.code, children, aggregation, weighting, branch.direction)
