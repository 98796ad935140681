"""An evaluation as tables for readers: the summary, points by indicator, what lifts and pulls each unit."""

from __future__ import annotations

import polars as pl

from keqiao.engine.evaluation import Evaluation
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.tree import Branch, Indicator

KEYS = ["period", "basis", "unit"]
REASONS = 3
"""So many indicators that lift a unit most, and as many that pull it down, are named."""


def summary(evaluation: Evaluation, scheme: Scheme) -> pl.DataFrame:
    """``totals`` with the points of every top node in a column ``node:<code>``, in order of period, basis and rank."""
    top = [node.code for node in scheme.indicators]
    points = _points(evaluation, top).rename({code: f"node:{code}" for code in top})
    return _ordered(evaluation.totals.join(points, on=KEYS, how="left", maintain_order="left"))


def matrix(evaluation: Evaluation, scheme: Scheme) -> pl.DataFrame:
    """Keys, name, total and the points of every indicator in a column of its code, in the order of the summary."""
    codes = [indicator.code for indicator in scheme.leaves()]
    head = evaluation.totals.select(*KEYS, "name", "rank", "total")
    return _ordered(head.join(_points(evaluation, codes), on=KEYS, how="left", maintain_order="left"))


def stages(evaluation: Evaluation, rows: int) -> pl.DataFrame:
    """Every stage of every indicator, unit by unit in the summary's order; at most ``rows`` rows, whole units."""
    units = _ordered(evaluation.totals.select(*KEYS, "name", "rank"))
    per_unit = max(len(evaluation.scheme.leaves()), 1)
    wanted = units.head(max(rows // per_unit, 1)).with_row_index("place")
    place = {indicator.code: number for number, indicator in enumerate(evaluation.scheme.leaves())}
    return (
        evaluation.indicators.join(wanted, on=KEYS, how="inner")
        .with_columns(pl.col("indicator").replace_strict(place, return_dtype=pl.Int64).alias("order"))
        .sort("place", "order")
    )


def reasons(evaluation: Evaluation, rows: int) -> pl.DataFrame:
    """For each unit the indicators that lift and pull it most against the median score of its period's units.

    The same measure as :func:`keqiao.engine.evaluation.explain`: the difference to the median score is worth
    weight × difference ÷ 100 points. Columns: keys, name, rank, total, indicator, raw, score, contribution, median
    (score of the units), difference (points), direction (lift or pull); at most ``rows`` rows of whole units.
    """
    units = _ordered(evaluation.totals.select(*KEYS, "name", "rank", "total")).filter(
        pl.col("total").is_not_null()
    )
    median = pl.col("score").median().over("period", "basis", "indicator")
    worth = pl.col("weight") * (pl.col("score") - pl.col("median")) / 100.0
    leaves = (
        evaluation.indicators.select(*KEYS, "indicator", "raw", "score", "weight", "contribution")
        .with_columns(median.alias("median"))
        .with_columns(worth.alias("difference"))
        .filter(pl.col("difference").is_not_null())
    )
    order = pl.col("difference").rank("ordinal", descending=True).over(KEYS)
    last = pl.col("difference").rank("ordinal").over(KEYS)
    lift = (order <= REASONS) & (pl.col("difference") > 0)
    pull = (last <= REASONS) & (pl.col("difference") < 0)
    wanted = units.head(units_listed(units.height, rows)).with_row_index("place")
    return (
        leaves.join(wanted, on=KEYS, how="inner")
        .with_columns(pl.when(lift).then(pl.lit("lift")).when(pull).then(pl.lit("pull")).alias("direction"))
        .filter(pl.col("direction").is_not_null())
        .sort("place", "difference", descending=[False, True])
    )


def units_listed(units: int, rows: int) -> int:
    """How many of the ranked units :func:`reasons` lists within so many rows."""
    return min(units, max(rows // (2 * REASONS), 1))


def levels(scheme: Scheme) -> list[tuple[int, Branch | Indicator]]:
    """Every node with its depth (1 = top), parents before children."""
    listed: list[tuple[int, Branch | Indicator]] = []

    def visit(nodes: tuple[Branch | Indicator, ...], depth: int) -> None:
        for node in nodes:
            listed.append((depth, node))
            if isinstance(node, Branch):
                visit(node.children, depth + 1)

    visit(scheme.indicators, 1)
    return listed


def _points(evaluation: Evaluation, codes: list[str]) -> pl.DataFrame:
    """Contributions of these nodes and indicators, one column each."""
    parts = [
        evaluation.nodes.select(*KEYS, pl.col("node").alias("code"), "contribution"),
        evaluation.indicators.select(*KEYS, pl.col("indicator").alias("code"), "contribution"),
    ]
    frame = evaluation.totals.select(KEYS)
    for code in codes:
        for part in parts:
            column = part.filter(pl.col("code") == code)
            if column.height:
                column = column.select(*KEYS, pl.col("contribution").alias(code))
                frame = frame.join(column, on=KEYS, how="left", maintain_order="left")
                break
        else:
            frame = frame.with_columns(pl.lit(None, pl.Float64).alias(code))
    return frame


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("period", "basis", "rank", "unit", nulls_last=True)
