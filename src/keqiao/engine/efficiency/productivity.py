"""Productivity between periods: the Malmquist index with its parts.

Färe, Grosskopf, Norris & Zhang 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.envelopment import distances_of, known
from keqiao.engine.efficiency.factors import Factors, factors
from keqiao.engine.efficiency.problems import refused
from keqiao.engine.efficiency.result import STATUSES
from keqiao.engine.efficiency.slack_based import Convex
from keqiao.engine.efficiency.technology import Roles, technology
from keqiao.language import Message, message
from keqiao.pieces import in_pieces

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Malmquist:
    """T − 1 steps between T periods, n units; every table is (T − 1, n).

    ``index`` = ``efficiency_change`` × ``technical_change`` > 1 is progress, in either orientation. Under constant
    returns ``efficiency_change`` = ``pure_change`` × ``scale_change`` (PECH from variable returns, SECH the rest; None
    under other returns). ``own_before`` … ``later_before`` are the four efficiencies behind it (θ,
    or φ where the orientation is output): before is the unit in the first period, ``own`` against the frontier of its
    own period. A step one of whose four is infeasible is NaN, and ``status`` says so.
    """

    factors: tuple[Factors, ...]
    periods: tuple[str, ...]
    returns: str
    orientation: str
    index: Floats
    efficiency_change: Floats
    technical_change: Floats
    pure_change: Floats | None
    scale_change: Floats | None
    own_before: Floats
    own_after: Floats
    earlier_after: Floats
    later_before: Floats
    status: NDArray[np.str_]
    warnings: tuple[Message, ...] = ()


def malmquist(
    inputs: Sequence[ArrayLike | Any],
    outputs: Sequence[ArrayLike | Any],
    *,
    returns: Convex = "crs",
    orientation: Literal["input", "output"] = "input",
    periods: Sequence[Any] | None = None,
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    executor: Executor | None = None,
) -> Malmquist:
    """``inputs`` and ``outputs``: one table (n, m), (n, s) for each period, the same units in the same order.
    ``executor`` solves pairs of periods; the figures are the same with any or none.

    Raises :class:`EfficiencyError`; the units and measures may not change between periods.
    """
    known(returns, get_args(Convex))
    known(orientation, ("input", "output"))
    if len(inputs) != len(outputs) or len(inputs) < 2:
        raise refused(
            message("Inputs and outputs of at least two periods are needed, as many of one as of the other.")
        )
    dmus = tuple(
        factors(x, y, units=units, input_names=input_names, output_names=output_names)
        for x, y in zip(inputs, outputs, strict=True)
    )
    shapes = {(period.inputs.shape, period.outputs.shape) for period in dmus}
    if len(shapes) > 1:
        raise refused(message("The periods differ in their numbers of units, inputs or outputs."))
    names = (
        tuple(str(p) for p in periods) if periods is not None else tuple(str(t + 1) for t in range(len(dmus)))
    )
    if len(names) != len(dmus):
        raise refused(
            message("There are {names} names for {periods} periods.", names=len(names), periods=len(dmus))
        )
    steps, n = len(dmus) - 1, dmus[0].count
    worst = np.zeros((steps, n), dtype=np.int8)
    every = range(len(dmus))
    pairs: list[tuple[int, int, Convex]] = [(t, t, returns) for t in every]
    pairs += [(t, t + 1, returns) for t in range(steps)] + [(t + 1, t, returns) for t in range(steps)]
    if returns == "crs":
        pairs += [(t, t, "vrs") for t in every]
    solved = list(in_pieces(executor, _scores, pairs, dmus, orientation))
    for place, (at, of, _kind) in enumerate(pairs):
        if at != of:
            worst[min(at, of)] = np.maximum(worst[min(at, of)], solved[place][1])
    scores = np.array([score for score, _status in solved])
    own, crossed, variable = np.split(scores, [len(dmus), len(dmus) + 2 * steps])
    earlier, later = crossed[:steps], crossed[steps:]
    before, after = own[:-1], own[1:]
    worst[~np.isfinite(before) | ~np.isfinite(after)] = 3
    with np.errstate(divide="ignore", invalid="ignore"):
        catching = after / before
        shift = np.sqrt((earlier / after) * (before / later))
        if orientation == "output":
            catching, shift = 1.0 / catching, 1.0 / shift
    pure = scale = None
    if returns == "crs":
        pure = variable[1:] / variable[:-1]
        if orientation == "output":
            pure = 1.0 / pure
        scale = catching / pure
    return Malmquist(
        dmus,
        names,
        returns,
        orientation,
        catching * shift,
        catching,
        shift,
        pure,
        scale,
        before,
        after,
        earlier,
        later,
        np.array(STATUSES)[worst],
        dmus[0].warnings(),
    )


def _scores(
    pair: tuple[int, int, Convex], dmus: Sequence[Factors], orientation: Literal["input", "output"]
) -> tuple[Floats, NDArray[np.int8]]:
    """Efficiencies of the units of the second period against the frontier of the first, and the solver's status."""
    at, of, kind = pair
    beta, status = distances_of(technology(dmus[at], kind, Roles()), dmus[of], orientation, own=at == of)
    score = 1.0 - beta if orientation == "input" else 1.0 + beta
    return np.where(status == 0, score, np.nan), status
