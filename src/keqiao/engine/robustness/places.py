"""Ranks of every replicate at once: 1 = highest, ties share the better rank, 0 = not ranked.

Totals that agree to ten decimals are equal, as in :mod:`keqiao.engine.evaluation.ranking`. Small jobs are sorted
by numpy; large ones are counted by a compiled kernel, which is imported (and, the first time on a machine,
compiled and kept in numba's cache) only then. Both give the same ranks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.ranking import PAPER

COMPILED_FROM = 400_000
"""From so many ranks in one job on the kernel is worth its loading time (about a second)."""
_state = {"loaded": False}


def warm_up(cells: int = COMPILED_FROM) -> bool:
    """Load (the first time on a machine: compile) the kernels where a job of so many ranks is worth it; tells
    whether they are there. A long-lived server calls this once at its start."""
    if not _state["loaded"] and cells >= COMPILED_FROM:
        from keqiao.engine.robustness import kernels

        kernels.ranks(np.zeros((1, 2)))
        kernels.ranks(np.zeros((1, kernels.COUNTED + 1)))
        kernels.histogram(np.zeros((1, 1), dtype=np.int32), np.zeros((1, 2), dtype=np.int64))
        _state["loaded"] = True
    return _state["loaded"]


def compiled() -> bool:
    """Whether the kernels are there."""
    return _state["loaded"]


def ranks_of(totals: Values) -> npt.NDArray[np.int32]:
    """Ranks of each row (a replicate) of a block replicates × units."""
    keys = np.rint(totals * 10.0**PAPER)
    np.copyto(keys, -np.inf, where=np.isnan(keys))
    if _state["loaded"]:
        from keqiao.engine.robustness import kernels

        return kernels.ranks(keys)
    return sorted_ranks(keys)


def sorted_ranks(keys: Values) -> npt.NDArray[np.int32]:
    """Ranks of whole-numbered keys by sorting; −∞ takes 0."""
    order = np.argsort(-keys, axis=1)
    ordered = np.take_along_axis(keys, order, axis=1)
    place = np.empty(keys.shape, dtype=np.int32)
    place[:] = np.arange(1, keys.shape[1] + 1, dtype=np.int32)
    place[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
    np.maximum.accumulate(place, axis=1, out=place)
    place[np.isneginf(ordered)] = 0
    result = np.empty(keys.shape, dtype=np.int32)
    np.put_along_axis(result, order, place, axis=1)
    return result
