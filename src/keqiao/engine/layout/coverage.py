"""How platforms cover the chains: counts by node and by cluster, and the gaps on either side.

Everything is counted once for each node and once for each node above: a platform in two parts of a node is one platform
of that node.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from keqiao.engine.layout.chains import IndustryChains
from keqiao.engine.layout.node_membership import tree

PLATFORMS, INDUSTRY = "platforms", ("firms", "contracts", "needs")
"""What is counted: the platforms, and what shows that there is an industry."""
GAPS = ("no_platform", "no_industry", "neither", "")
"""Industry without a platform, a platform without industry, neither of both, no gap."""


def node_coverage(chains: IndustryChains, members: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return a row for each node with how many distinct things of each kind belong to it or to a part of it.

    ``members`` maps "platforms", "firms", "contracts" and "needs" to ``item`` and ``node`` as
    :func:`~keqiao.engine.layout.node_membership.map_to_nodes` gives them. The columns are ``node``, ``cluster``,
    ``depth``, ``has_parts``, the kinds, and ``gap`` (:data:`GAPS`). Nodes stand in the order of the document.
    """
    way_up = tree(chains)
    nodes = way_up.filter(pl.col("node") == pl.col("above")).select("node", "cluster", "depth")
    above = {placed.above for placed in chains.nodes()}
    result = nodes.with_columns(has_parts=pl.col("node").is_in(list(above)))
    for kind in (PLATFORMS, *INDUSTRY):
        rows = members.get(kind)
        if rows is None:
            result = result.with_columns(pl.lit(0, pl.Int64).alias(kind))
            continue
        counted = rows.select("item", "node").join(way_up.select("node", "above"), on="node")
        counts = counted.group_by("above").agg(pl.col("item").n_unique().cast(pl.Int64).alias(kind))
        result = result.join(counts, left_on="node", right_on="above", how="left", maintain_order="left")
        result = result.with_columns(pl.col(kind).fill_null(0))
    has_industry = pl.any_horizontal(pl.col(kind) > 0 for kind in INDUSTRY)
    has_platform = pl.col(PLATFORMS) > 0
    gap = (
        pl.when(has_industry & ~has_platform)
        .then(pl.lit("no_platform"))
        .when(has_platform & (pl.col("firms") == 0))
        .then(pl.lit("no_industry"))
        .when(~has_platform & ~has_industry)
        .then(pl.lit("neither"))
        .otherwise(pl.lit(""))
    )
    return result.with_columns(gap=gap)


def cluster_matrix(members: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Return how many distinct platforms of each level are in each cluster: ``level``, ``cluster``, ``platforms``.

    ``members``: ``item`` and ``cluster``; ``levels``: ``item`` and ``level``. A platform in two clusters counts in
    both. Pairs without a platform have no row.
    """
    placed = members.select("item", "cluster").unique().join(levels, on="item")
    counts = placed.group_by("level", "cluster").agg(platforms=pl.col("item").n_unique().cast(pl.Int64))
    return counts.sort("level", "cluster")


def node_matrix(members: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    """Return how many things of each platform belong to each node: ``platform``, ``node``, ``things``.

    ``members``: ``item`` and ``node`` of the things; ``things``: ``item`` and ``platform``. Each counts once in a cell.
    """
    placed = members.select("item", "node").unique().join(things, on="item")
    counts = placed.group_by("platform", "node").agg(things=pl.col("item").n_unique().cast(pl.Int64))
    return counts.sort("platform", "node")
