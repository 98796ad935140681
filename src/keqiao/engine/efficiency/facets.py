"""How far each unit lies from the frontier, along its own direction: the compiled heart of the radial models.

The problem of one unit, with reference columns ``a_j`` (d rows), right-hand side ``b`` and direction ``g ≥ 0``:

    max β   with   Σ λ_j a_j + s + β g = b,   λ, s ≥ 0,   β free;   s = 0 in rows without slack.

Three facts make it fast. (1) A basis whose prices ``π`` satisfy ``π·a_j ≥ 0`` for every unit is a *facet*; that
does not depend on the unit evaluated, and each facet bounds β by ``π·b / π·g``. So the facets found so far are tried
first: the one with the least bound is right if its λ are not negative, without any pivot. (2) Otherwise it is the
start of the dual simplex, which usually ends within a few pivots. (3) Pivots look only at the *frontier found so
far*. A unit inside it can be no part of the frontier and is left for a second look; a unit on or outside it is priced
against all units, and the one farthest out joins the frontier, until the unit lies within (Dulá 2011). The second look
prices each basis only against what joined the frontier after it.
Time is about linear in units, memory linear.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from keqiao.engine.efficiency.simplex import (
    BETA,
    DUAL,
    OPTIMAL,
    PRIMAL,
    STUCK,
    UNBOUNDED,
    Floats,
    Ints,
    fresh,
    improve,
    pivot,
    product,
    values,
)
from keqiao.engine.efficiency.starting_basis import descend, start

FACETS = 1536
"""Facets kept; further ones take the place of the oldest."""
INSIDE = 1e-7
"""A unit so far inside the hull of others is no part of the frontier."""


@njit(cache=True, nogil=True)
def keep(
    basis: Ints,
    inverse: Floats,
    facet_basis: Ints,
    facet_prices: Floats,
    facet_inverse: Floats,
    facets: int,
    oldest: int,
) -> tuple[int, int]:
    """Remember a facet; returns how many there are now and which is replaced next."""
    d = basis.shape[0]
    f = facets if facets < FACETS else oldest
    for p in range(d):
        facet_basis[f, p] = basis[p]
        facet_prices[p, f] = inverse[d - 1, p]
        for k in range(d):
            facet_inverse[f, p, k] = inverse[p, k]
    if facets < FACETS:
        return facets + 1, oldest
    return facets, (oldest + 1) % FACETS


@njit(cache=True, nogil=True)
def purge(
    columns: Floats, q: int, facet_basis: Ints, facet_prices: Floats, facet_inverse: Floats, facets: int
) -> int:
    """Forget the facets that column ``q`` lies outside of; returns how many are left."""
    d = columns.shape[0]
    left = 0
    for f in range(facets):
        worth = 0.0
        size = 1.0
        for k in range(d):
            worth += facet_prices[k, f] * columns[k, q]
            size = max(size, abs(facet_prices[k, f]))
        if worth < -DUAL * size:
            continue
        if left < f:
            for p in range(d):
                facet_basis[left, p] = facet_basis[f, p]
                facet_prices[p, left] = facet_prices[p, f]
                for k in range(d):
                    facet_inverse[left, p, k] = facet_inverse[f, p, k]
        left += 1
    return left


@njit(cache=True, nogil=True)
def distances(
    reference: Floats,
    slack: NDArray[np.bool_],
    rhs: Floats,
    direction: Floats,
    skip: Ints,
    own: bool,
    order: Ints,
    beta: Floats,
    status: NDArray[np.int8],
    peers: Ints,
    weights: Floats,
    prices: Floats,
    tally: Ints,
) -> None:
    """β, peers and prices of every unit.

    In: reference (d, N); slack (d); rhs, direction (n, d); skip (n), the reference unit left out for a unit or −1;
    own, whether unit o is reference unit o and every direction lies in rows with slack; order (n), in which the units
    are looked at (good ones first, so that the frontier is soon complete). Out: beta (n); status (n); peers (n, d − 1):
    a reference unit, or −1 − i for the slack of row i; weights (n, d − 1), their λ; prices (n, d): π with π·g = 1;
    tally (4): pivot-free units, units that took pivots, units from nothing, facets.
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
    if own:
        # Trade-off columns lie in every hull; a unit inside is found inside only where they are in it.
        for j in range(units, count):
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
    seen = np.zeros(units, dtype=np.int64)
    for turn in range(units):
        o = order[turn]
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
                # A facet kept is one of the frontier found so far; a unit on or outside that has to be priced.
                proven = not own or out >= 0 or x[d - 1] > INSIDE
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
                            if own:
                                facets = purge(
                                    columns, width - 1, facet_basis, facet_prices, facet_inverse, facets
                                )
                                oldest = 0
                        basis[p] = place[j]
                if done != OPTIMAL:
                    break
            if not fresh(columns, g, basis, inverse, room):
                done = STUCK
                continue
            values(inverse, b, x)
            if own and out < 0 and x[d - 1] > INSIDE:
                # Inside the hull of the frontier found so far: no part of it, and looked at again at the end.
                facets, oldest = keep(
                    basis, inverse, facet_basis, facet_prices, facet_inverse, facets, oldest
                )
                break
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
                    facets, oldest = keep(
                        basis, inverse, facet_basis, facet_prices, facet_inverse, facets, oldest
                    )
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
            if own:
                facets = purge(columns, width - 1, facet_basis, facet_prices, facet_inverse, facets)
                oldest = 0
            if improve(columns, width, cost, g, 1.0, 0.0, b, basis, inverse) != OPTIMAL:
                done = STUCK
        if hidden >= 0:
            for i in range(d):
                columns[i, hidden] = kept[i]
        status[o] = done
        seen[o] = width
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
    if not own:
        return
    for o in range(units):
        if status[o] != OPTIMAL or seen[o] == width or skip[o] >= 0:
            continue
        size = 1.0
        for k in range(d):
            size = max(size, abs(prices[o, k]))
        worst = -DUAL * size
        fits = True
        for j in range(seen[o], width):
            worth = 0.0
            for k in range(d):
                worth += prices[o, k] * columns[k, j]
            if worth < worst:
                fits = False
                break
        if fits:
            continue
        for p in range(d - 1):
            j = peers[o, p]
            basis[p] = place[j] if j >= 0 else -1 - j
        basis[d - 1] = BETA
        b = rhs[o]
        g = direction[o]
        if (
            not fresh(columns, g, basis, inverse, room)
            or improve(columns, width, cost, g, 1.0, 0.0, b, basis, inverse) != OPTIMAL
        ):
            status[o] = start(reference, slack, g, b, -1, basis)
            if status[o] != OPTIMAL:
                beta[o] = np.nan
                continue
            for p in range(d - 1):
                basis[p] = basis[p] if basis[p] < d else place[basis[p] - d]
            if not fresh(columns, g, basis, inverse, room):
                status[o] = STUCK
                beta[o] = np.nan
                continue
        tally[1] += 1
        values(inverse, b, x)
        beta[o] = x[d - 1]
        for p in range(d - 1):
            peers[o, p] = ids[basis[p]]
            weights[o, p] = max(x[p], 0.0)
        for k in range(d):
            prices[o, k] = inverse[d - 1, k]
