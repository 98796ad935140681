"""The change of a mean split exactly between its children's scores and their weights.

For a quasi-arithmetic mean f with g(f) = Σ wᵢ g(sᵢ) (g the identity, the logarithm or a power) the
change of g(f) is a sum of products, and each product's change falls to its two factors by halves
(Shapley): Δ(w·g) = w̄ Δg + ḡ Δw. The divided differences Δf/Δg(f) and Δg/Δs bring it back to f and s
without a remainder; for the geometric mean this is the logarithmic mean Divisia index (Ang and Liu,
Energy Economics 23 (2001) 609). Where a zero score makes g infinite, and for Copeland, effects are found
by replacing one thing after the other in two opposite orders and taking the mean, which adds up whatever
the function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from keqiao.engine.evaluation.aggregation import generalised_mean
from keqiao.engine.evaluation.arrays import Values

SAME = 1e-9
"""Relative differences below this use the derivative in place of the divided difference."""


@dataclass
class Split:
    """Effects on a branch's score, rows × children: ``slopes`` × Δs are the effects of the scores,
    ``weights`` those of the weights; ``field`` (rows) is what a changed field of units does under
    Copeland."""

    slopes: Values
    weights: Values
    field: Values | None = None


def split_mean(s0: Values, s1: Values, w0: Values, w1: Values, exponent: float) -> Split:
    """Split f(s1, w1) − f(s0, w0) of a weighted mean. Weights of a row add up to 1 on both sides; no NaN."""
    if exponent == 1.0:
        return Split((w0 + w1) / 2, (s0 + s1) / 2 * (w1 - w0))
    used = (w0 > 0) | (w1 > 0)
    zero = (
        (used & ((s0 <= 0) | (s1 <= 0))).any(axis=1) if exponent <= 0 else np.zeros(len(s0), dtype=np.bool_)
    )
    result = Split(np.zeros(s0.shape), np.zeros(s0.shape))
    rows = ~zero
    if rows.any():
        part = _by_differences(s0[rows], s1[rows], w0[rows], w1[rows], exponent)
        result.slopes[rows], result.weights[rows] = part.slopes, part.weights
    if zero.any():
        part = _by_replacing(s0[zero], s1[zero], w0[zero], w1[zero], exponent)
        result.slopes[zero], result.weights[zero] = part.slopes, part.weights
    return result


def _by_differences(s0: Values, s1: Values, w0: Values, w1: Values, exponent: float) -> Split:
    def g(s: Values) -> Values:
        return np.log(s) if exponent == 0 else s**exponent

    def slope(s: Values) -> Values:
        return 1 / s if exponent == 0 else exponent * s ** (exponent - 1)

    used = (w0 > 0) | (w1 > 0)
    s0, s1 = np.where(used, s0, 1.0), np.where(used, s1, 1.0)
    f0, f1 = generalised_mean(s0, w0, exponent), generalised_mean(s1, w1, exponent)
    with np.errstate(divide="ignore", invalid="ignore"):
        g0, g1 = g(s0), g(s1)
        y0, y1 = (w0 * g0).sum(axis=1), (w1 * g1).sum(axis=1)
        f = (f0 + f1) / 2
        back = np.where(np.abs(y1 - y0) > SAME * np.abs(y0), (f1 - f0) / (y1 - y0), 1 / slope(f))
        there = np.where(np.abs(s1 - s0) > SAME * np.abs(s0), (g1 - g0) / (s1 - s0), slope((s0 + s1) / 2))
    # Where everything is 0 on both sides, nothing changes.
    back, there = _finite(back), _finite(there)
    slopes = back[:, None] * (w0 + w1) / 2 * there
    # Δw adds up to 0 over the children, so any constant may be added to g: this one makes the effect of a weight
    # f·Δw for an average child, as for the arithmetic mean.
    level = _finite(f - back * _finite(g(f)))
    weights = (back[:, None] * (g0 + g1) / 2 + level[:, None]) * (w1 - w0)
    return Split(slopes, weights)


def _finite(values: Values) -> Values:
    return np.where(np.isfinite(values), values, 0.0)


def _by_replacing(s0: Values, s1: Values, w0: Values, w1: Values, exponent: float) -> Split:
    def score(scores: list[bool], weights: bool) -> Values:
        chosen = np.where(np.array(scores)[None, :], s1, s0)
        return np.nan_to_num(generalised_mean(chosen, w1 if weights else w0, exponent))

    effects, by_weights, _ = replace_in_turn(s0.shape[1], lambda scores, weights, _: score(scores, weights))
    return Split(_per_difference(effects, s0, s1), shared(by_weights, np.abs(w1 - w0)))


def replace_in_turn(
    children: int, score: Callable[[list[bool], bool, bool], Values], *, with_field: bool = False
) -> tuple[Values, Values, Values]:
    """Effects of replacing each child's scores, then the weights (then the field), averaged over both
    directions.

    ``score(scores, weights, field)`` gives the rows' score with the marked things replaced. Returns
    effects of the scores (rows × children), of the weights and of the field; they add up to the whole
    change.
    """
    players = children + 1 + with_field
    effects: list[Values] = []
    for order in (range(players), reversed(range(players))):
        state = [False] * players
        before = score(state[:children], False, False)
        if not effects:
            effects = [np.zeros(before.shape) for _ in range(players)]
        for player in order:
            state[player] = True
            after = score(state[:children], state[children], state[-1] if with_field else True)
            effects[player] = effects[player] + (after - before) / 2
            before = after
    field = effects[-1] if with_field else np.zeros(effects[0].shape)
    return np.column_stack(effects[:children]), effects[children], field


def _per_difference(effects: Values, s0: Values, s1: Values) -> Values:
    difference = s1 - s0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference != 0, effects / difference, 0.0)


def per_difference(effects: Values, s0: Values, s1: Values) -> Values:
    """Effects of scores as slopes: effect ÷ Δs, 0 where the score does not change."""
    return _per_difference(effects, s0, s1)


def shared(amount: Values, by: Values) -> Values:
    """An amount of each row shared among the children in proportion to ``by`` (not negative), equally
    where that is all 0."""
    total = by.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, by / total, 1.0 / by.shape[1])
    result: Values = amount[:, None] * share
    return result
