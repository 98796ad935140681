"""Accepted cases of fault tolerance (容错) in an evaluation: which cells they name, what becomes of them.

A cell is a unit's indicator in a period; a branch stands for all its indicators. Only the unit's own way up the tree
changes: its values stay in the field with which other units are compared, in the data from which weights are found,
and in Copeland comparisons of others. See :mod:`keqiao.engine.evaluation.neutral` for what is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.flags import Flag
from keqiao.engine.evaluation.neutral import NeutralUnit, Nodes, Way
from keqiao.engine.evaluation.nodes import TOP, Tree
from keqiao.engine.evaluation.panel import Cell, Panel
from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.evaluation.problems import DataError, DataFinding
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.evaluation.weights import ChildParts, JoinedScores, hand_down
from keqiao.language import message

TABLE = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "indicator": pl.String,
    "own": pl.Float64,
    "neutral": pl.Float64,
    "points": pl.Float64,
    "neutralised": pl.Boolean,
}
"""A row for each tolerated indicator: its own score, the neutral value (both 0–100), by how many points of the total
it is raised, and whether it was made neutral (else the case has no effect)."""
OWN = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "node": pl.String,
    "score": pl.Float64,
    "weight": pl.Float64,
    "contribution": pl.Float64,
}
"""What every node of the units with a neutralised indicator would be without any case; node "" is the top."""

Tolerated = Mapping[tuple[str, str], Nodes]
"""(period, unit) → numbers of the indicators in the tree."""


@dataclass(frozen=True)
class Neutralised:
    """The two tables of an evaluation with tolerated cells."""

    table: pl.DataFrame
    own: pl.DataFrame


def tolerated(plan: Plan, panel: Panel) -> Tolerated:
    """The tolerated indicators of each unit in each period. Raises :class:`DataError` for a cell whose unit, period
    or indicator is not there, with every such cell."""
    if not panel.tolerated:
        return {}
    rows = set(panel.reported.select("period", "unit").iter_rows())
    problems = []
    forgiven: dict[tuple[str, str], Nodes] = {}
    for unit, period, code in sorted(panel.tolerated):
        node = plan.tree.number.get(code)
        if period not in panel.periods:
            sentence = message(
                "A tolerated cell names the period {period}, which the data do not have.", period=period
            )
        elif (period, unit) not in rows:
            sentence = message("A tolerated cell names a unit that the data do not have in this period.")
        elif node is None:
            sentence = message(
                "A tolerated cell names {code}, which is no indicator of the scheme.", code=code
            )
        else:
            leaves = leaves_of(plan.tree, node)
            forgiven[period, unit] = forgiven.get((period, unit), frozenset()) | leaves
            continue
        problems.append(DataFinding("error", sentence, unit, period, code))
    if problems:
        raise DataError(problems)
    return forgiven


def leaves_of(tree: Tree, node: int) -> Nodes:
    """The indicators at or below a node."""
    if node in tree.columns:
        return frozenset((node,))
    return frozenset().union(*(leaves_of(tree, child) for child in tree.inner[node].children))


def neutralise(
    stages: Stages, joined: JoinedScores, score: Values, cells: Tolerated, basis: str
) -> Neutralised:
    """Leave out what is tolerated and below neutral: scores, weights and contributions of the units concerned change
    in place, and so do the scores of their indicators (NaN) and their flags.

    ``joined`` must have kept how its branches came about.
    """
    rows = _rows(stages, cells)
    units = {row: NeutralUnit(stages, joined, row) for row in rows}
    # Everything is decided by the own scores of all units before any row changes.
    left_out = {row: unit.chosen(rows[row]) for row, unit in units.items()}
    ways = {row: unit.way(left_out[row]) for row, unit in units.items()}
    own_rows = [row for row in rows if left_out[row]]
    own = _own(stages, joined, own_rows, basis)
    lines = [
        line
        for row, unit in units.items()
        for line in _lines(unit, rows[row], left_out[row], ways[row], basis)
    ]
    for row in own_rows:
        _change(joined, units[row], ways[row])
        for node in left_out[row]:
            score[row, stages.plan.tree.columns[node]] = np.nan
    for row, nodes in rows.items():
        for node in nodes:
            flag = Flag.TOLERATED | Flag.REDISTRIBUTED if node in left_out[row] else Flag.TOLERATED_NO_EFFECT
            stages.flags[row, stages.plan.tree.columns[node]] |= np.uint16(flag)
    if own_rows:
        hand_down(stages, joined)
    return Neutralised(pl.DataFrame(lines, schema=TABLE, orient="row"), own)


def _rows(stages: Stages, cells: Tolerated) -> dict[int, Nodes]:
    """Row → tolerated indicators, in the order of the rows."""
    frame = stages.field.frame.select("period", "unit")
    wanted = pl.Series([unit for _, unit in cells], dtype=pl.String)
    places = frame.with_row_index("row").filter(pl.col("unit").is_in(wanted.implode()))
    forgiven = {}
    for row, period, unit in places.iter_rows():
        if (period, unit) in cells:
            forgiven[row] = cells[period, unit]
    return forgiven


def _lines(
    unit: NeutralUnit, nodes: Nodes, left_out: Nodes, way: Way, basis: str
) -> list[tuple[object, ...]]:
    """The rows of the table for one unit, in the order of the scheme."""
    name, period = unit.stages.field.frame.select("unit", "period").row(unit.row)
    tree = unit.tree
    scale = float(tree.written[TOP]) / 100.0
    effect = (way.scores[TOP] - unit.own[TOP]) * scale if left_out else 0.0
    order = sorted(nodes)
    neutral = {
        node: unit.neutral(node, way if node in left_out else unit.way(left_out | {node})) for node in order
    }
    dropped = [node for node in order if node in left_out]
    weights = np.array([unit.joined.weights[unit.row, node] for node in dropped])
    lifts = np.array([neutral[node] - unit.own[node] for node in dropped])
    # In an arithmetic mean the lifts × weights add up to the whole effect; elsewhere they share it out.
    by = weights * np.where(lifts > 0, lifts, 0.0) if dropped and (lifts > 0).any() else weights
    if dropped and not by.sum() > 0:
        by = np.ones(len(dropped))
    points = dict(zip(dropped, (effect * by / by.sum()).tolist(), strict=True)) if dropped else {}
    return [
        (
            period,
            basis,
            name,
            tree.codes[node - 1],
            _none(unit.own[node]),
            _none(neutral[node]),
            points.get(node, 0.0),
            node in left_out,
        )
        for node in order
    ]


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _own(stages: Stages, joined: JoinedScores, rows: Iterable[int], basis: str) -> pl.DataFrame:
    tree = stages.plan.tree
    lines = []
    for row in rows:
        unit, period = stages.field.frame.select("unit", "period").row(row)
        for node, code in enumerate(("", *tree.codes)):
            figures = (block[row, node] for block in (joined.scores, joined.weights, joined.contributions))
            lines.append((period, basis, unit, code, *(_none(figure) for figure in figures)))
    return pl.DataFrame(lines, schema=OWN, orient="row")


def _change(joined: JoinedScores, unit: NeutralUnit, way: Way) -> None:
    """Write a unit's way up the tree into the blocks."""
    row = unit.row
    joined.scores[row] = way.scores
    for node in unit.gone(way):
        joined.neutral.setdefault(node, {})[row] = unit.neutral(node, way)
    for number, parts in way.parts.items():
        target = joined.branches[number]
        if not target.weights.flags.writeable:
            same = target.slopes is target.weights
            target.weights = target.weights.copy(order="F")
            target.slopes = target.weights if same else target.slopes
        target.weights[row] = parts.weights[0]
        _put(target, parts, row)


def _put(target: ChildParts, parts: ChildParts, row: int) -> None:
    if parts.absent is not None or target.absent is not None:
        if target.absent is None:
            target.absent = np.zeros(target.weights.shape, dtype=np.bool_, order="F")
        target.absent[row] = False if parts.absent is None else parts.absent[0]
    if target.slopes is None:
        target.amounts[row] = parts.amounts[0]
    elif parts.slopes is not None and target.slopes is not target.weights:
        target.slopes[row] = parts.slopes[0]


def cell_codes(table: pl.DataFrame) -> list[Cell]:
    """The cells that were made neutral: (unit, period, code of the indicator)."""
    rows = table.filter("neutralised").select("unit", "period", "indicator").iter_rows()
    return [(unit, period, code) for unit, period, code in rows]
