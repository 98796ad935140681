"""The second phase, compiled: the largest sum of slacks among all solutions with the score already found.

By complementary slackness these are the solutions that use only columns of reduced cost zero; so the second phase is
a primal simplex over those few columns, from the basis of the first phase, and the score cannot drift.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from keqiao.engine.efficiency.simplex import BETA, OPTIMAL, Floats, Ints, fresh, improve, values

ZERO = 1e-9
"""A price or reduced cost up to this, relative to the unit's greatest price, is zero."""


@njit(cache=True, nogil=True)
def second_phase(
    reference: Floats,
    slack: NDArray[np.bool_],
    rhs: Floats,
    direction: Floats,
    skip: Ints,
    worth: Floats,
    candidates: Ints,
    status: NDArray[np.int8],
    prices: Floats,
    peers: Ints,
    weights: Floats,
    slacks: Floats,
    finished: NDArray[np.bool_],
) -> None:
    """Maximise Σ worth·slack of every unit; peers and weights are changed in place, slacks (n, d) are written.

    ``candidates`` are the reference units that can be peers at all (those on the frontier). ``finished`` is False
    where the first phase's slacks had to be kept.
    """
    d = reference.shape[0]
    columns = np.zeros((d, 2 * d + candidates.shape[0]))
    ids = np.empty(columns.shape[1], dtype=np.int64)
    cost = np.zeros(columns.shape[1])
    basis = np.empty(d, dtype=np.int64)
    inverse = np.empty((d, d))
    room = np.empty((d, d))
    x = np.empty(d)
    for o in range(rhs.shape[0]):
        finished[o] = True
        for i in range(d):
            slacks[o, i] = 0.0
        if status[o] != OPTIMAL:
            for i in range(d):
                slacks[o, i] = np.nan
            continue
        size = 1.0
        for i in range(d):
            size = max(size, abs(prices[o, i]))
        wanted = False
        for i in range(d):
            if slack[i] and worth[i] > 0.0 and prices[o, i] <= ZERO * size:
                wanted = True
        if wanted:
            width = 0
            for p in range(d - 1):
                j = peers[o, p]
                ids[width] = j
                for i in range(d):
                    columns[i, width] = (1.0 if i == -1 - j else 0.0) if j < 0 else reference[i, j]
                cost[width] = worth[-1 - j] if j < 0 else 0.0
                basis[p] = width
                width += 1
            for i in range(d):
                if slack[i] and prices[o, i] <= ZERO * size:
                    inside = False
                    for p in range(d - 1):
                        if peers[o, p] == -1 - i:
                            inside = True
                    if not inside:
                        for k in range(d):
                            columns[k, width] = 1.0 if k == i else 0.0
                        ids[width] = -1 - i
                        cost[width] = worth[i]
                        width += 1
            for c in range(candidates.shape[0]):
                j = candidates[c]
                reduced = 0.0
                for i in range(d):
                    reduced += prices[o, i] * reference[i, j]
                if reduced > ZERO * size or j == skip[o]:
                    continue
                inside = False
                for p in range(d - 1):
                    if peers[o, p] == j:
                        inside = True
                if not inside:
                    for i in range(d):
                        columns[i, width] = reference[i, j]
                    ids[width] = j
                    cost[width] = 0.0
                    width += 1
            basis[d - 1] = BETA
            finished[o] = (
                fresh(columns, direction[o], basis, inverse, room)
                and improve(columns, width, cost, direction[o], 0.0, 0.0, rhs[o], basis, inverse) == OPTIMAL
            )
            if finished[o]:
                values(inverse, rhs[o], x)
                k = 0
                for p in range(d):
                    if basis[p] != BETA:
                        peers[o, k] = ids[basis[p]]
                        weights[o, k] = max(x[p], 0.0)
                        k += 1
        for p in range(d - 1):
            if peers[o, p] < 0:
                slacks[o, -1 - peers[o, p]] = weights[o, p]
