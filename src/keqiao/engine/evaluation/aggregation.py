"""How children become their parent, and how much of the parent each child brings.

Blocks are units × children. ``weights`` add up to 1 in each row over the children present; a missing
child has weight 0 and NaN as score. For the means, Euler's theorem for homogeneous functions gives parts
that add up: f(s) = Σ sᵢ ∂f/∂sᵢ.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keqiao.engine.evaluation.arrays import EVERY, Values, block
from keqiao.engine.evaluation.ranking import PAPER
from keqiao.engine.schemes.tree import Aggregation

PAIRS_AT_ONCE = 4_000_000
"""How many pairs of units are compared in one step, to bound memory."""


def exponent_of(aggregation: Aggregation) -> float | None:
    """The power of a mean: 1 arithmetic, 0 geometric, −1 harmonic; None for Copeland."""
    if aggregation.method == "power":
        return aggregation.exponent
    return {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}.get(aggregation.method)


def generalised_mean(scores: Values, weights: Values, exponent: float) -> Values:
    """The weighted mean of power ``exponent`` of each row; NaN where no child is present.

    For exponents other than 1 the scores must not be negative; for exponents ≤ 0 a zero makes the mean
    zero (its limit).
    """
    total: Values = np.zeros(scores.shape[0])
    if exponent == 1.0:
        total = arithmetic_mean(_filled(scores, 0.0), weights)
    elif exponent == 0.0:
        with np.errstate(divide="ignore"):
            for column in range(scores.shape[1]):
                used = weights[:, column] > 0
                logs = np.log(np.where(used, scores[:, column], 1.0))
                total += np.where(used, weights[:, column] * logs, 0.0)
        total = np.exp(total)
    else:
        with np.errstate(divide="ignore"):
            for column in range(scores.shape[1]):
                used = weights[:, column] > 0
                power = np.where(used, scores[:, column], 1.0) ** exponent
                total += np.where(used, weights[:, column] * power, 0.0)
            total = total ** (1.0 / exponent)
    total[weights.sum(axis=1) == 0] = np.nan
    return total


def arithmetic_mean(scores: Values, weights: Values) -> Values:
    """Σ weight × score of each row; scores without NaN. Column by column, in one order, so that the sum
    is the same whatever the rows."""
    total: Values = weights[:, 0] * scores[:, 0]
    product = np.empty_like(total)
    for column in range(1, scores.shape[1]):
        np.multiply(weights[:, column], scores[:, column], out=product)
        total += product
    return total


def gradient(scores: Values, weights: Values, exponent: float, result: Values) -> Values:
    """∂f/∂s of :func:`generalised_mean`, a block; 0 for missing children and where the mean is 0 by a
    zero score."""
    if exponent == 1.0:
        return weights
    filled = _filled(scores, 0.0)
    value = _filled(result, 0.0)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((value > 0) & (filled > 0), value / filled, 0.0)
        slope = weights * (ratio ** (1.0 - exponent))
    slope[(ratio == 0.0) | (weights == 0.0)] = 0.0
    result_: Values = slope
    return result_


def copeland(scores: Values, weights: Values) -> tuple[Values, Values]:
    """Copeland scores (wins − losses over the other units) as COINr's ``a_copeland``, and parts that add
    up to them.

    Unit i beats j where the weights of the children on which i is better outweigh those on which j is
    better (children missing for one of the two are left out). The point won or lost against j, ±1, is
    shared among the children in proportion to what each put on the scale: ± weight ÷ margin; so the
    parts of a unit add up to its score.
    """
    units, children = scores.shape
    result: Values = np.zeros(units)
    parts = block(units, children, 0.0)
    step = max(1, PAIRS_AT_ONCE // max(1, units))
    for start in range(0, units, step):
        rows = slice(start, min(units, start + step))
        result[rows], parts[rows] = contests(scores[rows], weights[rows], scores, weights)
    return result, parts


def contests(own: Values, weights: Values, field: Values, field_weights: Values) -> tuple[Values, Values]:
    """The Copeland score of each row of ``own`` against the rows of ``field``, and its parts (see
    :func:`copeland`); a row that meets itself neither wins nor loses."""
    children = own.shape[1]
    parts = block(own.shape[0], children, 0.0)
    weight = np.where(np.isnan(own), 0.0, weights)
    other_weight = np.where(np.isnan(field), 0.0, field_weights)
    margin = np.zeros((own.shape[0], field.shape[0]))
    signs = []
    for child in range(children):
        with np.errstate(invalid="ignore"):
            apart = _filled(own[:, child, None] - field[None, :, child], 0.0)
        # Scores that agree on paper are a draw, as totals are.
        apart[np.abs(apart) < 10.0**-PAPER] = 0.0
        sign = np.sign(apart)
        # The two units may weigh the child differently (profiles): the mean of both is fair to each, and a
        # child that is nothing to one of them is left out.
        one, other = weight[:, child, None], other_weight[None, :, child]
        sign *= np.where((one > 0) & (other > 0), (one + other) / 2, 0.0)
        margin += sign
        signs.append(sign)
    # Margins of a rounding error are a draw: exact weights would cancel.
    margin[np.abs(margin) < 1e-12] = 0.0
    result: Values = np.sign(margin).sum(axis=1)
    with np.errstate(divide="ignore"):
        share = np.where(margin == 0.0, 0.0, 1.0 / np.abs(margin))
    for child, sign in enumerate(signs):
        parts[:, child] = (sign * share).sum(axis=1)
    absent = (weights > 0).sum(axis=1) == 0
    result[absent] = np.nan
    return result, parts


def aggregate(scores: Values, weights: Values, aggregation: Aggregation, fields: Sequence[slice]) -> Values:
    """The parent's score of each row; Copeland compares the rows within each of ``fields``."""
    exponent = exponent_of(aggregation)
    if exponent is not None:
        return generalised_mean(scores, weights, exponent)
    result: Values = np.full(scores.shape[0], np.nan)
    for rows in fields or (EVERY,):
        result[rows] = copeland(scores[rows], weights[rows])[0]
    return result


def _filled(values: Values, fill: float) -> Values:
    return np.where(np.isnan(values), fill, values)
