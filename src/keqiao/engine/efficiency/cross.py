"""Cross-efficiency: every unit judged with the weights that every other unit would choose.

Sexton, Silkman & Hogan 1986; Doyle & Green 1994 (secondary goals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.envelopment import dea, known
from keqiao.engine.efficiency.factors import Factors
from keqiao.engine.efficiency.result import OPTIMAL, STATUSES
from keqiao.language import Message

Floats = NDArray[np.float64]
Goal = Literal["arbitrary", "benevolent", "aggressive"]
Method = Literal["sum of differences", "ratio of sums"]


@dataclass(frozen=True, eq=False)
class CrossEfficiency:
    """``matrix`` (n, n): row d holds the efficiencies of all units by the weights of unit d; ``score`` (n) is the mean
    of a column, self-appraisal included unless it was left out. ``status`` (n) is of the unit that
    chooses; a row of one that found no weights is NaN and leaves every score NaN.
    """

    factors: Factors
    goal: str
    method: str
    matrix: Floats
    score: Floats
    status: NDArray[np.str_]
    input_weights: Floats
    output_weights: Floats
    warnings: tuple[Message, ...] = ()


def cross_efficiency(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    goal: Goal = "benevolent",
    method: Method = "sum of differences",
    self_appraisal: bool = True,
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> CrossEfficiency:
    """With constant returns. Among the weights that give a unit its own best score, "benevolent" takes those best for
    the others, "aggressive" those worst for them, "arbitrary" whichever the solver met first (then not unique).

    ``method``: what "best for the others" means. "sum of differences" maximises Σ (u·y − v·x) over the others with
    v·x = 1 of the unit itself (deaR's M2); "ratio of sums" maximises the efficiency of the sum of all others, Σ u·y
    with v·Σ x = 1 (deaR's M3; Doyle & Green 1994). Raises :class:`EfficiencyError`.
    """
    known(goal, get_args(Goal))
    known(method, get_args(Method))
    own = dea(
        inputs,
        outputs,
        returns="crs",
        slacks=False,
        units=units,
        input_names=input_names,
        output_names=output_names,
    )
    dmus = own.factors
    assert own.input_prices is not None and own.output_prices is not None  # noqa: S101
    v, u, status = own.input_prices, own.output_prices, own.status
    if goal != "arbitrary":
        v, u, status = _second_goal(dmus, own.score, own.status, goal, method)
    above, below = u @ dmus.outputs.T, v @ dmus.inputs.T
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = np.where(below > 0, above / below, np.nan)
    total, judges = matrix.sum(axis=0), dmus.count
    if not self_appraisal:
        total, judges = total - np.diag(matrix), max(dmus.count - 1, 1)
    score = total / judges
    return CrossEfficiency(dmus, goal, method, matrix, score, status, v, u, dmus.warnings())


def _second_goal(
    factors: Factors, score: Floats, status: NDArray[np.str_], goal: str, method: str
) -> tuple[Floats, Floats, NDArray[np.str_]]:
    """Weights by the secondary goal: the dual of each programme, m + s rows and a column per unit."""
    from keqiao.engine.efficiency.simplex import solve
    from keqiao.engine.efficiency.technology import geometric_mean

    x_scale, y_scale = geometric_mean(factors.inputs), geometric_mean(factors.outputs)
    x, y = factors.inputs / x_scale, factors.outputs / y_scale
    n, m = x.shape
    d = m + y.shape[1]
    rows = np.hstack([-x, y])
    norms = np.abs(rows).max(axis=1)
    columns = np.zeros((d, n + 4 + d))
    columns[:, :n] = (rows / norms[:, None]).T
    columns[:, n + 4 :] = -np.eye(d)
    cost = np.zeros(n + 4 + d)
    cost[n + 2], cost[n + 3] = -1.0, 1.0
    sign = 1.0 if goal == "benevolent" else -1.0
    weights = np.full((n, d), np.nan)
    statuses = status.copy()
    for o in range(n):
        if status[o] != OPTIMAL:
            continue
        others = rows.sum(axis=0) - rows[o]
        fixed = np.zeros(d)
        aim = others.copy()
        if method == "ratio of sums" and n > 1:
            fixed[:m] = -others[:m]
            aim[:m] = 0.0
        else:
            fixed[:m] = x[o]
        fixed /= fixed.max()
        tie = np.r_[-score[o] * x[o], y[o]]
        tie /= np.abs(tie).max()
        for at, column in ((n, tie), (n + 2, fixed)):
            columns[:, at], columns[:, at + 1] = column, -column
        aim *= sign / max(np.abs(aim).max(), 1e-300)
        basis, values, prices = np.empty(d, dtype=np.int64), np.empty(d), np.empty(d)
        code = solve(columns, cost, aim, basis, values, prices)
        statuses[o] = STATUSES[code]
        if code == 0:
            weights[o] = np.maximum(-prices, 0.0)
    return weights[:, :m] / x_scale, weights[:, m:] / y_scale, statuses
