"""What is kept of the replicates while they pass: counts of ranks and grades, sums of totals; merged in any split."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.robustness.parameters import Parameters
from keqiao.engine.robustness.places import compiled
from keqiao.engine.robustness.replicates import Replicator

Counts = npt.NDArray[np.int64]


@dataclass
class Tally:
    """``ranks``: units × (units + 1), how often each rank was held, 0 = not ranked. ``grades``: units × (grades +
    1), the last = without a grade. ``sums`` and ``squares`` of the totals less the nominal ones."""

    ranks: Counts
    grades: Counts
    sums: Values
    squares: Values

    def going_on(self) -> Tally:
        """A tally that counts ranks and grades in the tables of this one, with sums of its own: sums are added piece by
        piece, so that the work may be split in any way and gives the same numbers to the bit."""
        return Tally(self.ranks, self.grades, np.zeros_like(self.sums), np.zeros_like(self.squares))

    def add(self, other: Tally) -> None:
        """Add another's counts, and its sums."""
        if other.ranks is not self.ranks:
            self.ranks += other.ranks
            self.grades += other.grades
        self.sums += other.sums
        self.squares += other.squares


@dataclass
class Replicates:
    """Totals and ranks of every replicate, replicates × units."""

    totals: Values
    ranks: npt.NDArray[np.int32]


def empty(units: int, grades: int) -> Tally:
    """Nothing counted yet."""
    return Tally(
        np.zeros((units, units + 1), dtype=np.int64),
        np.zeros((units, grades + 1), dtype=np.int64),
        np.zeros(units),
        np.zeros(units),
    )


def tally(
    replicator: Replicator, parameters: Parameters, nominal: Values, keep: bool, onto: Tally | None = None
) -> tuple[Tally, Replicates | None]:
    """Count the replicates of a block; ranks and grades are counted ``onto`` another tally where one is given, whose
    table of ranks is large where units are many."""
    units, grades = len(replicator.units), len(replicator.grades)
    result = empty(units, grades) if onto is None else onto.going_on()
    replicates = (
        Replicates(np.empty((parameters.size, units)), np.empty((parameters.size, units), dtype=np.int32))
        if keep
        else None
    )
    for block in replicator.blocks(parameters):
        count_into(result.ranks, block.ranks)
        away = block.totals - nominal
        if np.isnan(away).any():
            away = np.nan_to_num(away)
        result.sums += away.sum(axis=0)
        result.squares += np.einsum("ij,ij->j", away, away)
        if block.grades is not None:
            places = np.where(block.grades < 0, grades, block.grades).astype(np.int32)
            count_into(result.grades, places)
        if replicates is not None:
            replicates.totals[block.which], replicates.ranks[block.which] = block.totals, block.ranks
    return result, replicates


def count_into(counts: Counts, places: npt.NDArray[np.int32]) -> None:
    """Add to ``counts`` (units × places) each replicate's place of each unit (replicates × units), in place."""
    if compiled():
        from keqiao.engine.robustness import kernels

        kernels.histogram(places, counts)
        return
    units, width = counts.shape
    flat = places + np.arange(units, dtype=np.int64) * width
    counts += np.bincount(flat.ravel(), minlength=units * width).reshape(units, width)
