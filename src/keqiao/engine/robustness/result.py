"""Results of a robustness analysis: rank intervals, acceptability, winning probabilities, central weights, grades.

Sources: Lahdelma and Salminen, SMAA-2, Operations Research 49 (2001) 444; OECD/JRC handbook (2008), step 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.ranking import PAPER
from keqiao.engine.robustness.parameters import Parameters
from keqiao.engine.robustness.replicates import Block, Replicator
from keqiao.engine.robustness.tallies import Counts, Replicates, Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keqiao.engine.robustness.designs import Design

BORDERLINE = 0.8
"""A grade kept by a smaller share of the draws is borderline (边界). No rule sets the share: 80 % is a proposal to the
bureau, with its reason in ``web/evaluations/uncertain.yaml``, the document from which the web system reads it; this is
what the command and the library take where nobody says another.
"""
AT_ONCE = 8192


@dataclass
class Robustness:
    """Counts over all replicates. Frames have a row per unit in the order of :attr:`units`.

    What takes a second pass (winning probabilities and central weights of large designs) evaluates the design
    again, to the same numbers, when it is asked for.
    """

    replicator: Replicator
    design: Design
    nominal: Block
    tally: Tally
    all_replicates: Replicates | None
    """Totals and ranks of every replicate; None where they were too many to keep."""

    @property
    def units(self) -> list[str]:
        """Codes of the units."""
        return self.replicator.units

    @property
    def size(self) -> int:
        """Replicates."""
        return self.design.size

    def parameters(self, start: int = 0, stop: int | None = None) -> pl.DataFrame:
        """The parameters of some replicates, a row each; see :class:`~keqiao.engine.robustness.Table`."""
        return self.design.block(start, self.size if stop is None else stop).frame(start)

    def replicates(self, start: int = 0, stop: int | None = None) -> pl.DataFrame:
        """replicate, unit, total and rank of some replicates."""
        stop = self.size if stop is None else stop
        totals, ranks = self.replicator.scores(self.design.block(start, stop))
        return pl.DataFrame(
            {
                "replicate": np.repeat(np.arange(start, stop), len(self.units)),
                "unit": self.units * (stop - start),
                "total": pl.Series(totals.ravel(), nan_to_null=True),
                "rank": pl.Series(ranks.ravel()).replace(0, None),
            }
        )

    @cached_property
    def _cumulated(self) -> Counts:
        return np.cumsum(self.tally.ranks[:, 1:], axis=1)

    def drawn(self, stop: int | None = None) -> tuple[Values, Counts | None]:
        """Totals and places of grades (in ``replicator.grades``, −1 = none; None without grades) of the first
        replicates, replicates × units."""
        size = self.size if stop is None else min(stop, self.size)
        totals = np.empty((size, len(self.units)))
        grades = np.full(totals.shape, -1, dtype=np.int64) if self.replicator.grades else None
        for start in range(0, size, AT_ONCE):
            parameters = self.design.block(start, min(start + AT_ONCE, size))
            for block in self.replicator.blocks(parameters):
                totals[start + block.which] = block.totals
                if grades is not None and block.grades is not None:
                    grades[start + block.which] = block.grades
        return totals, grades

    def quantile(self, share: float) -> Values:
        """The quantile of each unit's ranks over the replicates in which it is ranked, linear between order
        statistics (R's type 7); NaN where it never is."""
        counts = self._cumulated[:, -1]
        place = np.maximum(counts - 1, 0) * share
        low, part = np.floor(place), place - np.floor(place)
        bounds = [
            (self._cumulated > np.minimum(at, counts - 1)[:, None]).argmax(axis=1) + 1.0
            for at in (low, low + 1)
        ]
        return np.where(counts > 0, bounds[0] + part * (bounds[1] - bounds[0]), np.nan)

    def ranks(self, interval: float = 0.9, border: float = BORDERLINE) -> pl.DataFrame:
        """unit, name, total, rank (nominal), mean, deviation, median, low and high (the central ``interval``), best,
        worst, first (share of replicates at rank 1), total_mean, total_deviation; with grades: grade, kept (share of
        replicates with the nominal grade), border (kept by a smaller share than ``border``)."""
        counts = self.tally.ranks[:, 1:]
        number = counts.sum(axis=1)
        values = np.arange(1, counts.shape[1] + 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (counts @ values) / number
            spread = np.sqrt(
                np.maximum((counts @ values**2) / number - mean**2, 0) * number / np.maximum(number - 1, 1)
            )
            total_away = self.tally.sums / number
            total_spread = np.sqrt(np.maximum(self.tally.squares / number - total_away**2, 0.0))
            first = counts[:, 0] / self.size
        some = number > 0
        best = np.where(some, (counts > 0).argmax(axis=1) + 1.0, np.nan)
        worst = np.where(some, counts.shape[1] - (counts[:, ::-1] > 0).argmax(axis=1), np.nan)
        nominal = self.nominal.totals[0]
        columns = {
            "unit": pl.Series(self.units),
            "name": pl.Series(self.replicator.names),
            "total": pl.Series(nominal, nan_to_null=True),
            "rank": pl.Series(self.nominal.ranks[0]).replace(0, None),
            "mean": mean,
            "deviation": spread,
            "median": self.quantile(0.5),
            "low": self.quantile((1 - interval) / 2),
            "high": self.quantile((1 + interval) / 2),
            "best": best,
            "worst": worst,
            "first": first,
            "total_mean": nominal + total_away,
            "total_deviation": total_spread,
        }
        if self.nominal.grades is not None:
            held = self.nominal.grades[0]
            share = self.tally.grades[np.arange(held.size), np.where(held < 0, -1, held)] / self.size
            codes = pl.Series([*self.replicator.grades, None], dtype=pl.String)
            columns["grade"] = codes[pl.Series(np.where(held < 0, len(codes) - 1, held).astype(np.uint32))]
            columns["kept"] = share
            columns["border"] = share < border - 1e-12
        frame = pl.DataFrame(columns)
        return frame.with_columns(pl.col(pl.Float64).fill_nan(None))

    def acceptability(self) -> pl.DataFrame:
        """unit, rank, share of the replicates in which the unit holds the rank (SMAA); ranks that occur only."""
        rows, ranks = np.nonzero(self.tally.ranks[:, 1:])
        names = pl.Series(self.units)
        return pl.DataFrame(
            {
                "unit": names[pl.Series(rows.astype(np.uint32))],
                "rank": ranks + 1,
                "share": self.tally.ranks[rows, ranks + 1] / self.size,
            }
        )

    def grades(self) -> pl.DataFrame:
        """unit, grade (null = none), share of the replicates with it; every grade for every unit."""
        codes = [*self.replicator.grades, None]
        return pl.DataFrame(
            {
                "unit": np.repeat(np.array(self.units, dtype=object), len(codes)).tolist(),
                "grade": pl.Series(codes * len(self.units), dtype=pl.String),
                "share": (self.tally.grades / self.size).ravel(),
            }
        )

    def _again(self) -> Iterator[Parameters]:
        for start in range(0, self.size, AT_ONCE):
            yield self.design.block(start, min(start + AT_ONCE, self.size))

    @cached_property
    def pairwise(self) -> Values:
        """units × units: the share of replicates in which the row's unit stands above the column's."""
        units = len(self.units)
        counts = np.zeros((units, units), dtype=np.int64)
        for totals in (
            [self.all_replicates.totals]
            if self.all_replicates
            else (self.replicator.scores(p)[0] for p in self._again())
        ):
            keys = np.round(totals, PAPER)
            np.copyto(keys, -np.inf, where=np.isnan(keys))
            for unit in range(units):
                counts[unit] += (keys[:, [unit]] > keys).sum(axis=0)
        return counts / self.size

    @cached_property
    def central_weights(self) -> pl.DataFrame:
        """unit, node, weight (share of the whole), share: the mean weights of the replicates in which the unit is
        first, and how many these are (SMAA-2); units that never are first are left out."""
        tree = self.replicator.plan.tree
        sums = np.zeros((len(self.units), len(tree.codes) + 1))
        firsts = np.zeros(len(self.units))
        for parameters in self._again():
            for block in self.replicator.blocks(parameters, graded=False):
                won = (block.ranks == 1).astype(np.float64)
                firsts += won.sum(axis=0)
                for rows, weights in zip(
                    self.replicator.classes, self.replicator.effective(block), strict=True
                ):
                    sums[rows] += won[:, rows].T @ weights.T
        winners = np.flatnonzero(firsts)
        means = sums[winners, 1:] / firsts[winners, None]
        names = pl.Series(self.units)
        return pl.DataFrame(
            {
                "unit": names[pl.Series(np.repeat(winners, len(tree.codes)).astype(np.uint32))],
                "node": pl.Series(list(tree.codes) * winners.size, dtype=pl.String),
                "weight": means.ravel(),
                "share": np.repeat(firsts[winners] / self.size, len(tree.codes)),
            }
        )
