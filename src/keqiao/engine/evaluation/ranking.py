"""Ranks by total: highest first, ties share a rank (1, 2, 2, 4)."""

from __future__ import annotations

import numpy as np

from keqiao.engine.evaluation.arrays import Values

PAPER = 10
"""Totals that agree to so many decimals are equal."""


def ranks(totals: Values) -> Values:
    """Rank of each total, 1 = highest; NaN (not ranked) stays NaN. Ties share the better rank."""
    result: Values = np.full(totals.shape, np.nan)
    present = ~np.isnan(totals)
    # The same total on paper is the same rank, whatever its last binary digits say.
    result[present] = lowest_ranks(-np.round(totals[present], PAPER))
    return result


def lowest_ranks(values: Values) -> Values:
    """Rank of each value, 1 = least, ties take the lowest rank; no NaN."""
    order = np.argsort(values)
    ordered = values[order]
    first = np.empty(values.size, dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    place = np.where(first, np.arange(1, values.size + 1), 0)
    result: Values = np.empty(values.size)
    result[order] = np.maximum.accumulate(place) if values.size else place
    return result
