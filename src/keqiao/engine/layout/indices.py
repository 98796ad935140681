"""Diversity and specialisation of shares, for one distribution and for many groups at once.

With shares p of the categories, summing to 1:

* Shannon's entropy H = −Σ p ln p (C. E. Shannon, A Mathematical Theory of Communication, Bell System Technical
  Journal 27, 1948); with S categories that occur, evenness J = H / ln S (E. C. Pielou, Journal of Theoretical Biology
  13, 1966).
* Herfindahl-Hirschman index HHI = Σ p² (A. O. Hirschman, National Power and the Structure of Foreign Trade, 1945):
  1 where all is in one category, 1/S where all are alike; its inverse is the number of equally large categories.
* Location quotient LQ = (e_i / e) / (E_i / E): the share of a category here over its share in the whole; above 1 it
  is more than usual (US Bureau of Labor Statistics, Quarterly Census of Employment and Wages).
* Krugman's index of specialisation K = Σ |p_i − q_i| against the shares q of all others: 0 the same structure, 2 none
  in common (P. Krugman, Geography and Trade, 1991).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl


def shares(values: Sequence[float]) -> np.ndarray:
    """Return the shares of values (not negative), an empty array where they add up to nothing. Raises ValueError."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.isfinite(array).all() or (array < 0).any():
        raise ValueError("values are finite numbers, none of them negative")
    total = array.sum()
    return array / total if total > 0 else np.empty(0)


def shannon(values: Sequence[float]) -> float | None:
    """Shannon's entropy in nats; None where there is nothing."""
    share = shares(values)
    share = share[share > 0]
    return float(-(share * np.log(share)).sum()) + 0.0 if share.size else None


def evenness(values: Sequence[float]) -> float | None:
    """Pielou's evenness, 0 to 1; None where fewer than two categories occur."""
    share = shares(values)
    occurring = int((share > 0).sum())
    entropy = shannon(values)
    return None if occurring < 2 or entropy is None else entropy / float(np.log(occurring))


def concentration(values: Sequence[float]) -> float | None:
    """The Herfindahl-Hirschman index, 0 to 1; None where there is nothing."""
    share = shares(values)
    return float((share**2).sum()) if share.size else None


def location_quotients(here: Sequence[float], whole: Sequence[float]) -> list[float | None]:
    """The location quotient of each category; None where the whole has none of it, or one side is empty.

    Raises ValueError for two lists of different length.
    """
    if len(here) != len(whole):
        raise ValueError("both name the same categories")
    own, all_of = shares(here), shares(whole)
    if not own.size or not all_of.size:
        return [None] * len(here)
    return [float(p / q) if q > 0 else None for p, q in zip(own, all_of, strict=True)]


def krugman(here: Sequence[float], others: Sequence[float]) -> float | None:
    """Krugman's index of specialisation, 0 to 2; None where one side is empty. Raises ValueError as above."""
    if len(here) != len(others):
        raise ValueError("both name the same categories")
    own, rest = shares(here), shares(others)
    return float(np.abs(own - rest).sum()) if own.size and rest.size else None


def by_group(values: pl.DataFrame) -> pl.DataFrame:
    """Return the indices of many groups at once: ``group``, ``categories`` that occur, ``total``, ``shannon``,
    ``evenness``, ``concentration`` and ``leading`` (the category with most).

    ``values``: ``group``, ``category`` and ``value`` (not negative), several rows of a pair being added up. A group
    without anything has no row.
    """
    cells = values.group_by("group", "category").agg(pl.col("value").cast(pl.Float64).sum())
    cells = cells.filter(pl.col("value") > 0).sort("group", "category")
    share = pl.col("value") / pl.col("value").sum().over("group")
    grouped = cells.with_columns(share=share).group_by("group", maintain_order=True)
    result = grouped.agg(
        categories=pl.len().cast(pl.Int64),
        total=pl.col("value").sum(),
        shannon=-(pl.col("share") * pl.col("share").log()).sum() + 0.0,
        concentration=(pl.col("share") ** 2).sum(),
        leading=pl.col("category").get(pl.col("value").arg_max()),
    )
    even = pl.when(pl.col("categories") > 1).then(pl.col("shannon") / pl.col("categories").log())
    columns = ("group", "categories", "total", "shannon", "evenness", "concentration", "leading")
    return result.with_columns(evenness=even).select(*columns)
