"""Missing values: what other units tell about them."""

from __future__ import annotations

import numpy as np

from keqiao.engine.evaluation.arrays import Truth, Values, mean, median


def impute(values: Values, policy: str, usable: Truth | None = None) -> tuple[Values, Truth]:
    """Fill the gaps of each column by the mean or median of its values; returns the block and where it
    was filled.

    ``policy`` is one of mean, median, group_mean, group_median (the rows are the group). ``usable``
    marks the cells that apply; others are neither read nor filled. A column without any value stays
    missing.
    """
    known = values if usable is None else np.where(usable, values, np.nan)
    gaps = np.isnan(values)
    if usable is not None:
        gaps &= usable
    if not gaps.any():
        return values, gaps
    fill = median(known) if policy.endswith("median") else mean(known)
    filled: Values = np.where(gaps, fill, values)
    return filled, gaps & ~np.isnan(filled)
