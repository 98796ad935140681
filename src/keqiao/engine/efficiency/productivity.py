"""Productivity between periods: the Malmquist index with its parts.

Färe, Grosskopf, Norris & Zhang 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
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
) -> Malmquist:
    """``inputs`` and ``outputs``: one table (n, m), (n, s) for each period, the same units in the same order.

    Raises :class:`EfficiencyError`; the units and measures may not change between periods.
    """
    known(returns, get_args(Convex))
    known(orientation, ("input", "output"))
    if len(inputs) != len(outputs) or len(inputs) < 2:
        raise refused(
            message("Inputs and outputs of at least two periods are needed, as many of one as of the other.")
        )
    given = tuple(
        factors(x, y, units=units, input_names=input_names, output_names=output_names)
        for x, y in zip(inputs, outputs, strict=True)
    )
    shapes = {(period.inputs.shape, period.outputs.shape) for period in given}
    if len(shapes) > 1:
        raise refused(message("The periods differ in their numbers of units, inputs or outputs."))
    names = (
        tuple(str(p) for p in periods)
        if periods is not None
        else tuple(str(t + 1) for t in range(len(given)))
    )
    if len(names) != len(given):
        raise refused(
            message("There are {names} names for {periods} periods.", names=len(names), periods=len(given))
        )
    steps, n = len(given) - 1, given[0].count
    worst = np.zeros((steps, n), dtype=np.int8)

    def scores(at: int, of: int, kind: Convex, into: int | None) -> Floats:
        """Efficiencies of the units of period ``of`` against the frontier of period ``at``."""
        beta, status = distances_of(
            technology(given[at], kind, Roles()), given[of], orientation, own=at == of
        )
        if into is not None:
            worst[into] = np.maximum(worst[into], status)
        score = 1.0 - beta if orientation == "input" else 1.0 + beta
        return np.where(status == 0, score, np.nan)

    own = np.array([scores(t, t, returns, None) for t in range(len(given))])
    earlier = np.array([scores(t, t + 1, returns, t) for t in range(steps)])
    later = np.array([scores(t + 1, t, returns, t) for t in range(steps)])
    before, after = own[:-1], own[1:]
    worst[~np.isfinite(before) | ~np.isfinite(after)] = 3
    with np.errstate(divide="ignore", invalid="ignore"):
        catching = after / before
        shift = np.sqrt((earlier / after) * (before / later))
        if orientation == "output":
            catching, shift = 1.0 / catching, 1.0 / shift
    pure = scale = None
    if returns == "crs":
        variable = np.array([scores(t, t, "vrs", None) for t in range(len(given))])
        pure = variable[1:] / variable[:-1]
        if orientation == "output":
            pure = 1.0 / pure
        scale = catching / pure
    return Malmquist(
        given,
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
        given[0].warnings(),
    )
