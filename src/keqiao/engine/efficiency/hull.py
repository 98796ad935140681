"""Free disposal hull (Deprins, Simar & Tulkens 1984), compiled: each unit against every single other one."""

from __future__ import annotations

import numpy as np
from numba import njit

from keqiao.engine.efficiency.simplex import Floats, Ints


@njit(cache=True, nogil=True)
def single_peers(
    reference: Floats, rhs: Floats, direction: Floats, skip: Ints, worth: Floats, beta: Floats, peers: Ints
) -> None:
    """β and the one peer of every unit; ties go to the peer with the largest worth of slacks.

    reference (N, k) and rhs (n, k): inputs as they are, outputs with a minus, rows scaled; direction (n, k) ≥ 0.
    beta (n) is −inf and peers (n) −1 where no reference unit reaches the unit in the measures that cannot move.
    """
    count, k = reference.shape
    for o in range(rhs.shape[0]):
        best = -np.inf
        most = -np.inf
        peer = -1
        for j in range(count):
            if j == skip[o]:
                continue
            reach = np.inf
            for i in range(k):
                room = rhs[o, i] - reference[j, i]
                if direction[o, i] > 0.0:
                    reach = min(reach, room / direction[o, i])
                elif room < -1e-12 * max(1.0, abs(rhs[o, i])):
                    reach = -np.inf
                if reach < best - 1e-11:
                    break
            if reach == -np.inf or reach < best - 1e-11:
                continue
            left = 0.0
            for i in range(k):
                left += worth[i] * (rhs[o, i] - reference[j, i] - reach * direction[o, i])
            if reach > best + 1e-11 or left > most + 1e-11:
                best = max(best, reach)
                most = left
                peer = j
        beta[o] = best
        peers[o] = peer
