"""A dense revised simplex for few rows and many columns, compiled: the ground of every efficiency model.

A problem is ``max c·x, A x = b, x ≥ 0`` with d rows (measures, and one for the returns to scale) and K columns
(units, slacks). ``A`` is held row by row, shape (d, K), so that one pass over all columns is d runs through memory.
The inverse of the basis is kept explicitly (d × d): d is small, and a fresh inverse costs about a microsecond.

Importing this module loads numba; the modules above it do so when first asked to compute. The first call of a
machine compiles (some seconds, kept on disk after that).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPTIMAL, INFEASIBLE, UNBOUNDED, STUCK = 0, 1, 2, 3
"""What a solver says; ``STUCK``: the limit of pivots was reached or a basis was singular (told, never hidden)."""
PRIMAL, DUAL, PIVOT = 1e-10, 1e-10, 1e-9
"""Tolerances on scaled data: a negative variable, a reduced cost, the least pivot taken without need."""
BETA = -1
"""The place of the free variable (the step along the direction) in a basis."""


@njit(cache=True, nogil=True)
def invert(matrix: Floats, inverse: Floats) -> bool:
    """Write the inverse of ``matrix`` (overwritten) into ``inverse``; False where it is singular.

    Gauss–Jordan with partial pivoting.
    """
    d = matrix.shape[0]
    for i in range(d):
        for j in range(d):
            inverse[i, j] = 1.0 if i == j else 0.0
    for k in range(d):
        p = k
        for i in range(k + 1, d):
            if abs(matrix[i, k]) > abs(matrix[p, k]):
                p = i
        if abs(matrix[p, k]) < 1e-13:
            return False
        if p != k:
            for j in range(d):
                matrix[k, j], matrix[p, j] = matrix[p, j], matrix[k, j]
                inverse[k, j], inverse[p, j] = inverse[p, j], inverse[k, j]
        r = 1.0 / matrix[k, k]
        for j in range(d):
            matrix[k, j] *= r
            inverse[k, j] *= r
        for i in range(d):
            f = matrix[i, k]
            if i != k and f != 0.0:
                for j in range(d):
                    matrix[i, j] -= f * matrix[k, j]
                    inverse[i, j] -= f * inverse[k, j]
    return True


@njit(cache=True, nogil=True)
def pivot(inverse: Floats, column: Floats, p: int) -> None:
    """Put the column whose image under ``inverse`` is ``column`` into place ``p`` of the basis."""
    d = inverse.shape[0]
    r = 1.0 / column[p]
    for j in range(d):
        inverse[p, j] *= r
    for i in range(d):
        f = column[i]
        if i != p and f != 0.0:
            for j in range(d):
                inverse[i, j] -= f * inverse[p, j]


@njit(cache=True, nogil=True)
def product(row: Floats, columns: Floats, count: int, out: Floats) -> None:
    """``out[j] = row · columns[:, j]`` for the first ``count`` columns."""
    d = columns.shape[0]
    f = row[0]
    for j in range(count):
        out[j] = f * columns[0, j]
    for i in range(1, d):
        f = row[i]
        if f != 0.0:
            for j in range(count):
                out[j] += f * columns[i, j]


@njit(cache=True, nogil=True)
def image(inverse: Floats, columns: Floats, q: int, out: Floats) -> None:
    """``out = inverse · columns[:, q]``."""
    d = inverse.shape[0]
    for i in range(d):
        s = 0.0
        for k in range(d):
            s += inverse[i, k] * columns[k, q]
        out[i] = s


@njit(cache=True, nogil=True)
def values(inverse: Floats, b: Floats, out: Floats) -> None:
    """``out = inverse · b``."""
    d = inverse.shape[0]
    for i in range(d):
        s = 0.0
        for k in range(d):
            s += inverse[i, k] * b[k]
        out[i] = s


@njit(cache=True, nogil=True)
def fresh(columns: Floats, g: Floats, basis: Ints, inverse: Floats, room: Floats) -> bool:
    """Invert the basis anew from its columns; ``BETA`` stands for ``g``, −2 − i for the unit column of row i."""
    d = inverse.shape[0]
    for p in range(d):
        q = basis[p]
        for i in range(d):
            if q == BETA:
                room[i, p] = g[i]
            elif q < BETA:
                room[i, p] = 1.0 if i == -2 - q else 0.0
            else:
                room[i, p] = columns[i, q]
    return bool(invert(room, inverse))


@njit(cache=True, nogil=True)
def improve(
    columns: Floats,
    count: int,
    cost: Floats,
    g: Floats,
    beta_cost: float,
    artificial_cost: float,
    b: Floats,
    basis: Ints,
    inverse: Floats,
) -> int:
    """Primal simplex from a feasible basis to an optimal one: max Σ cost·x + beta_cost·β.

    Artificial variables count ``artificial_cost`` each. ``basis`` and ``inverse`` are changed in place. The free
    variable β (column ``g``, ``BETA``) never leaves; an artificial variable (−2 − i) never enters, and leaves at the
    first pivot it meets once its cost is 0. Largest reduced cost first; Bland's rule once nothing has moved for a
    while.
    """
    d = basis.shape[0]
    room = np.empty((d, d))
    x = np.empty(d)
    w = np.empty(d)
    pi = np.empty(d)
    reduced = np.empty(count)
    still = 0
    refreshed = True
    values(inverse, b, x)
    for turn in range(200 + 60 * d + 4 * count):
        if turn % 40 == 39:
            if not fresh(columns, g, basis, inverse, room):
                return STUCK
            values(inverse, b, x)
            refreshed = True
        for k in range(d):
            pi[k] = 0.0
        size = 1.0
        for p in range(d):
            q = basis[p]
            c = beta_cost if q == BETA else (artificial_cost if q < BETA else cost[q])
            if c != 0.0:
                for k in range(d):
                    pi[k] += c * inverse[p, k]
        for k in range(d):
            size = max(size, abs(pi[k]))
        product(pi, columns, count, reduced)
        entering = -1
        best = DUAL * size
        bland = still > 30
        for j in range(count):
            gain = cost[j] - reduced[j]
            if gain > best:
                inside = False
                for p in range(d):
                    if basis[p] == j:
                        inside = True
                if not inside:
                    entering = j
                    best = gain
                    if bland:
                        break
        if entering < 0:
            if refreshed:
                return OPTIMAL
            if not fresh(columns, g, basis, inverse, room):
                return STUCK
            values(inverse, b, x)
            refreshed = True
            continue
        image(inverse, columns, entering, w)
        largest = 0.0
        for p in range(d):
            largest = max(largest, abs(w[p]))
        least = PIVOT * max(1.0, largest)
        step = np.inf
        for p in range(d):
            if basis[p] == BETA:
                continue
            if basis[p] < BETA and artificial_cost == 0.0 and abs(w[p]) > least:
                step = 0.0
            elif w[p] > least:
                step = min(step, (max(x[p], 0.0) + PRIMAL) / w[p])
        if step == np.inf:
            return UNBOUNDED
        leaving = -1
        strongest = 0.0
        for p in range(d):
            if basis[p] == BETA:
                continue
            forced = basis[p] < BETA and artificial_cost == 0.0 and abs(w[p]) > least
            if forced or (w[p] > least and max(x[p], 0.0) <= step * w[p]):
                if bland and not forced:
                    if leaving < 0 or basis[p] < basis[leaving]:
                        leaving = p
                elif abs(w[p]) > strongest:
                    leaving = p
                    strongest = abs(w[p])
        if leaving < 0:
            return STUCK
        moved = max(x[leaving], 0.0) / w[leaving]
        still = still + 1 if moved <= 1e-13 else 0
        pivot(inverse, w, leaving)
        basis[leaving] = entering
        values(inverse, b, x)
        refreshed = False
    return STUCK


@njit(cache=True, nogil=True)
def expel(columns: Floats, basis: Ints, inverse: Floats) -> None:
    """Put a real column in the place of every artificial one; one stays only where its row says nothing new."""
    d, count = columns.shape
    w = np.empty(d)
    alpha = np.empty(count)
    for p in range(d):
        if basis[p] >= BETA:
            continue
        product(inverse[p], columns, count, alpha)
        entering = -1
        strongest = PIVOT
        for j in range(count):
            if abs(alpha[j]) > strongest:
                inside = False
                for k in range(d):
                    if basis[k] == j:
                        inside = True
                if not inside:
                    strongest = abs(alpha[j])
                    entering = j
        if entering >= 0:
            image(inverse, columns, entering, w)
            pivot(inverse, w, p)
            basis[p] = entering


@njit(cache=True, nogil=True)
def solve(columns: Floats, cost: Floats, b: Floats, basis: Ints, x: Floats, pi: Floats) -> int:
    """``max cost·x, columns·x = b, x ≥ 0`` from nothing: artificial variables first, then the objective.

    Shapes: columns (d, K), cost (K), b (d). Writes basis (d), the basic values x (d) and the prices pi (d).
    """
    d, count = columns.shape
    zero = np.zeros(d)
    rows = columns.copy()
    rhs = b.copy()
    flipped = np.ones(d)
    for i in range(d):
        if rhs[i] < 0.0:
            rhs[i] = -rhs[i]
            flipped[i] = -1.0
            for j in range(count):
                rows[i, j] = -rows[i, j]
    inverse = np.zeros((d, d))
    size = 0.0
    for i in range(d):
        basis[i] = -2 - i
        inverse[i, i] = 1.0
        size = max(size, rhs[i])
    nothing = np.zeros(count)
    status = improve(rows, count, nothing, zero, 0.0, -1.0, rhs, basis, inverse)
    if status != OPTIMAL:
        return STUCK
    values(inverse, rhs, x)
    for p in range(d):
        if basis[p] < BETA and x[p] > 1e-9 * max(1.0, size):
            return INFEASIBLE
    expel(rows, basis, inverse)
    status = improve(rows, count, cost, zero, 0.0, 0.0, rhs, basis, inverse)
    values(inverse, rhs, x)
    for k in range(d):
        pi[k] = 0.0
    for p in range(d):
        if basis[p] >= 0:
            for k in range(d):
                pi[k] += cost[basis[p]] * inverse[p, k] * flipped[k]
    return status
