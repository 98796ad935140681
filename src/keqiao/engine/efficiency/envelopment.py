"""Radial and directional data envelopment analysis: :func:`dea`.

Charnes, Cooper & Rhodes 1978 (constant returns); Banker, Charnes & Cooper 1984 (variable returns); Andersen & Petersen
1993 (super-efficiency); Banker & Morey 1986 (measures nobody can steer); Chambers, Chung & Färe 1996 (directions);
Deprins, Simar & Tulkens 1984 (free disposal hull).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.envelopment_result import EnvelopeSolution, named
from keqiao.engine.efficiency.factors import Columns, Factors, factors
from keqiao.engine.efficiency.problems import refused
from keqiao.engine.efficiency.restrictions import WeightRatio
from keqiao.engine.efficiency.result import Efficiency
from keqiao.engine.efficiency.technology import (
    Direction,
    Disposal,
    Orientation,
    Returns,
    Roles,
    Technology,
    technology,
)
from keqiao.language import message

Floats = NDArray[np.float64]
Worth = Literal["figures", "scaled"] | ArrayLike
ON_FRONTIER = 1e-7
"""Units whose β is up to this can be peers in the second phase."""


def dea(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    returns: Returns = "vrs",
    orientation: Orientation = "input",
    direction: Direction = "observed",
    super_efficiency: bool = False,
    slacks: bool = True,
    slack_worth: Worth = "figures",
    fixed_inputs: Columns = (),
    fixed_outputs: Columns = (),
    harmful_inputs: Columns = (),
    harmful_outputs: Columns = (),
    disposal: Disposal = "swap",
    weight_restrictions: Sequence[WeightRatio] | ArrayLike = (),
    reference: tuple[ArrayLike | Any, ArrayLike | Any] | None = None,
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> Efficiency:
    """How far each unit is from the frontier of all of them.

    ``inputs`` (n, m) and ``outputs`` (n, s): arrays, lists or frames; zeros are allowed unless a unit or a column has
    nothing else. ``returns``: "crs", "vrs", "drs" (non-increasing), "irs" (non-decreasing), "fdh". ``orientation``:
    "input", "output", or "directional" along ``direction``: each unit's own figures ("observed"), their mean
    ("mean"), or a pair of arrays (inputs, outputs) ≥ 0. Negative figures are allowed with a pair as direction and
    variable returns or "fdh".

    ``slacks``: find the largest Σ worth · slack among the solutions with the best score (second phase).
    ``slack_worth``: "figures" counts every measure in its own unit, as R's Benchmarking and deaR do; "scaled" counts
    shares of the measure's geometric mean, so that units do not matter; or m + s figures.
    ``fixed_…``: columns that cannot be steered: they bind, but do not move. ``harmful_…`` with ``disposal``: see
    :class:`Roles`. ``weight_restrictions``: :class:`WeightRatio` or rows r (k, m + s) with r · weights ≥ 0.
    ``reference``: (inputs, outputs) of other units that span the frontier. Raises :class:`EfficiencyError`.
    """
    known(returns, get_args(Returns))
    known(orientation, get_args(Orientation))
    known(disposal, get_args(Disposal))
    if isinstance(direction, str):
        known(direction, ("observed", "mean"))
    free = returns in {"vrs", "fdh"} and orientation == "directional" and not isinstance(direction, str)
    dmus = factors(
        inputs,
        outputs,
        units=units,
        input_names=input_names,
        output_names=output_names,
        negative=free,
        alone=reference is None,
    )
    frontier = dmus
    if reference is not None:
        frontier = factors(*reference, negative=free)
        if (
            frontier.inputs.shape[1] != dmus.inputs.shape[1]
            or frontier.outputs.shape[1] != dmus.outputs.shape[1]
        ):
            raise refused(
                message("The reference units have other numbers of inputs or outputs than the units.")
            )
    if super_efficiency and reference is not None:
        raise refused(
            message("Super-efficiency leaves a unit out of its own reference; it takes no other reference.")
        )
    roles = Roles(
        dmus.input_columns(fixed_inputs),
        dmus.output_columns(fixed_outputs),
        dmus.input_columns(harmful_inputs),
        dmus.output_columns(harmful_outputs),
        disposal,
    )
    tech = technology(frontier, returns, roles, weight_restrictions, None if reference is None else dmus)
    return evaluated(
        dmus,
        frontier,
        tech,
        returns,
        orientation,
        direction,
        super_efficiency=super_efficiency,
        slacks=slacks,
        worth=slack_worth,
        same=reference is None,
    )


def evaluated(
    units: Factors,
    frontier: Factors,
    tech: Technology,
    returns: Returns,
    orientation: Orientation,
    direction: Direction,
    *,
    super_efficiency: bool = False,
    slacks: bool = True,
    worth: Worth = "figures",
    same: bool = True,
) -> Efficiency:
    """Solve and name: ``given`` against the ``frontier`` that ``tech`` was made of."""
    rhs, rhs_norms = tech.right_hand(units)
    raw, directed = tech.directions(units, orientation, direction)
    measures = len(tech.sign)
    direction_norms = (raw / tech.scale[:measures]).max(axis=1)
    # Super-efficiency is asked of the units that carry the frontier; the score of the others cannot change.
    nobody = np.full(units.count, -1, dtype=np.int64)
    worths = worths_of(worth, tech)
    if returns == "fdh":
        skip = np.arange(units.count) if super_efficiency else nobody
        solution = _hull(tech, rhs, rhs_norms, directed, direction_norms, skip, worths)
    else:
        solution = _solved(tech, rhs, directed, nobody, same and not tech.weak.any())
        ratio = rhs_norms / direction_norms
        if super_efficiency:
            carriers = np.flatnonzero((np.abs(solution.beta * ratio) <= ON_FRONTIER) | (solution.status != 0))
            again = _solved(tech, rhs[carriers], directed[carriers], carriers)
            for part in ("beta", "status", "peers", "weights", "prices", "slacks"):
                getattr(solution, part)[carriers] = getattr(again, part)
            nobody[carriers] = carriers
        if slacks:
            plain = solution.beta if same and not super_efficiency else None
            candidates = np.arange(tech.columns.shape[1])
            if plain is not None:
                boundary = np.abs(plain * ratio) <= ON_FRONTIER
                candidates = np.r_[np.flatnonzero(boundary), np.arange(tech.units, tech.columns.shape[1])]
            _second_phase(tech, rhs, directed, nobody, worths, candidates, solution)
        else:
            _first_slacks(solution)
    return named(
        units,
        frontier,
        tech,
        returns,
        orientation,
        raw,
        rhs_norms,
        direction_norms,
        solution,
        super_efficiency,
    )


def distances_of(
    tech: Technology,
    units: Factors,
    orientation: Orientation,
    direction: Direction = "observed",
    *,
    own: bool = False,
) -> tuple[Floats, NDArray[np.int8]]:
    """Only β (n) in raw units and the solver's status (n): what indices and bootstraps need.

    ``own``: ``tech`` was made of ``given`` itself.
    """
    rhs, rhs_norms = tech.right_hand(units)
    raw, directed = tech.directions(units, orientation, direction)
    direction_norms = (raw / tech.scale[: len(tech.sign)]).max(axis=1)
    solution = _solved(
        tech, rhs, directed, np.full(units.count, -1, dtype=np.int64), own and not tech.weak.any()
    )
    return solution.beta * rhs_norms / direction_norms, solution.status


def _solved(
    tech: Technology, rhs: Floats, directed: Floats, skip: NDArray[np.int64], own: bool = False
) -> EnvelopeSolution:
    from keqiao.engine.efficiency.facets import distances

    n, d = rhs.shape
    solution = EnvelopeSolution(
        np.empty(n),
        np.empty(n, dtype=np.int8),
        np.empty((n, d - 1), dtype=np.int64),
        np.empty((n, d - 1)),
        np.empty((n, d)),
        np.zeros((n, d)),
        np.ones(n, dtype=bool),
        np.zeros(4, dtype=np.int64),
    )
    distances(
        tech.columns,
        tech.slack,
        rhs,
        directed,
        skip.astype(np.int64),
        own,
        _order(rhs),
        solution.beta,
        solution.status,
        solution.peers,
        solution.weights,
        solution.prices,
        solution.tally,
    )
    return solution


def _order(rhs: Floats) -> NDArray[np.int64]:
    """Units that bring forth much with little first; only the time taken depends on it."""
    used, produced = np.where(rhs > 0, rhs, 0.0).sum(axis=1), np.where(rhs < 0, -rhs, 0.0).sum(axis=1)
    return np.argsort(-produced / np.maximum(used, 1e-300), kind="stable").astype(np.int64)


def _second_phase(
    tech: Technology,
    rhs: Floats,
    directed: Floats,
    skip: NDArray[np.int64],
    worth: Floats,
    candidates: NDArray[np.int64],
    solution: EnvelopeSolution,
) -> None:
    from keqiao.engine.efficiency.slacks import second_phase

    second_phase(
        tech.columns,
        tech.slack,
        rhs,
        directed,
        skip,
        worth,
        candidates.astype(np.int64),
        solution.status,
        solution.prices,
        solution.peers,
        solution.weights,
        solution.slacks,
        solution.finished,
    )


def _first_slacks(solution: EnvelopeSolution) -> None:
    """The slacks of the first phase: of the basis that was found, not the largest."""
    rows, places = np.nonzero(solution.peers < 0)
    solution.slacks[rows, -1 - solution.peers[rows, places]] = solution.weights[rows, places]


def _hull(
    tech: Technology,
    rhs: Floats,
    rhs_norms: Floats,
    directed: Floats,
    direction_norms: Floats,
    skip: NDArray[np.int64],
    worth: Floats,
) -> EnvelopeSolution:
    from keqiao.engine.efficiency.hull import single_peers

    n, k = len(rhs), len(tech.sign)
    reference = np.ascontiguousarray((tech.columns * tech.norms).T[:, :k])
    own = np.ascontiguousarray(rhs[:, :k] * rhs_norms[:, None])
    moves = np.ascontiguousarray(directed[:, :k] * direction_norms[:, None])
    beta, peers = np.empty(n), np.empty(n, dtype=np.int64)
    single_peers(reference, own, moves, skip.astype(np.int64), np.ascontiguousarray(worth[:k]), beta, peers)
    is_inside = peers >= 0
    beta[~is_inside] = np.nan
    slacks = np.full((n, tech.rows), np.nan)
    slacks[:, :k][is_inside] = np.maximum(own - beta[:, None] * moves - reference[peers], 0.0)[is_inside]
    slacks[is_inside, k:] = 0.0
    norms = np.ones(n)
    norms[is_inside] = tech.norms[peers[is_inside]]
    return EnvelopeSolution(
        beta * direction_norms / rhs_norms,
        np.where(is_inside, 0, 1).astype(np.int8),
        peers[:, None],
        np.where(is_inside, norms / rhs_norms, 0.0)[:, None],
        np.full((n, tech.rows), np.nan),
        slacks / rhs_norms[:, None],
        np.ones(n, dtype=bool),
        np.zeros(4, dtype=np.int64),
    )


def worths_of(worth: Worth, tech: Technology) -> Floats:
    """What a unit of scaled slack counts in each row: 0 for fixed measures and the row of returns."""
    count = len(tech.sign)
    if isinstance(worth, str):
        known(worth, ("figures", "scaled"))
        dmus = np.ones(count) if worth == "scaled" else tech.scale[:count].copy()
    else:
        dmus = np.asarray(worth, dtype=np.float64)
        if dmus.shape != (count,) or not np.isfinite(dmus).all() or (dmus < 0).any():
            raise refused(
                message("The worth of slacks must be {count} figures of zero or more.", count=count)
            )
        dmus = dmus * tech.scale[:count]
    dmus = np.where(tech.steered & ~tech.weak, dmus, 0.0)
    worths = np.zeros(tech.rows)
    worths[:count] = dmus / max(dmus.max(), 1e-300)
    return worths


def known(word: str, words: Sequence[str]) -> None:
    """EfficiencyError where an option is none of the words it may be."""
    if word not in words:
        raise refused(message("{word} is not one of: {words}.", word=word, words=", ".join(words)))
