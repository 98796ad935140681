"""The nearest value of one figure, below and above, at which something holds; all other figures stay.

Rules are not monotone (a share that fails at 5 000 of revenue passes at 5 000.01), so both sides are looked at. The
candidates are the grid points of the figure's step beside every value at which a comparison turns; between two turns
the truth does not change, so that the nearest passing grid point is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import polars as pl

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, ComputedColumn
from keqiao.engine.eligibility.groups import GroupNode
from keqiao.engine.eligibility.parts import ProgrammeMeasure
from keqiao.engine.eligibility.ranges import settled
from keqiao.engine.eligibility.roots import turns
from keqiao.engine.expressions import Expression, ExpressionError

Floats: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
AT_ONCE = 250_000
"""So many candidates are judged at once."""
FAR = 2.0 ** np.arange(-20, 41)
"""Distances that are tried, in shares of the figure, where a formula could not be solved."""


@dataclass(frozen=True)
class FigureTurns:
    """What a figure changes in a programme, and the formulas of the values at which something turns."""

    columns: tuple[ComputedColumn, ...]
    formulas: tuple[Expression, ...]
    complete: bool


@lru_cache(maxsize=4000)
def figure_turns(plan: CompiledProgramme, code: str) -> FigureTurns:
    """The turns of a figure in every column that depends on it."""
    columns = plan.dependent(code)
    formulas: dict[str, Expression] = {}
    complete = True
    for column in columns:
        try:
            points = turns(plan.expanded(column.tree, code), code)
        except RecursionError:
            complete = False
            continue
        complete &= points.complete
        for formula in points.formulas:
            try:
                ready = plan.expression(formula)
            except ExpressionError:
                complete = False
                continue
            formulas.setdefault(ready.sql, ready)
    return FigureTurns(columns, tuple(formulas.values()), complete)


@dataclass(frozen=True)
class NearestValues:
    """For each subject the nearest passing value below and above its figure; NaN where there is none."""

    below: Floats
    above: Floats


def nearest(plan: CompiledProgramme, frame: pl.DataFrame, code: str, goal: GroupNode) -> NearestValues:
    """Where ``goal`` holds for the subjects of ``frame`` (computed), if only the figure ``code`` is changed.

    A figure that is missing has no distance. Values stay within minimum and maximum of the measure.
    """
    below: Floats = np.full(frame.height, np.nan)
    above: Floats = np.full(frame.height, np.nan)
    measure, turning = plan.figures[code], figure_turns(plan, code)
    if not turning.columns or measure.changes == "none" or not frame.height:
        return NearestValues(below, above)
    points = candidates(plan, frame, code)
    own = frame[code].to_numpy()
    size = max(1, AT_ONCE // max(points.shape[1], 1))
    for start in range(0, frame.height, size):
        part = slice(start, start + size)
        holds = goal_holds(plan, frame[part], code, points[part], goal)
        here, now = points[part], own[part, None]
        up = np.where(holds & (here > now), here, np.inf).min(axis=1, initial=np.inf)
        down = np.where(holds & (here < now), here, -np.inf).max(axis=1, initial=-np.inf)
        above[part] = np.where(np.isfinite(up), up, np.nan)
        below[part] = np.where(np.isfinite(down), down, np.nan)
    if not turning.complete:
        above, below = (_refined(plan, frame, code, goal, end) for end in (above, below))
    return NearestValues(
        below if measure.changes != "up" else np.full(frame.height, np.nan),
        above if measure.changes != "down" else np.full(frame.height, np.nan),
    )


def candidates(plan: CompiledProgramme, frame: pl.DataFrame, code: str) -> Floats:
    """Values of a figure worth trying, a row for each subject; NaN where a formula has no value."""
    measure, turning = plan.figures[code], figure_turns(plan, code)
    if measure.type == "boolean":
        return np.tile([0.0, 1.0], (frame.height, 1))
    grain = measure.grain
    parts = [np.zeros((frame.height, 1))]
    if turning.formulas:
        # A formula without names is one value for all.
        values = frame.select(
            pl.repeat(0, pl.len()).alias("_"),
            *(item.number().alias(str(at)) for at, item in enumerate(turning.formulas)),
        ).drop("_")
        roots = np.unique(values.to_numpy(), axis=1)
        steps = np.floor(np.where(np.abs(roots) < 1e15, roots, np.nan) / grain)
        parts += [steps + shift for shift in (-1, 0, 1, 2)]
    if not turning.complete:
        scale = np.maximum(np.abs(np.nan_to_num(frame[code].to_numpy())), grain)[:, None]
        ladder = np.concatenate([-FAR[::-1], FAR]) * scale
        parts.append(np.floor((np.nan_to_num(frame[code].to_numpy())[:, None] + ladder) / grain))
    points = np.round(np.hstack(parts) * grain, 9)
    return _within(points, measure)


def _within(points: Floats, measure: ProgrammeMeasure) -> Floats:
    low = -np.inf if measure.lowest is None else measure.lowest
    high = np.inf if measure.maximum is None else measure.maximum
    return np.where((points >= low) & (points <= high), points, np.nan)


def goal_holds(
    plan: CompiledProgramme, frame: pl.DataFrame, code: str, points: Floats, goal: GroupNode
) -> Flags:
    """Whether the goal holds for each subject (rows) with its figure at each of the points (columns)."""
    truth = goal_truth(plan, frame, code, points, goal)
    return truth.fill_null(False).to_numpy().reshape(points.shape)


def goal_truth(
    plan: CompiledProgramme, frame: pl.DataFrame, code: str, points: Floats, goal: GroupNode
) -> pl.Series:
    """The truth of the goal at each point, row by row; null where it is unknown or the point is NaN."""
    count = points.shape[1]
    repeated = frame[np.repeat(np.arange(frame.height), count)].with_columns(
        pl.Series(code, points.reshape(-1), nan_to_null=True)
    )
    columns = figure_turns(plan, code).columns
    judged = plan.computed(repeated, columns)
    truth = _truth(judged, goal)
    known_point = judged[code].is_not_null()
    # What is unknown is looked at closely, and only there: most is known at once.
    rows = (truth.is_null() & known_point).arg_true()
    if len(rows) and any(plan.reads(leaf.tree) - {code} for leaf in goal.leaves()):
        truth = truth.scatter(rows.cast(pl.Int64), _truth(settled(plan, judged[rows]), goal))
    return truth.set(~known_point, None)


def _truth(frame: pl.DataFrame, goal: GroupNode) -> pl.Series:
    return frame.select(pl.repeat(0, pl.len()).alias("_"), goal.truth().alias("holds"))["holds"]


def _refined(plan: CompiledProgramme, frame: pl.DataFrame, code: str, goal: GroupNode, end: Floats) -> Floats:
    """Nearer by halving, where a formula could not be solved: from the figure itself to the value found."""
    rows = np.flatnonzero(np.isfinite(end))
    if not rows.size:
        return end
    part, grain = frame[rows], plan.figures[code].grain
    far = np.round(end[rows] / grain)
    own = part[code].to_numpy() / grain
    near = np.where(far > own, np.ceil(own), np.floor(own))
    for _turn in range(64):
        middle = np.floor((near + far) / 2)
        middle = np.where(far < near, np.ceil((near + far) / 2), middle)
        if ((middle == far) | (middle == near)).all():
            break
        holds = goal_holds(plan, part, code, np.round(middle * grain, 9)[:, None], goal)[:, 0]
        far, near = np.where(holds, middle, far), np.where(holds, near, middle)
    result = end.copy()
    result[rows] = np.round(far * grain, 9)
    return result
