"""Which tolerated indicators of one unit are left out, and what stands in their place.

An accepted case of fault tolerance (容错) makes an indicator neutral: it is left out and its weight goes to its
siblings, as that of an indicator that does not apply. It never lowers: an indicator whose own score is not below
the neutral value keeps its own score.

The rule, from the lowest branches up: of the tolerated children of a branch those are left out that stand below the
score which the others make without them. A branch all of whose indicators are tolerated is treated in its parent as
a tolerated indicator, with the best score that it can have. For means this is the choice that is best for the unit
among all choices of tolerated indicators (a mean is highest without the children below it), so it does not depend
on any order, a further case never lowers a unit, and no indicator that is left out counts more than the rest of its
branch. In a branch whose units are compared (Copeland) every choice is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation import aggregation
from keqiao.engine.evaluation.arrays import Values, turned_over
from keqiao.engine.evaluation.nodes import TOP, Inner, Tree
from keqiao.engine.evaluation.problems import refused
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.evaluation.weights import ChildParts, JoinedScores, entering, mean, present
from keqiao.language import message

SLACK = 1e-9
"""By so much (on 0–100) a branch must rise before an indicator is left out: binary fractions are no effect."""
MOST_TRIED = 10
"""Up to so many tolerated children of a branch with Copeland every choice is tried (2¹⁰)."""

Nodes = frozenset[int]
NONE: Nodes = frozenset()


@dataclass(frozen=True)
class Way:
    """A unit's way up the tree: the score of each node (NaN = none), and how each changed branch came about."""

    scores: Values
    parts: dict[int, ChildParts]


