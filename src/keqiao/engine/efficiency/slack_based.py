"""Models whose score is made of slacks: :func:`additive` and :func:`sbm`.

Charnes, Cooper, Golany, Seiford & Stutz 1985 (additive); Tone 2001 (slacks-based measure); Tone 2002
(its super-efficiency); Tone 2003 (with harmful outputs).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.envelopment import ON_FRONTIER, Worth, distances_of, known, worths_of
from keqiao.engine.efficiency.envelopment_result import PEER
from keqiao.engine.efficiency.factors import Columns, Factors, factors, require_positive
from keqiao.engine.efficiency.problems import refused
from keqiao.engine.efficiency.result import EFFICIENT, STATUSES, Efficiency
from keqiao.engine.efficiency.technology import Roles, Technology, technology
from keqiao.language import message

Floats = NDArray[np.float64]
Convex = Literal["crs", "vrs", "drs", "irs"]
Side = Literal["none", "input", "output"]


def additive(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    returns: Convex = "vrs",
    slack_worth: Worth = "figures",
    fixed_inputs: Columns = (),
    fixed_outputs: Columns = (),
    harmful_inputs: Columns = (),
    harmful_outputs: Columns = (),
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Efficiency:
    """The largest Σ worth · slack between each unit and the frontier: 0 for an efficient one.

    ``score`` is that sum in the units of the data ("figures"), in shares of the geometric means ("scaled") or by the
    m + s figures given. Parameters as in :func:`dea`. With variable returns negative figures are allowed.
    """
    known(returns, get_args(Convex))
    dmus = factors(
        inputs,
        outputs,
        units=units,
        input_names=input_names,
        output_names=output_names,
        negative=returns == "vrs",
    )
    roles = _roles(dmus, fixed_inputs, fixed_outputs, harmful_inputs, harmful_outputs)
    tech = technology(dmus, returns, roles)
    rhs, norms = tech.right_hand(dmus)
    count = len(tech.sign)
    worth = worths_of(slack_worth, tech)
    down = worth * norms[:, None]
    # The objective is scaled so that a unit's greatest worth is about 1; slacks are summed anew below.
    down /= down.max(axis=1, keepdims=True)
    candidates = np.arange(dmus.count)
    efficiency = _solved(
        dmus, tech, rhs, norms, down, np.zeros_like(down), np.ones(tech.rows, dtype=bool), candidates
    )
    score = _sum_of_slacks(efficiency, tech, slack_worth)
    return _with(
        efficiency, "additive", returns, "none", score, efficiency.efficient & (worth[:count].max() > 0)
    )


def sbm(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    returns: Convex = "vrs",
    orientation: Side = "none",
    super_efficiency: bool = False,
    fixed_inputs: Columns = (),
    fixed_outputs: Columns = (),
    harmful_outputs: Columns = (),
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Efficiency:
    """The slacks-based measure ρ = (1 − mean of s⁻ / x) ÷ (1 + mean of s⁺ / y): 1 for an efficient unit, else less.

    ``orientation`` "input" or "output" leaves the other side out of the fraction. Harmful outputs count among the
    outputs below the fraction (Tone 2003). ``super_efficiency``: the mirror of it for each unit against the others, at
    least 1, and exactly 1 for a unit that is not efficient (Tone 2002); infeasible where a side alone cannot reach.
    Every figure must be above zero.
    """
    known(returns, get_args(Convex))
    known(orientation, get_args(Side))
    dmus = factors(inputs, outputs, units=units, input_names=input_names, output_names=output_names)
    require_positive(dmus, inputs=True, outputs=True)
    roles = _roles(dmus, fixed_inputs, fixed_outputs, (), harmful_outputs)
    tech = technology(dmus, returns, roles)
    rhs, norms = tech.right_hand(dmus)
    count, m = len(tech.sign), tech.inputs
    steered = tech.steered
    is_input = np.arange(count) < m
    down, up = np.zeros_like(rhs), np.zeros_like(rhs)
    for side, table in ((is_input & steered, down), (~is_input & steered, up)):
        other = "output" if table is down else "input"
        if orientation != other:
            if not side.any():
                raise refused(message("No measure is left that the score could count."))
            columns = np.flatnonzero(side)
            table[:, columns] = 1.0 / (len(columns) * np.abs(rhs[:, columns]))
    allowed = np.ones(tech.rows, dtype=bool)
    candidates = np.arange(dmus.count)
    if super_efficiency:
        allowed[:] = False
        allowed[:count] = steered & (True if orientation == "none" else is_input == (orientation == "input"))
    else:
        beta, status = distances_of(
            tech, dmus, "input" if (steered & (tech.sign > 0)).any() else "output", own=True
        )
        candidates = np.flatnonzero((np.abs(beta) <= ON_FRONTIER) | (status != 0))
    efficiency = _solved(dmus, tech, rhs, norms, down, up, allowed, candidates, outside=super_efficiency)
    efficient = efficiency.score >= 1.0 - EFFICIENT
    if super_efficiency:
        efficient = (efficiency.score > 1.0 + EFFICIENT) | (efficiency.status == "infeasible")
    return _with(efficiency, "sbm", returns, orientation, efficiency.score, efficient)


def _roles(
    units: Factors,
    fixed_inputs: Columns,
    fixed_outputs: Columns,
    harmful_inputs: Columns,
    harmful_outputs: Columns,
) -> Roles:
    return Roles(
        units.input_columns(fixed_inputs),
        units.output_columns(fixed_outputs),
        units.input_columns(harmful_inputs),
        units.output_columns(harmful_outputs),
    )


def _solved(
    units: Factors,
    tech: Technology,
    rhs: Floats,
    norms: Floats,
    down: Floats,
    up: Floats,
    allowed: NDArray[np.bool_],
    candidates: NDArray[np.int64],
    *,
    outside: bool = False,
) -> Efficiency:
    from keqiao.engine.efficiency.programmes import slack_programmes

    n, d = rhs.shape
    count, m = len(tech.sign), tech.inputs
    score, status = np.empty(n), np.empty(n, dtype=np.int8)
    peers, weights, slacks = np.empty((n, d + 1), dtype=np.int64), np.empty((n, d + 1)), np.empty((n, d))
    skip = np.arange(n, dtype=np.int64) if outside else np.full(n, -1, dtype=np.int64)
    slack_programmes(
        tech.columns,
        tech.slack,
        rhs,
        np.ascontiguousarray(down),
        np.ascontiguousarray(up),
        allowed,
        outside,
        skip,
        candidates.astype(np.int64),
        score,
        status,
        peers,
        weights,
        slacks,
    )
    real = slacks[:, :count] * norms[:, None] * tech.scale[:count]
    signs = -tech.sign if outside else tech.sign
    figures = tech.figures(units)
    targets = figures - signs * real
    targets[np.abs(targets) <= 1e-12 * np.abs(figures) + 1e-14 * tech.scale[:count]] = 0.0
    same = np.abs(targets - figures) <= 1e-12 * np.abs(figures)
    targets[same] = figures[same]
    is_unit = (peers >= 0) & (weights > PEER)
    index = np.where(is_unit, peers, -1)
    weight = np.where(is_unit, weights * norms[:, None] / tech.norms[np.maximum(index, 0)], 0.0)
    fine = status == 0
    efficient = fine & (np.nansum(slacks[:, :count], axis=1) <= EFFICIENT)
    return Efficiency(
        "",
        "",
        "",
        units,
        units,
        score,
        np.array(STATUSES)[status],
        efficient,
        index,
        weight,
        real[:, :m],
        real[:, m:],
        targets[:, :m],
        targets[:, m:],
        super_efficiency=outside,
        warnings=units.warnings(),
    )


def _sum_of_slacks(efficiency: Efficiency, tech: Technology, worth: Worth) -> Floats:
    slacks = np.hstack([efficiency.input_slacks, efficiency.output_slacks])
    count = len(tech.sign)
    if isinstance(worth, str):
        per = np.ones(count) if worth == "figures" else 1.0 / tech.scale[:count]
    else:
        per = np.asarray(worth, dtype=np.float64)
    return np.asarray((slacks * np.where(tech.steered, per, 0.0)).sum(axis=1))


def _with(
    efficiency: Efficiency,
    model: str,
    returns: str,
    orientation: str,
    score: Floats,
    efficient: NDArray[np.bool_],
) -> Efficiency:
    from dataclasses import replace

    return replace(
        efficiency,
        model=model,
        returns=returns,
        orientation=orientation,
        score=score,
        efficient=np.asarray(efficient),
    )
