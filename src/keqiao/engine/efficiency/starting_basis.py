"""The two ways to an optimal basis of one unit, compiled: down from fitting prices, or from nothing."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from keqiao.engine.efficiency.simplex import (
    BETA,
    DUAL,
    INFEASIBLE,
    OPTIMAL,
    PIVOT,
    PRIMAL,
    STUCK,
    Floats,
    Ints,
    fresh,
    image,
    pivot,
    product,
    solve,
    values,
)


@njit(cache=True, nogil=True)
def descend(
    columns: Floats,
    count: int,
    g: Floats,
    b: Floats,
    basis: Ints,
    inverse: Floats,
    reduced: Floats,
    alpha: Floats,
) -> int:
    """Dual simplex from a basis with fitting prices; the last place of the basis is β.

    ``INFEASIBLE`` holds for these columns only.
    """
    d = basis.shape[0]
    x = np.empty(d)
    w = np.empty(d)
    room = np.empty((d, d))
    values(inverse, b, x)
    product(inverse[d - 1], columns, count, reduced)
    for turn in range(60 + 12 * d):
        p = -1
        worst = -PRIMAL
        for i in range(d - 1):
            if x[i] < worst:
                worst = x[i]
                p = i
        if p < 0:
            return OPTIMAL
        product(inverse[p], columns, count, alpha)
        step = np.inf
        for j in range(count):
            if alpha[j] < -PIVOT:
                t = (max(reduced[j], 0.0) + DUAL) / -alpha[j]
                step = min(step, t)
        if step == np.inf:
            return INFEASIBLE
        q = -1
        strongest = 0.0
        for j in range(count):
            if alpha[j] < -PIVOT and max(reduced[j], 0.0) <= step * -alpha[j] and -alpha[j] > strongest:
                strongest = -alpha[j]
                q = j
        image(inverse, columns, q, w)
        t = max(reduced[q], 0.0) / -alpha[q]
        pivot(inverse, w, p)
        basis[p] = q
        if turn % 24 == 23:
            if not fresh(columns, g, basis, inverse, room):
                return STUCK
            product(inverse[d - 1], columns, count, reduced)
        else:
            for j in range(count):
                reduced[j] += t * alpha[j]
        values(inverse, b, x)
    return STUCK


@njit(cache=True, nogil=True)
def start(reference: Floats, slack: NDArray[np.bool_], g: Floats, b: Floats, skip: int, basis: Ints) -> int:
    """The optimal basis of one unit from nothing; basis: unit j as ``d + j``, the slack of row i as ``i``, β last."""
    d, count = reference.shape
    total = d + count + 2
    columns = np.zeros((d, total))
    cost = np.zeros(total)
    for i in range(d):
        if slack[i]:
            columns[i, i] = 1.0
        for j in range(count):
            if j != skip:
                columns[i, d + j] = reference[i, j]
        columns[i, total - 2] = g[i]
        columns[i, total - 1] = -g[i]
    cost[total - 2] = 1.0
    cost[total - 1] = -1.0
    x = np.empty(d)
    pi = np.empty(d)
    status = solve(columns, cost, b, basis, x, pi)
    if status != OPTIMAL:
        return status
    place = -1
    for p in range(d):
        if basis[p] >= total - 2:
            place = p
            basis[p] = BETA
    if place < 0:
        inverse = np.empty((d, d))
        room = np.empty((d, d))
        if not fresh(columns, g, basis, inverse, room):
            return STUCK
        w = np.empty(d)
        values(inverse, g, w)
        strongest = 0.0
        for p in range(d):
            if abs(x[p]) <= 1e-9 and abs(w[p]) > strongest:
                strongest = abs(w[p])
                place = p
        if place < 0 or strongest < PIVOT:
            return STUCK
        basis[place] = BETA
    last = basis[d - 1]
    basis[d - 1] = BETA
    if place != d - 1:
        basis[place] = last
    return OPTIMAL
