"""How close a platform stands to the clusters of the city, with its parts.

Each part is a share between 0 and 1; the fit is 100 times their mean by weight over the parts that are known. A part
that is not known is left out and not taken as nothing; where nothing is known there is no fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl


def cluster_fit(parts: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Return ``item``, the parts, ``fit`` (0 to 100, null where nothing is known) and ``known`` (the weight of the
    known parts over that of all, 0 to 1).

    ``parts``: ``item`` and a column of shares for each name of ``weights``, null where a part is not known. Raises
    ValueError for weights that are negative or all zero.
    """
    if any(weight < 0 for weight in weights.values()) or not sum(weights.values()) > 0:
        raise ValueError("weights are not negative, and one at least is above zero")
    names: Sequence[str] = list(weights)
    total = sum(weights.values())
    known = pl.sum_horizontal(
        pl.when(pl.col(name).is_not_null()).then(weights[name]).otherwise(0.0) for name in names
    )
    value = pl.sum_horizontal(pl.col(name).fill_null(0.0).clip(0.0, 1.0) * weights[name] for name in names)
    result = parts.with_columns(known=known / total, value=value)
    fit = pl.when(pl.col("known") > 0).then(100 * pl.col("value") / (pl.col("known") * total))
    return result.with_columns(fit=fit).drop("value")
