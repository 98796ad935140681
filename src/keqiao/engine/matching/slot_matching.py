"""Slots where somebody is away: one matching of highest weight for each slot, the scarce first, then the gaps.

Whether given pairs fit around absences is a timetable problem, which is hard (Even, Itai and Shamir 1976). Each slot
takes a matching of highest weight (Jonker and Volgenant's algorithm, in scipy) among the pairs that should meet, where
whoever has hardly more slots left than meetings to come weighs most: they have to be matched in every slot that is
left, as in the proof that as many slots as the highest degree are enough where nobody is away. What found no slot gives
way to the best other pairs. The result keeps all limits; what it lacks to the bound is told by whoever knows the bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from keqiao.engine.matching.slots import FREE

URGENT = 4.0
"""How much more than the highest score it weighs that a participant needs every slot that is left."""
FIXED = 1e6
"""So much a meeting that has to be held weighs before any other."""


@dataclass
class SlotTables:
    """What is open while slots are filled: free seats (participants × slots), meetings left, tables left."""

    free: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    left: tuple[NDArray[np.int64], NDArray[np.int64]]
    tables: NDArray[np.int64]

    def place(self, ends: NDArray[np.int64], slot: int) -> None:
        """Seat meetings (meetings × 2) in a slot."""
        for side in (0, 1):
            self.free[side][ends[:, side], slot] = False
            self.left[side][ends[:, side]] -= 1
        self.tables[slot] -= len(ends)


def place_around_absences(
    pairs: NDArray[np.int64], weights: NDArray[np.float64], wanted: NDArray[np.bool_], tables: SlotTables
) -> NDArray[np.int64]:
    """A slot for each of ``pairs`` (pairs × 2), FREE where it finds none; ``wanted`` ones come first.

    ``weights``: pairs, above 0. ``tables`` is used up.
    """
    placed = np.full(len(pairs), FREE)
    for some in (wanted, np.ones(len(pairs), dtype=bool)):
        _fill(pairs, weights, some, placed, tables)
    return placed


def _fill(
    pairs: NDArray[np.int64],
    weights: NDArray[np.float64],
    some: NDArray[np.bool_],
    placed: NDArray[np.int64],
    tables: SlotTables,
) -> None:
    """Fill the slots with some of the pairs, those first in which the fewest can meet."""
    top = float(weights[weights < FIXED].max(initial=1.0))
    to_fill = set(np.flatnonzero(tables.tables > 0).tolist())
    while to_fill:
        open_pairs = np.flatnonzero(some & (placed == FREE))
        if not len(open_pairs):
            return
        ends = pairs[open_pairs]
        there = tables.free[0][ends[:, 0]] & tables.free[1][ends[:, 1]]
        there &= ((tables.left[0][ends[:, 0]] > 0) & (tables.left[1][ends[:, 1]] > 0))[:, None]
        slot = min(to_fill, key=lambda at: (int(there[:, at].sum()), at))
        rest = sorted(to_fill)
        to_fill.remove(slot)
        candidates = np.flatnonzero(there[:, slot])
        if not len(candidates):
            continue
        urgent = sum(
            _urgency(ends[:, side], tables.free[side][:, rest], tables.left[side])[ends[candidates, side]]
            for side in (0, 1)
        )
        weight = weights[open_pairs[candidates]] + URGENT * top * urgent
        chosen = candidates[_matching(ends[candidates], weight, int(tables.tables[slot]))]
        placed[open_pairs[chosen]] = slot
        tables.place(ends[chosen], slot)


def _urgency(
    people: NDArray[np.int64], free: NDArray[np.bool_], left: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For each participant the share of their slots left that their meetings to come need, to the fourth power."""
    to_come = np.minimum(np.bincount(people, minlength=len(left)), left)
    return np.asarray(np.minimum(to_come / np.maximum(free.sum(1), 1), 1.0) ** 4)


def _matching(ends: NDArray[np.int64], weight: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Which of the pairs make the matching of highest weight; the heaviest ``most`` of them."""
    firsts, row = np.unique(ends[:, 0], return_inverse=True)
    seconds, column = np.unique(ends[:, 1], return_inverse=True)
    matrix = np.zeros((len(firsts), len(seconds)))
    matrix[row, column] = weight
    number = np.full(matrix.shape, FREE)
    number[row, column] = np.arange(len(ends))
    chosen = number[linear_sum_assignment(matrix, maximize=True)]
    chosen = chosen[chosen != FREE]
    heaviest = np.argsort(-weight[chosen], kind="stable")[:most]
    return np.asarray(chosen[heaviest], dtype=np.int64)
