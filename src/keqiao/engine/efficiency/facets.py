"""How far each unit lies from the frontier, along its own direction: the compiled heart of the radial models.

The problem of one unit, with reference columns ``a_j`` (d rows), right-hand side ``b`` and direction ``g ≥ 0``:

    max β   with   Σ λ_j a_j + s + β g = b,   λ, s ≥ 0,   β free;   s = 0 in rows without slack.

Three facts make it fast. (1) A basis whose prices ``π`` satisfy ``π·a_j ≥ 0`` for every unit is a *facet*; that
does not depend on the unit evaluated, and each facet bounds β by ``π·b / π·g``. So the facets found so far are tried
first: the one with the least bound is right if its λ are not negative, without any pivot. (2) Otherwise it is the
start of the dual simplex, which usually ends within a few pivots. (3) Pivots look only at the *frontier found so
far*; a basis reached is then priced once against all units, and a unit outside joins the frontier (Dulá 2011).
Time is about linear in units, memory linear.
"""

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
    UNBOUNDED,
    Floats,
    Ints,
    fresh,
    image,
    improve,
    pivot,
    product,
    solve,
    values,
)

FACETS = 1536
"""Facets kept; further ones take the place of the oldest."""


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


@njit(cache=True, nogil=True)
def distances(
    reference: Floats,
    slack: NDArray[np.bool_],
    rhs: Floats,
    direction: Floats,
    skip: Ints,
    first: Ints,
    beta: Floats,
    status: NDArray[np.int8],
    peers: Ints,
    weights: Floats,
    prices: Floats,
    tally: Ints,
) -> None:
    """β, peers and prices of every unit.

    In: reference (d, N); slack (d); rhs, direction (n, d); skip (n), the reference unit left out for a unit or −1;
    first, the units the frontier starts with. Out: beta (n); status (n); peers (n, d − 1): a reference unit, or
    −1 − i for the slack of row i; weights (n, d − 1), their λ; prices (n, d): π with π·g = 1; tally (4): pivot-free
    units, units by the dual simplex, units from nothing, facets.
    """
    d, count = reference.shape
    units = rhs.shape[0]
    columns = np.zeros((d, d + count + 1))
    ids = np.empty(d + count + 1, dtype=np.int64)
    place = np.full(count, -1, dtype=np.int64)
    width = d
    for i in range(d):
        ids[i] = -1 - i
        if slack[i]:
            columns[i, i] = 1.0
    for k in range(first.shape[0]):
        j = first[k]
        if place[j] < 0:
            place[j] = width
            ids[width] = j
            for i in range(d):
                columns[i, width] = reference[i, j]
            width += 1
    facet_prices = np.empty((d, FACETS))
    facet_inverse = np.empty((FACETS, d, d))
    facet_basis = np.empty((FACETS, d), dtype=np.int64)
    facets = 0
    oldest = 0
    bound = np.empty(FACETS)
    depth = np.empty(FACETS)
    inverse = np.empty((d, d))
    room = np.empty((d, d))
    basis = np.empty(d, dtype=np.int64)
    x = np.empty(d)
    w = np.empty(d)
    kept = np.empty(d)
    reduced = np.empty(d + count + 1)
    alpha = np.empty(d + count + 1)
    priced = np.empty(count)
    cost = np.zeros(d + count + 1)
    for o in range(units):
        b = rhs[o]
        g = direction[o]
        out = skip[o]
        hidden = -1
        if out >= 0 and place[out] >= 0:
            hidden = place[out]
            for i in range(d):
                kept[i] = columns[i, hidden]
                columns[i, hidden] = 0.0
        done = -1
        proven = False
        product(b, facet_prices, facets, bound)
        product(g, facet_prices, facets, depth)
        for f in range(facets):
            bound[f] = bound[f] / depth[f] if depth[f] > 1e-9 else np.inf
        while True:
            best = -1
            least = np.inf
            for f in range(facets):
                if bound[f] < least:
                    least = bound[f]
                    best = f
            if best < 0 or hidden < 0:
                break
            touched = False
            for p in range(d):
                if facet_basis[best, p] == hidden:
                    touched = True
            if not touched:
                break
            bound[best] = np.inf
        if best >= 0:
            for p in range(d):
                basis[p] = facet_basis[best, p]
                for k in range(d):
                    inverse[p, k] = facet_inverse[best, p, k]
            values(inverse, g, w)
            pivot(inverse, w, d - 1)
            values(inverse, b, x)
            worst = 0.0
            for p in range(d - 1):
                worst = min(worst, x[p])
            if worst >= -PRIMAL:
                done = OPTIMAL
                proven = True
                tally[0] += 1
            elif descend(columns, width, g, b, basis, inverse, reduced, alpha) == OPTIMAL:
                done = OPTIMAL
                tally[1] += 1
        attempts = 0
        while not proven:
            if done != OPTIMAL:
                # Nothing to start from, or the frontier found so far is not enough: from nothing, with all units.
                attempts += 1
                done = start(reference, slack, g, b, out, basis) if attempts < 3 else STUCK
                tally[2] += 1
                if done != OPTIMAL:
                    break
                for p in range(d - 1):
                    if basis[p] < 0:
                        # A row that says nothing new keeps its artificial variable; it has no slack to stand for it.
                        done = STUCK
                        attempts = 3
                    elif basis[p] >= d:
                        j = basis[p] - d
                        if place[j] < 0:
                            place[j] = width
                            ids[width] = j
                            for i in range(d):
                                columns[i, width] = reference[i, j]
                            width += 1
                        basis[p] = place[j]
                if done != OPTIMAL:
                    break
            if not fresh(columns, g, basis, inverse, room):
                done = STUCK
                continue
            product(inverse[d - 1], reference, count, priced)
            size = 1.0
            for k in range(d):
                size = max(size, abs(inverse[d - 1, k]))
            worst = -DUAL * size
            entering = -1
            for j in range(count):
                if priced[j] < worst and j != out:
                    worst = priced[j]
                    entering = j
            if entering < 0:
                proven = True
                if out < 0:
                    f = facets if facets < FACETS else oldest
                    if facets < FACETS:
                        facets += 1
                    else:
                        oldest = (oldest + 1) % FACETS
                    for p in range(d):
                        facet_basis[f, p] = basis[p]
                        facet_prices[p, f] = inverse[d - 1, p]
                        for k in range(d):
                            facet_inverse[f, p, k] = inverse[p, k]
                break
            if place[entering] >= 0:
                # It was looked at and found to fit within the tolerance of its size; the bases differ by rounding.
                done = STUCK
                attempts += 1
                continue
            place[entering] = width
            ids[width] = entering
            for i in range(d):
                columns[i, width] = reference[i, entering]
            width += 1
            if improve(columns, width, cost, g, 1.0, 0.0, b, basis, inverse) != OPTIMAL:
                done = STUCK
        if hidden >= 0:
            for i in range(d):
                columns[i, hidden] = kept[i]
        status[o] = done
        if done == OPTIMAL:
            values(inverse, b, x)
            beta[o] = x[d - 1]
            for p in range(d - 1):
                peers[o, p] = ids[basis[p]]
                weights[o, p] = max(x[p], 0.0)
            for k in range(d):
                prices[o, k] = inverse[d - 1, k]
        else:
            beta[o] = np.nan if done != UNBOUNDED else np.inf
            for p in range(d - 1):
                peers[o, p] = -1
                weights[o, p] = 0.0
            for k in range(d):
                prices[o, k] = np.nan
    tally[3] = facets
