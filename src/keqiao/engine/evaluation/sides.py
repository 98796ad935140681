"""One side of a comparison: the scores, weights and values of an evaluation's units in one period, as
arrays by node code, without what cases of fault tolerance do: that is kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.nodes import TOP, Inner, Tree
from keqiao.engine.evaluation.plan import plan_of
from keqiao.engine.evaluation.problems import refused
from keqiao.engine.evaluation.result import Evaluation
from keqiao.language import message


@dataclass(frozen=True)
class Side:
    """Rows are the units with a total, in alphabetical order. ``scores`` and ``weights`` (effective) by
    code; "" is the top."""

    evaluation: Evaluation
    period: str
    basis: str
    tree: Tree
    totals: pl.DataFrame
    units: tuple[str, ...]
    scores: dict[str, Values]
    weights: dict[str, Values]
    values: dict[str, Values]
    without: tuple[str, ...]
    """Units of the run that have no total."""
    tolerance: dict[str, Values]
    """Points by which cases of fault tolerance raise each unit, by indicator."""

    @classmethod
    def of(cls, evaluation: Evaluation, period: str | None, basis: str | None) -> Side:
        """Read the period (the last where None) and basis (the first where None) of an evaluation."""
        period, basis = chosen(evaluation, period, basis)
        here = (pl.col("period") == period) & (pl.col("basis") == basis)
        everyone = evaluation.totals.filter(here).sort("unit")
        totals = everyone.filter(pl.col("total").is_not_null())
        tree = plan_of(evaluation.scheme).tree
        columns = [("score", pl.col("score")), ("weight", pl.col("weight"))]
        indicators = evaluation.indicators.filter(here).rename({"indicator": "node"})
        nodes = evaluation.nodes.filter(here)
        keep = ["unit", "node"]
        table = pl.concat(
            [
                frame.select(*keep, *(expr.alias(name) for name, expr in columns))
                for frame in (indicators, nodes)
            ]
        )
        units = tuple(totals["unit"])
        place = {unit: row for row, unit in enumerate(units)}
        scale = float(tree.written[TOP]) / 100.0
        tops = totals["base"].to_numpy() / scale
        tolerance: dict[str, Values] = {}
        if evaluation.own is not None and evaluation.tolerance is not None:
            own = evaluation.own.filter(here, pl.col("unit").is_in(list(units)))
            table = pl.concat(
                [table.join(own, on=keep, how="anti"), own.filter(pl.col("node") != "").select(table.columns)]
            )
            tops = tops.copy()
            for unit, score in own.filter(pl.col("node") == "").select("unit", "score").iter_rows():
                tops[place[unit]] = score
            cells = evaluation.tolerance.filter(here & pl.col("neutralised")).rename({"indicator": "node"})
            tolerance = {
                code: np.nan_to_num(points) for code, points in _arrays(cells, "points", place).items()
            }
        scores = _arrays(table, "score", place) | {"": tops}
        weights = _arrays(table, "weight", place) | {"": np.full(len(units), scale * 100.0)}
        values = _arrays(indicators.select(*keep, "denominated"), "denominated", place)
        without = tuple(everyone.filter(pl.col("total").is_null())["unit"])
        return cls(
            evaluation, period, basis, tree, totals, units, scores, weights, values, without, tolerance
        )

    def inner(self, code: str) -> Inner | None:
        """The branch of a code ("" = the top), None for an indicator or an unknown code."""
        number = TOP if code == "" else self.tree.number.get(code)
        return None if number is None else self.tree.inner.get(number)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes of a branch's children."""
        inner = self.inner(code)
        return () if inner is None else tuple(self.tree.codes[child - 1] for child in inner.children)

    def direction(self, code: str) -> int:
        """−1 where a branch is turned over before it enters its parent."""
        inner = self.inner(code)
        return 1 if inner is None else inner.direction

    def entering(self, code: str) -> Values:
        """A node's score as its parent sees it."""
        return 100.0 - self.scores[code] if self.direction(code) < 0 else self.scores[code]

    def local(self, parent: str, child: str) -> Values:
        """A child's share of its parent's weight, 0 where it has none."""
        above, own = self.weights[parent], self.weights[child]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where((above > 0) & (own > 0), own / above, 0.0)


def chosen(evaluation: Evaluation, period: str | None, basis: str | None) -> tuple[str, str]:
    """The period and basis asked for, or the last period and the first basis; an unknown one is refused."""
    period = evaluation.periods[-1] if period is None else period
    basis = evaluation.bases[0] if basis is None else basis
    if period not in evaluation.periods or basis not in evaluation.bases:
        raise refused(
            message(
                "The evaluation has no {asked}; it has {known}.",
                asked=f"{period} {basis}",
                known=", ".join([*evaluation.periods, *evaluation.bases]),
            )
        )
    return period, basis


def _arrays(table: pl.DataFrame, column: str, place: dict[str, int]) -> dict[str, Values]:
    """One array over the units for each node."""
    result: dict[str, Values] = {}
    rows = table["unit"].replace_strict(place, default=None, return_dtype=pl.Int64)
    for (code,), part in table.with_columns(rows.alias("row")).partition_by("node", as_dict=True).items():
        array = np.full(len(place), np.nan)
        known = part.filter(pl.col("row").is_not_null())
        array[known["row"].to_numpy()] = known[column].to_numpy()
        result[str(code)] = array
    return result
