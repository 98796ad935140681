"""Weights found from data or judgement. Blocks are units × children; results add up to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.schemes.pairwise import consistency_ratio


def entropy(values: Values) -> Values:
    """Entropy weights (Shannon 1948; Hwang and Yoon 1981): 1 − H of each column's shares, 0·ln 0 = 0. No
    negative values."""
    shares = values / values.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    spread = 1 + (shares * logs).sum(axis=0) / np.log(values.shape[0])
    return _normalised(spread)


def critic(values: Values) -> Values:
    """CRITIC (Diakoulaki et al., Computers & OR 22 (1995) 763): deviation of the min–max values × Σ (1 −
    correlation)."""
    least, most = values.min(axis=0), values.max(axis=0)
    width = most - least
    varies = width > 0
    result: Values = np.zeros(values.shape[1])
    if not varies.any():
        return _normalised(result)
    unit = (values[:, varies] - least[varies]) / width[varies]
    correlation = np.atleast_2d(np.corrcoef(unit, rowvar=False))
    result[varies] = unit.std(axis=0) * (1 - correlation).sum(axis=0)
    return _normalised(result)


def standard_deviation(values: Values) -> Values:
    """Weights in proportion to the standard deviation of each column."""
    return _normalised(values.std(axis=0))


def pca_loadings(values: Values) -> Values:
    """Loadings of the first principal component of the correlation matrix (as COINr's ``get_PCA``), length 1.

    The sign, which the method leaves open, is chosen so that the loadings add up to a positive number.
    """
    correlation = np.atleast_2d(np.corrcoef(values, rowvar=False))
    _, vectors = np.linalg.eigh(correlation)
    first = vectors[:, -1]
    result: Values = first * (-1.0 if first.sum() < 0 else 1.0)
    return result


def pca(values: Values) -> tuple[Values, npt.NDArray[np.bool_]]:
    """Weights in proportion to the loadings of the first component, and which loadings are negative.

    A negative loading would make a better score lower the total; such a child takes no weight and is
    reported.
    """
    loadings = pca_loadings(values)
    negative = loadings < 0
    return _normalised(np.where(negative, 0.0, loadings)), negative


@dataclass(frozen=True)
class Hierarchy:
    """AHP weights, the principal eigenvalue and the consistency ratio (0 for one or two children)."""

    weights: Values
    eigenvalue: float
    ratio: float


def ahp(pairwise: Values) -> Hierarchy:
    """Weights by the principal eigenvector of a reciprocal matrix; CR = (λ − n)/(n − 1)/RI (Saaty 1980)."""
    n = pairwise.shape[0]
    eigenvalues, vectors = np.linalg.eig(pairwise)
    place = int(np.argmax(eigenvalues.real))
    weights = _normalised(np.abs(vectors[:, place].real))
    largest = float(eigenvalues[place].real)
    return Hierarchy(weights, largest, consistency_ratio(largest, n))


def _normalised(weights: Values) -> Values:
    total = weights.sum()
    if not np.isfinite(total) or total <= 0:
        return np.full(weights.shape, 1.0 / weights.size)
    result: Values = weights / total
    return result
