"""How the ratings of several experts become one number; cells and experts' panels use the same rule."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from keqiao.engine.schemes.parts import Raters


def combined(ratings: Sequence[pl.Series], raters: Raters) -> pl.Series:
    """Return one number for each row (Float64) from experts' ratings, one series of that length for each expert.

    Nulls are experts who did not rate; fewer than ``raters.minimum`` ratings give null. A trimmed mean leaves out
    ``trim`` highest and ``trim`` lowest ratings, fewer where none would be left: one of an odd number, two of an even
    number always count (cf. scipy.stats.trim_mean, which cuts a share instead of a number).
    """
    table = pl.DataFrame(list(ratings))
    listed = table.select(pl.concat_list(pl.all()).list.drop_nulls().list.sort().alias("all"))
    count = pl.col("all").list.len().cast(pl.Int64)
    if raters.combine == "mean":
        value = pl.col("all").list.mean()
    elif raters.combine == "median":
        value = pl.col("all").list.median()
    else:
        out = pl.min_horizontal(pl.lit(raters.trim, pl.Int64), ((count - 1) // 2).clip(0))
        value = pl.col("all").list.slice(out, count - 2 * out).list.mean()
    return listed.select(pl.when(count >= raters.minimum).then(value).cast(pl.Float64).alias("rating"))[
        "rating"
    ]
