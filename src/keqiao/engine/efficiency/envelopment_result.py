"""What the solver of envelopment gives, scaled, and its result in the figures that were given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.efficiency.factors import Factors
from keqiao.engine.efficiency.result import EFFICIENT, OPTIMAL, STATUSES, UNSOLVED, Efficiency
from keqiao.engine.efficiency.technology import Technology
from keqiao.language import message

Floats = NDArray[np.float64]
PEER = 1e-12
"""A λ up to this (of columns scaled to 1) is zero."""
NOTHING = 1e-13
"""A scaled slack up to this is rounding."""


@dataclass(frozen=True, eq=False)
class EnvelopeSolution:
    """What the solver gives, still scaled: β (n), status (n), peers (n, k) with −1 − i for the slack of row i, their
    weights, prices (n, d) and slacks (n, d).
    """

    beta: Floats
    status: NDArray[np.int8]
    peers: NDArray[np.int64]
    weights: Floats
    prices: Floats
    slacks: Floats
    finished: NDArray[np.bool_]
    tally: NDArray[np.int64]


def named(
    factors: Factors,
    frontier: Factors,
    tech: Technology,
    returns: str,
    orientation: str,
    raw: Floats,
    rhs_norms: Floats,
    direction_norms: Floats,
    solution: EnvelopeSolution,
    super_efficiency: bool,
) -> Efficiency:
    """Return the solution in the figures that were given: scores, slacks, targets, peers and prices unscaled."""
    count, m = len(tech.sign), tech.inputs
    beta = solution.beta * rhs_norms / direction_norms
    fine = solution.status == 0
    beta[~fine] = np.nan
    score = {"input": 1.0 - beta, "output": 1.0 + beta}.get(orientation, beta)
    shares = np.where(solution.slacks[:, :count] <= NOTHING, 0.0, solution.slacks[:, :count])
    slacks = shares * rhs_norms[:, None] * tech.scale[:count]
    figures = tech.figures(factors)
    targets = figures - tech.sign * (np.where(raw > 0, raw * beta[:, None], 0.0) + slacks)
    # What is left of a figure by rounding alone is nothing.
    targets[np.abs(targets) <= 1e-12 * np.abs(figures) + 1e-14 * tech.scale[:count]] = 0.0
    same = np.abs(targets - figures) <= 1e-12 * np.abs(figures)
    targets[same] = figures[same]
    targets[~fine] = np.nan
    moved = np.isfinite(tech.shift)
    targets[:, moved] = tech.shift[moved] - targets[:, moved]
    is_unit = (solution.peers >= 0) & (solution.peers < tech.units) & (solution.weights > PEER)
    index = np.where(is_unit, solution.peers, -1)
    weight = np.where(is_unit, solution.weights * rhs_norms[:, None] / tech.norms[np.maximum(index, 0)], 0.0)
    with np.errstate(invalid="ignore"):
        prices = solution.prices / direction_norms[:, None]
        prices[:, :count] /= tech.scale[:count]
        measured = (np.abs(solution.slacks[:, :count]) * (tech.steered & ~tech.weak)).sum(axis=1)
        efficient = fine & (np.abs(beta) <= EFFICIENT) & (measured <= EFFICIENT)
        if super_efficiency:
            # A unit that the others do not reach is as efficient as can be, though it has no score.
            efficient |= (fine & (beta < -EFFICIENT)) | (solution.status == 1)
    warnings = list(factors.warnings())
    unsolved = int((solution.status == 3).sum() + (fine & ~solution.finished).sum())
    if unsolved:
        warnings.append(
            message(
                "For {count} units the solver did not reach its tolerance; see their status.", count=unsolved
            )
        )
    status = np.array(STATUSES)[solution.status]
    status = np.where(fine & ~solution.finished, UNSOLVED, status)
    score = np.where(status == OPTIMAL, score, np.nan)
    bound = returns != "fdh"
    return Efficiency(
        "radial",
        returns,
        orientation,
        factors,
        frontier,
        score,
        status,
        efficient,
        index,
        weight,
        slacks[:, :m],
        slacks[:, m:],
        targets[:, :m],
        targets[:, m:],
        prices[:, :m] if bound else None,
        prices[:, m:count] if bound else None,
        prices[:, count] * tech.convex if bound and tech.convex else None,
        super_efficiency,
        tuple(warnings),
        dict(zip(("facet", "pivoted", "anew", "facets"), (int(v) for v in solution.tally), strict=True)),
    )
