"""How sure a score is: bootstrap of efficiency scores, :func:`bootstrap`.

Simar & Wilson 1998, the smoothed homogeneous bootstrap; bandwidth and its correction for the spurious ones as in
Daraio & Simar 2007, chapter 3.
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
from keqiao.engine.efficiency.slack_based import Convex
from keqiao.engine.efficiency.technology import Orientation, Roles, technology
from keqiao.language import Message, message
from keqiao.pieces import in_pieces

Floats = NDArray[np.float64]
PIECE = 50
"""Replicates in one piece of work."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """``score`` (n) as :func:`dea` gives it, its ``bias`` and the score without it, ``corrected``; ``lower`` and
    ``upper`` the bounds of the confidence interval at ``level``, all of them held between 0 and 1 (φ: from 1 on).

    ``replicates`` (B, n) are the scores of all draws; ``used`` (n) how many of them were solved. ``bandwidth`` is that
    of the smoothing.
    """

    factors: Factors
    returns: str
    orientation: str
    level: float
    score: Floats
    bias: Floats
    corrected: Floats
    lower: Floats
    upper: Floats
    replicates: Floats
    used: NDArray[np.int64]
    bandwidth: float
    warnings: tuple[Message, ...] = ()


def bootstrap(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    returns: Convex = "vrs",
    orientation: Literal["input", "output"] = "input",
    replicates: int = 2000,
    level: float = 0.95,
    seed: int = 0,
    bandwidth: float | None = None,
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    executor: Executor | None = None,
) -> Bootstrap:
    """Bias and confidence interval of every unit's score; the same seed gives the same figures.

    Scores of a sample lie too near 1, for the true frontier lies beyond the best units seen; so the interval lies below
    θ (above φ). ``bandwidth`` None: by the normal reference rule. ``executor`` solves pieces of replicates; the figures
    are the same with any or none. Raises :class:`EfficiencyError`; needs at least
    three units of which one is inefficient.
    """
    known(returns, get_args(Convex))
    known(orientation, ("input", "output"))
    if replicates < 1 or not 0 < level < 1 or (bandwidth is not None and not bandwidth > 0):
        raise refused(
            message("Replicates must be at least 1, the level between 0 and 1, and a bandwidth above zero.")
        )
    dmus = factors(inputs, outputs, units=units, input_names=input_names, output_names=output_names)
    score = _scores(dmus, dmus, returns, orientation)
    inner = score[np.isfinite(score) & (np.abs(score - 1.0) > 1e-6)]
    if dmus.count < 3 or len(inner) < 1 or not np.isfinite(score).all():
        raise refused(
            message(
                "The bootstrap needs at least three units, all with a score, and one of them not efficient."
            )
        )
    h = _bandwidth(score, inner) if bandwidth is None else float(bandwidth)
    rng = np.random.default_rng(seed)
    pseudo = np.empty((replicates, dmus.count))
    spread = score.var(ddof=0)
    for b in range(replicates):
        picked = score[rng.integers(dmus.count, size=dmus.count)]
        smooth = picked + h * rng.standard_normal(dmus.count)
        beyond = smooth > 1.0 if orientation == "input" else smooth < 1.0
        smooth = np.where(beyond, 2.0 - smooth, smooth)
        middle = picked.mean()
        shrunk = middle + (smooth - middle) / np.sqrt(1.0 + h * h / spread)
        pseudo[b] = np.clip(shrunk, 1e-3, 1.0) if orientation == "input" else np.maximum(shrunk, 1.0)
    pieces = [score / pseudo[start : start + PIECE] for start in range(0, replicates, PIECE)]
    drawn = np.concatenate(list(in_pieces(executor, _replicates, pieces, dmus, returns, orientation)))
    used = np.isfinite(drawn).sum(axis=0)
    off = drawn - score
    bias = np.nanmean(off, axis=0)
    tails = (1 - level) / 2
    low, high = np.nanquantile(off, [tails, 1 - tails], axis=0)
    free = (score - bias, score - high, score - low)
    corrected, lower, upper = (_held(figures, orientation) for figures in free)
    warnings = dmus.warnings()
    moved = int(np.sum(np.abs(corrected - free[0]) > 1e-9))
    if moved:
        warnings += (
            message(
                "The bias of {count} units is larger than their score: an efficiency lies between 0 and 1, and their "
                "corrected one is held there. They have too little to be compared with.",
                count=moved,
            ),
        )
    return Bootstrap(
        dmus, returns, orientation, level, score, bias, corrected, lower, upper, drawn, used, h, warnings
    )


def _scores(reference: Factors, units: Factors, returns: Convex, orientation: Orientation) -> Floats:
    beta, status = distances_of(technology(reference, returns, Roles()), units, orientation)
    return np.where(status == 0, 1.0 - beta if orientation == "input" else 1.0 + beta, np.nan)


def _replicates(moves: Floats, units: Factors, returns: Convex, orientation: Orientation) -> Floats:
    """The scores (B, n) against frontiers whose inputs, or outputs, are moved by the factors ``moves`` (B, n)."""
    drawn = np.empty(moves.shape)
    for b, move in enumerate(moves):
        x, y = units.inputs, units.outputs
        x, y = (x * move[:, None], y) if orientation == "input" else (x, y * move[:, None])
        drawn[b] = _scores(
            Factors(x, y, units.units, units.input_names, units.output_names), units, returns, orientation
        )
    return drawn


def _held(scores: Floats, orientation: str) -> Floats:
    """Efficiencies between 0 and 1: θ itself, or φ at least 1 (its efficiency is 1 ÷ φ)."""
    return np.clip(scores, 0.0, 1.0) if orientation == "input" else np.maximum(scores, 1.0)


def _bandwidth(score: Floats, inner: Floats) -> float:
    """The normal reference rule on the scores that are not 1, reflected about 1, scaled to all of them."""
    mirrored = np.r_[inner, 2.0 - inner]
    quartiles = np.quantile(mirrored, [0.25, 0.75])
    deviation = mirrored.std(ddof=1)
    width = min(deviation, (quartiles[1] - quartiles[0]) / 1.349) or deviation
    rule = 0.9 * width * len(mirrored) ** -0.2
    return float(rule * (len(mirrored) / len(score)) ** 0.2 * score.std(ddof=1) / deviation)
