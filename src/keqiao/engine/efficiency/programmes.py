"""Slacks as the score itself, compiled: one linear programme for each unit of the additive and slacks-based models.

With e = 1 (how far inside) or e = −1 (how far outside, super-efficiency), t the scale of Charnes & Cooper 1962, and
everything times t:

    max e Σ down·S − t   with   Σ Λ a_j + e S (+ R) − t b = 0,   t + e Σ up·S = 1,   Λ, S, R, t ≥ 0

where R, the room that is left, is free of charge and exists only outside.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from keqiao.engine.efficiency.simplex import OPTIMAL, Floats, Ints, solve


@njit(cache=True, nogil=True)
def slack_programmes(
    reference: Floats,
    slack: NDArray[np.bool_],
    rhs: Floats,
    down: Floats,
    up: Floats,
    allowed: NDArray[np.bool_],
    outside: bool,
    skip: Ints,
    candidates: Ints,
    score: Floats,
    status: NDArray[np.int8],
    peers: Ints,
    weights: Floats,
    slacks: Floats,
) -> None:
    """Solve for every unit.

    In: reference (d, N); slack (d); rhs (n, d); down, up (n, d), what a unit of slack counts above and below the
    fraction; allowed (d), the rows whose S may be used; skip (n); candidates, the reference units looked at. Out:
    score (n), (1 − Σ down·s) ÷ (1 + Σ up·s) inside and its mirror outside; status (n); peers,
    weights (n, d + 1); slacks (n, d).
    """
    d = reference.shape[0]
    width = candidates.shape[0] + 2 * d + 1
    columns = np.zeros((d + 1, width))
    ids = np.empty(width, dtype=np.int64)
    cost = np.zeros(width)
    basis = np.empty(d + 1, dtype=np.int64)
    x = np.empty(d + 1)
    pi = np.empty(d + 1)
    rhs_of_all = np.zeros(d + 1)
    rhs_of_all[d] = 1.0
    e = -1.0 if outside else 1.0
    for o in range(rhs.shape[0]):
        used = 0
        for c in range(candidates.shape[0]):
            j = candidates[c]
            if j == skip[o]:
                continue
            for i in range(d):
                columns[i, used] = reference[i, j]
            columns[d, used] = 0.0
            ids[used] = j
            cost[used] = 0.0
            used += 1
        for i in range(d):
            if slack[i] and allowed[i]:
                for k in range(d + 1):
                    columns[k, used] = 0.0
                columns[i, used] = e
                columns[d, used] = e * up[o, i]
                cost[used] = e * down[o, i]
                ids[used] = -1 - i
                used += 1
            if slack[i] and (outside or not allowed[i]):
                for k in range(d + 1):
                    columns[k, used] = 0.0
                columns[i, used] = 1.0
                cost[used] = 0.0
                ids[used] = -1 - d - i
                used += 1
        for i in range(d):
            columns[i, used] = -rhs[o, i]
        columns[d, used] = 1.0
        cost[used] = -1.0
        ids[used] = -1 - 2 * d
        used += 1
        status[o] = solve(
            np.ascontiguousarray(columns[:, :used]), cost[:used].copy(), rhs_of_all, basis, x, pi
        )
        t = 0.0
        value = 0.0
        for p in range(d + 1):
            peers[o, p] = -1
            weights[o, p] = 0.0
        for i in range(d):
            slacks[o, i] = 0.0 if status[o] == OPTIMAL else np.nan
        if status[o] == OPTIMAL:
            for p in range(d + 1):
                if basis[p] >= 0:
                    value -= cost[basis[p]] * x[p]
                    if ids[basis[p]] == -1 - 2 * d:
                        t = x[p]
            if t <= 1e-12:
                status[o] = 3
        if status[o] != OPTIMAL:
            score[o] = np.nan
            continue
        score[o] = value
        for p in range(d + 1):
            if basis[p] < 0:
                continue
            j = ids[basis[p]]
            if j >= 0:
                peers[o, p] = j
                weights[o, p] = max(x[p], 0.0) / t
            elif j >= -d:
                slacks[o, -1 - j] = max(x[p], 0.0) / t
