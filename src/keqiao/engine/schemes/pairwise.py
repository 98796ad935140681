"""How far pairwise judgements contradict each other: Saaty's consistency ratio."""

from __future__ import annotations

SAATY_RANDOM_INDEX = (
    0.0,
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
"""Mean consistency index of random reciprocal matrices of order 0 … 15 (Saaty, The Analytic Hierarchy
Process, 1980); larger matrices take the last."""


def consistency_ratio(eigenvalue: float, order: int) -> float:
    """CR = (λ − n)/(n − 1)/RI of a reciprocal matrix with principal eigenvalue λ; 0 for order 1 and 2."""
    if order <= 2:
        return 0.0
    index = SAATY_RANDOM_INDEX[min(order, len(SAATY_RANDOM_INDEX) - 1)]
    return (eigenvalue - order) / (order - 1) / index
