"""How far the weight of one node must be changed until something happens: another winner, two neighbours swapped,
another grade.

Works for every scheme, also where totals are not linear in the weights (profiles by type, geometric means, gaps,
quotas of grades), since each change is evaluated in full: the weight of one node is multiplied by 1 − step, 1 − 2 step
… and by 1 + step … ``most``, in every profile, and its siblings share what is left as the scheme says. What is told
is the first change of that grid at which it has happened. (One at a time, as in Triantaphyllou and Sánchez, Decision
Sciences 28 (1997) 151: their most critical criterion is the first row.)
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation.nodes import Tree
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.robustness.parameters import Parameters, Space
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.schemes.scheme import Scheme

SCHEMA = {
    "event": pl.String,
    "unit": pl.String,
    "other": pl.String,
    "node": pl.String,
    "factor": pl.Float64,
}
MOST_CELLS = 6_000_000
"""Evaluations × units; larger sets are looked at in larger steps."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.25)


@dataclass(frozen=True)
class _Grid:
    """The changes: for each node its factors, those below 1 first, each side nearest to 1 first."""

    nodes: tuple[str, ...]
    factors: npt.NDArray[np.float64]
    down: int

    def sides(self, happened: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
        """(Node, column) of the first change of each side at which it has happened; ``happened``: nodes × factors."""
        rows = []
        for side in (slice(0, self.down), slice(self.down, None)):
            part = happened[:, side]
            first = part.argmax(axis=1)
            rows += [
                (node, int(at) + (side.start or 0))
                for node, at in enumerate(first)
                if part.shape[1] and part[node, at]
            ]
        return rows


def single_weight_changes(
    scheme: Scheme,
    panel: Panel,
    *,
    period: str | None = None,
    basis: str = "reported",
    most: float = 2.0,
) -> pl.DataFrame:
    """event, unit, other, node, factor: the least change of each single weight, upwards and downwards, by which

    * ``first``: ``other`` takes the first place of ``unit``,
    * ``swap``: ``other``, the next below ``unit``, passes it,
    * ``grade``: ``unit`` gets the grade ``other`` (null: none) instead of its own;

    sorted by event, unit and the size of the change. What no change up to ``most`` times the weight brings about has no
    row; neither has a node without siblings.
    """
    tree = Replicator(scheme, panel, Space(), period=period, basis=basis).plan.tree
    nodes = with_siblings(tree)
    if not nodes:
        return pl.DataFrame(schema=SCHEMA)
    space = Space(scaled=nodes)
    replicator = Replicator(scheme, panel, space, period=period, basis=basis)
    grid = _grid(nodes, len(replicator.units), most)
    ranks, grades = _evaluated(replicator, grid)
    rows = [*_firsts(replicator, grid, ranks), *_swaps(replicator, grid, ranks)]
    if grades is not None:
        rows += _grades(replicator, grid, grades)
    changes = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return changes.sort("event", "unit", (pl.col("factor") - 1).abs(), maintain_order=True)


def with_siblings(tree: Tree) -> tuple[str, ...]:
    """The codes of the nodes whose weight matters: those that share a parent with another."""
    codes: list[str] = []
    for inner in tree.inners:
        if len(inner.children) > 1:
            codes += [tree.codes[child - 1] for child in inner.children]
    return tuple(sorted(codes, key=lambda code: tree.number[code]))


def _grid(nodes: tuple[str, ...], units: int, most: float) -> _Grid:
    for step in STEPS:
        down, up = round(1 / step) - 1, round((most - 1) / step)
        if len(nodes) * (down + up) * units <= MOST_CELLS or step == STEPS[-1]:
            break
    below = 1 - step * np.arange(1, down + 1)
    return _Grid(nodes, np.concatenate([below, 1 + step * np.arange(1, up + 1)]), down)


def _evaluated(
    replicator: Replicator, grid: _Grid
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8] | None]:
    """Ranks and grades, evaluations × units: row 0 as the scheme says, then node by node."""
    count = grid.factors.size
    parameters = Parameters.nominal(replicator.space, 1 + len(grid.nodes) * count)
    for place in range(len(grid.nodes)):
        start = 1 + place * count
        parameters.scaled[place, start : start + count] = grid.factors
    units = len(replicator.units)
    ranks = np.zeros((parameters.size, units), dtype=np.int32)
    grades = np.full((parameters.size, units), -1, dtype=np.int8) if replicator.grades else None
    for block in replicator.blocks(parameters):
        ranks[block.which] = block.ranks
        if grades is not None and block.grades is not None:
            grades[block.which] = block.grades
    return ranks, grades


Row = tuple[str, str, str | None, str, float]


def _firsts(replicator: Replicator, grid: _Grid, ranks: npt.NDArray[np.int32]) -> list[Row]:
    first = ranks == 1
    winners = np.flatnonzero(first[0])
    if not winners.size:
        return []
    changed = first[1:].any(axis=1) & ~first[1:, winners].any(axis=1)
    shape = (len(grid.nodes), grid.factors.size)
    rows: list[Row] = []
    for node, at in grid.sides(changed.reshape(shape)):
        other = int(np.flatnonzero(first[1 + node * shape[1] + at])[0])
        rows += [
            (
                "first",
                replicator.units[winner],
                replicator.units[other],
                grid.nodes[node],
                float(grid.factors[at]),
            )
            for winner in winners
        ]
    return rows


def _swaps(replicator: Replicator, grid: _Grid, ranks: npt.NDArray[np.int32]) -> list[Row]:
    shape = (len(grid.nodes), grid.factors.size)
    order = [int(at) for at in np.argsort(ranks[0], kind="stable") if ranks[0, at] > 0]
    rows: list[Row] = []
    for upper, lower in itertools.pairwise(order):
        if ranks[0, upper] == ranks[0, lower]:
            continue
        there = (ranks[1:, upper] > 0) & (ranks[1:, lower] > 0)
        passed = there & (ranks[1:, lower] < ranks[1:, upper])
        rows += [
            (
                "swap",
                replicator.units[upper],
                replicator.units[lower],
                grid.nodes[node],
                float(grid.factors[at]),
            )
            for node, at in grid.sides(passed.reshape(shape))
        ]
    return rows


def _grades(replicator: Replicator, grid: _Grid, grades: npt.NDArray[np.int8]) -> list[Row]:
    shape = (len(grid.nodes), grid.factors.size)
    rows: list[Row] = []
    for unit, code in enumerate(replicator.units):
        own = grades[0, unit]
        if own < 0:
            continue
        for node, at in grid.sides((grades[1:, unit] != own).reshape(shape)):
            got = int(grades[1 + node * shape[1] + at, unit])
            other = replicator.grades[got] if got >= 0 else None
            rows.append(("grade", code, other, grid.nodes[node], float(grid.factors[at])))
    return rows
