"""Compiled loops for ranks and their histograms. Imported lazily: numba takes about a second to load.

The first call on a machine compiles each loop (a few seconds) and keeps it in numba's cache beside this file, or
in the user's cache folder where that is not writable.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

COUNTED = 160
"""Up to so many units ranks are counted pair by pair; above, units are put into buckets, linear in their number."""
Ranks = npt.NDArray[np.int32]


@njit(cache=True, fastmath=False)
def _counted(keys: Any, result: Any) -> None:
    units = keys.shape[1]
    for row in range(keys.shape[0]):
        for unit in range(units):
            key = keys[row, unit]
            better = 0
            for other in range(units):
                better += keys[row, other] > key
            result[row, unit] = 0 if key == -np.inf else better + 1


@njit(cache=True)
def _bucketed(keys: Any, result: Any) -> None:
    """Ranks by buckets over the range of the keys, then insertion within a bucket."""
    units = keys.shape[1]
    buckets = 2 * units
    starts = np.empty(buckets + 1, dtype=np.int32)
    begins = np.empty(buckets + 1, dtype=np.int32)
    bucket = np.empty(units, dtype=np.int32)
    members = np.empty(units, dtype=np.int32)
    for row in range(keys.shape[0]):
        low, high = np.inf, -np.inf
        for unit in range(units):
            key = keys[row, unit]
            if key != -np.inf:
                low = min(low, key)
                high = max(high, key)
        scale = (buckets - 1) / (high - low) if high > low else 0.0
        starts[:] = 0
        for unit in range(units):
            key = keys[row, unit]
            if key == -np.inf:
                bucket[unit] = -1
                result[row, unit] = 0
                continue
            at = int((high - key) * scale)
            bucket[unit] = at
            starts[at + 1] += 1
        for at in range(buckets):
            starts[at + 1] += starts[at]
        begins[:] = starts
        # Members move up within their bucket by insertion; afterwards starts[at] is the end of bucket at.
        for unit in range(units):
            at = int(bucket[unit])
            if at < 0:
                continue
            place = int(starts[at])
            starts[at] = place + 1
            key = keys[row, unit]
            while place > begins[at]:
                before = members[place - 1]
                if keys[row, before] >= key:
                    break
                members[place] = before
                place -= 1
            members[place] = unit
        ranked = starts[buckets - 1]
        place_of = 1
        for at in range(ranked):
            unit = int(members[at])
            if at > 0 and keys[row, members[at - 1]] != keys[row, unit]:
                place_of = at + 1
            result[row, unit] = place_of


def ranks(keys: npt.NDArray[np.float64]) -> Ranks:
    """Ranks of each row of whole-numbered keys, 1 = highest, ties share the better; −∞ takes 0."""
    result = np.empty(keys.shape, dtype=np.int32)
    block = np.ascontiguousarray(keys)
    if keys.shape[1] <= COUNTED:
        _counted(block, result)
    else:
        _bucketed(block, result)
    return result


@njit(cache=True)
def histogram(ranks_: Any, counts: Any) -> None:
    """Add each replicate's rank of each unit (replicates × units) to ``counts`` (units × ranks + 1), in place."""
    for row in range(ranks_.shape[0]):
        for unit in range(ranks_.shape[1]):
            counts[unit, ranks_[row, unit]] += 1


@njit(cache=True)
def wins(keys: Any, counts: Any) -> None:
    """Add to ``counts`` (units × units) how often each unit stands above each other, in place."""
    units = keys.shape[1]
    for row in range(keys.shape[0]):
        for unit in range(units):
            key = keys[row, unit]
            for other in range(units):
                counts[unit, other] += key > keys[row, other]