class NeutralUnit:
    """One row of an evaluation with its own scores, and what it would be with indicators left out."""

    def __init__(self, stages: Stages, joined: JoinedScores, row: int) -> None:
        """``joined`` holds the own scores of every row, and how each branch came about."""
        self.stages, self.joined, self.row = stages, joined, row
        self.tree: Tree = stages.plan.tree
        self.own: Values = joined.scores[row].copy()
        self.parent = self.tree.parent

    def chosen(self, tolerated: Nodes) -> Nodes:
        """The tolerated indicators that are left out."""
        usable = frozenset(node for node in tolerated if not np.isnan(self.own[node]))
        if not usable or np.isnan(self.own[TOP]):
            return NONE
        left_out = self._best(self.tree.inner[TOP], usable, 1.0)[1]
        # What is better by a rounding error below may be worse by one above.
        return left_out if self.way(left_out).scores[TOP] >= self.own[TOP] else NONE

    def way(self, left_out: Nodes) -> Way:
        """The scores of every node without some indicators."""
        scores = self.own.copy()
        scores[list(left_out)] = np.nan
        changed = set(self._above(left_out))
        parts = {}
        for inner in self.tree.inners:
            if inner.number in changed:
                result, parts[inner.number] = self._score(inner, self._entering(inner, scores)[None, :])
                scores[inner.number] = result[0]
        return Way(scores, parts)

    def neutral(self, node: int, way: Way) -> float:
        """The score that a node without one would need to change nothing: the score of the nearest branch above that
        has one, turned over where a branch between is; NaN below a Copeland comparison."""
        path = [node]
        above = self.parent[node]
        while np.isnan(way.scores[above]) and above != TOP:
            path.append(above)
            above = self.parent[above]
        if aggregation.exponent_of(self.tree.inner[above].aggregation) is None:
            return float("nan")
        value = float(way.scores[above])
        for between in path:
            if between in self.tree.turned:
                value = 100.0 - value
        return value

    def gone(self, way: Way) -> Iterator[int]:
        """The nodes that have a score of their own, but none on ``way``."""
        yield from np.flatnonzero(np.isnan(way.scores) & ~np.isnan(self.own)).tolist()

    def _above(self, nodes: Iterable[int]) -> Iterator[int]:
        for node in nodes:
            at = node
            while at != TOP:
                at = self.parent[at]
                yield at

    def _entering(self, inner: Inner, scores: Values) -> Values:
        values: Values = scores[list(inner.children)].copy()
        turned = [place for place, child in enumerate(inner.children) if child in self.tree.turned]
        values[turned] = turned_over(values[turned])
        return values

    def _score(self, inner: Inner, children: Values) -> tuple[Values, ChildParts]:
        """The score of the branch for each row of ``children`` (choices × children)."""
        local: list[Values | float] = [
            float(weight[self.row]) if isinstance(weight, np.ndarray) else weight
            for weight in self.joined.local[inner.number]
        ]
        if aggregation.exponent_of(inner.aggregation) is not None:
            return mean(inner, children, local)
        weights, absent = present(local, children)
        others = self._others()
        field, made = entering(self.joined, inner, self.stages), self.joined.branches[inner.number]
        result, amounts = aggregation.contests(children, weights, field[others], made.weights[others])
        return result, ChildParts(weights, absent, None, amounts)

    def _others(self) -> npt.NDArray[np.intp]:
        """The rows that this one is compared with."""
        places = np.arange(self.stages.field.height)
        for group in self.stages.field.compared("period", None):
            inside = places[group]
            if self.row in inside:
                others: npt.NDArray[np.intp] = inside[inside != self.row]
                return others
        return places[:0]

    def _leaves(self, node: int) -> Nodes:
        """The indicators with a score at or below a node."""
        if node in self.tree.columns:
            return NONE if np.isnan(self.own[node]) else frozenset((node,))
        return frozenset().union(*(self._leaves(child) for child in self.tree.inner[node].children))

    def _best(self, inner: Inner, tolerated: Nodes, want: float) -> tuple[float, Nodes]:
        """The best score of a branch as it enters its parent where ``want`` is 1 (the lowest where −1), and what is
        left out for it; something always stays."""
        values = np.full(len(inner.children), np.nan)
        inside: list[Nodes] = []
        whole: list[Nodes] = []
        for place, child in enumerate(inner.children):
            leaves = self._leaves(child)
            value, left_out = float(self.own[child]), NONE
            if child in self.tree.inner and leaves & tolerated:
                turned = child in self.tree.turned
                value, left_out = self._best(self.tree.inner[child], tolerated, -want if turned else want)
            values[place] = value
            inside.append(left_out)
            whole.append(leaves if leaves and leaves <= tolerated else NONE)
        turned_places = [place for place, child in enumerate(inner.children) if child in self.tree.turned]
        values[turned_places] = turned_over(values[turned_places])
        free = [place for place, leaves in enumerate(whole) if leaves and not np.isnan(values[place])]
        choices = [
            choice
            for choice in self._choices(inner, free, values * want)
            if len(choice) < (~np.isnan(values)).sum()
        ]
        tried = np.tile(values, (len(choices), 1))
        for number, choice in enumerate(choices):
            tried[number, list(choice)] = np.nan
        scores = self._score(inner, tried)[0]
        best = 0
        for number in range(1, len(choices)):
            if want * (scores[number] - scores[best]) > SLACK:
                best = number
        dropped = set(choices[best])
        result = [whole[at] if at in dropped else inside[at] for at in range(len(inside))]
        return float(scores[best]), frozenset().union(*result)

    def _choices(self, inner: Inner, free: list[int], values: Values) -> list[tuple[int, ...]]:
        """Which children to try without, the fewest first: none, then the worst, the two worst …; under Copeland
        every choice."""
        if aggregation.exponent_of(inner.aggregation) is not None:
            worst = sorted(free, key=lambda place: values[place])
            return [tuple(worst[:count]) for count in range(len(worst) + 1)]
        if len(free) > MOST_TRIED:
            unit, period = self.stages.field.frame.select("unit", "period").row(self.row)
            raise refused(
                message(
                    "More than {most} parts of {branch}, whose units are compared one by one, are tolerated. "
                    "Name fewer, or the whole branch.",
                    most=MOST_TRIED,
                    branch=inner.code,
                ),
                unit=unit,
                period=period,
                measure=inner.code,
            )
        return [choice for count in range(len(free) + 1) for choice in combinations(free, count)]
