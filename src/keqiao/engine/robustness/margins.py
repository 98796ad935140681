"""How little would change it: the smallest change of weights that changes the winner or a grade.

Exact where the total is linear in the effective weights of the indicators (arithmetic means, one set of weights,
no gaps among the units compared). Two measures of a change: ``moved``, the share of the whole weight that has to
move from some indicators to others (a fractional knapsack, the closed form of the linear programme min ½|δ|₁), and
``share``, the least x so that every weight within ± x of its own can do it. Where totals are not linear the rows
say so and have no figures.
"""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.robustness.parameters import Parameters, Space
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.schemes.scheme import Scheme

SCHEMA = {
    "unit": pl.String,
    "against": pl.String,
    "margin": pl.Float64,
    "moved": pl.Float64,
    "share": pl.Float64,
    "status": pl.String,
}


def least_moved(difference: Values, weights: Values) -> float:
    """The least weight that has to move until Σ w d ≤ 0, weights staying ≥ 0 with the same sum; NaN if none does.

    ``difference`` d (per indicator) and ``weights`` w ≥ 0. Each bit of weight taken from i to the indicator with
    the lowest d gains dᵢ − min d, so the greatest gains go first.
    """
    margin = float(weights @ difference)
    if margin <= 0:
        return 0.0
    lowest = difference.min()
    if lowest > 0:
        return float("nan")
    moved = 0.0
    for place in np.argsort(-difference):
        gain = float(difference[place] - lowest)
        if gain <= 0:
            break
        step = min(float(weights[place]), margin / gain)
        moved += step
        margin -= step * gain
        if margin <= 1e-15 * abs(float(weights @ difference)):
            return moved
    return float("nan") if margin > 1e-12 else moved


def least_share(difference: Values, weights: Values) -> float:
    """The least x so that some weights within w (1 ± x) make Σ w d ≤ 0: x = Σ w d ÷ Σ w |d|; NaN from 1 on."""
    parts = weights * difference
    margin, room = float(parts.sum()), float(np.abs(parts).sum())
    if margin <= 0:
        return 0.0
    share = margin / room
    return share if share < 1 else float("nan")


class _Linear:
    """Totals as Σ weight × score + points, where they are that."""

    def __init__(self, scheme: Scheme, panel: Panel, period: str | None, basis: str) -> None:
        space = Space()
        self.replicator = Replicator(scheme, panel, space, period=period, basis=basis)
        self.block = self.replicator.blocks(Parameters.nominal(space))[0]
        self.matrix = self.replicator.matrices.matrix(())
        tree = self.replicator.plan.tree
        leaves = sorted(tree.columns, key=lambda node: tree.columns[node])
        self.scale = scheme.total / 100.0
        self.weights = self.replicator.effective(self.block)[0][leaves, 0]
        self.scores = self.matrix.scores * self.scale
        self.points = self.matrix.points
        raw = np.nan_to_num(self.scores) @ self.weights + self.points
        with np.errstate(invalid="ignore"):
            away = np.abs(raw - self.block.totals[0])
        step = 0.0 if scheme.ranking.decimals is None else 10.0**-scheme.ranking.decimals
        aggregator = self.replicator.aggregator(())
        self.plain = aggregator.collapsed and len(self.replicator.classes) == 1
        self.linear = self.plain & ~np.isnan(self.scores).any(axis=1) & (away <= step + 1e-9)

    def status(self, *units: int) -> str:
        """linear, or why not."""
        if not self.plain:
            return "not_linear"
        return "linear" if all(self.linear[unit] for unit in units) else "gaps_or_bounds"


def winner_margins(
    scheme: Scheme, panel: Panel, *, period: str | None = None, basis: str = "reported"
) -> pl.DataFrame:
    """unit (the winner), against (each other unit), margin (points), moved, share, status; nearest first.

    The first row is the stability margin of the winner; NaN (null) where no weights let the other pass.
    """
    return _compared(_Linear(scheme, panel, period, basis), neighbours=False)


def swap_margins(
    scheme: Scheme, panel: Panel, *, period: str | None = None, basis: str = "reported"
) -> pl.DataFrame:
    """The same for each unit against the next below it: how little would swap the two."""
    return _compared(_Linear(scheme, panel, period, basis), neighbours=True)


def _compared(line: _Linear, *, neighbours: bool) -> pl.DataFrame:
    totals, units = line.block.totals[0], line.replicator.units
    order = [int(at) for at in np.argsort(-np.where(np.isnan(totals), -np.inf, totals), kind="stable")]
    order = [at for at in order if not np.isnan(totals[at])]
    pairs = (
        list(itertools.pairwise(order))
        if neighbours
        else [(order[0], at) for at in order[1:]]
        if order
        else []
    )
    rows = []
    for one, other in pairs:
        status = line.status(one, other)
        moved = share = None
        if status == "linear":
            difference = line.scores[one] - line.scores[other] + line.points[one] - line.points[other]
            moved, share = least_moved(difference, line.weights), least_share(difference, line.weights)
        rows.append((units[one], units[other], float(totals[one] - totals[other]), moved, share, status))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame if neighbours else frame.sort("moved", nulls_last=True, maintain_order=True)


def grade_margins(
    scheme: Scheme, panel: Panel, *, period: str | None = None, basis: str = "reported"
) -> pl.DataFrame:
    """unit, against (the threshold's grade), margin (points above it, negative below), moved, share, status: the
    least change that brings the unit's total across each threshold. Quotas, conditions and vetoes are not weights
    and stay aside; a total that is rounded crosses half a step earlier."""
    line = _Linear(scheme, panel, period, basis)
    totals = line.block.totals[0]
    rows = []
    for unit, code in enumerate(line.replicator.units):
        if np.isnan(totals[unit]):
            continue
        for grade in scheme.grades:
            if grade.at is None:
                continue
            status = line.status(unit)
            moved = share = None
            margin = float(totals[unit] - grade.at)
            if status == "linear":
                difference = line.scores[unit] + line.points[unit] - grade.at
                difference = difference if margin >= 0 else -difference
                moved, share = least_moved(difference, line.weights), least_share(difference, line.weights)
            rows.append((code, grade.code, margin, moved, share, status))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))
