"""Meetings into slots: an edge colouring of a bipartite graph, so that nobody sits at two tables at once.

Where nobody is away, as many slots as anybody has meetings are always enough (König 1916), and the slots can be made
equally full (de Werra 1971): then no table is missing either. Both proofs are algorithms, and these are they.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FREE = -1


def colour(pairs: NDArray[np.int64], firsts: int, seconds: int, slots: int) -> NDArray[np.int64]:
    """A slot for each of ``pairs`` (meetings × 2: who of the first side, who of the second), none twice for anybody.

    Slots are equally full: their numbers of meetings differ by at most one. Raises ValueError where somebody has more
    meetings than there are slots.
    """
    at = [np.full((firsts, slots), FREE), np.full((seconds, slots), FREE)]
    slot_of = np.full(len(pairs), FREE)
    for meeting, ends in enumerate(pairs):
        free = [np.flatnonzero(at[side][ends[side]] == FREE) for side in (0, 1)]
        if not len(free[0]) or not len(free[1]):
            raise ValueError("somebody has more meetings than there are slots")
        both = np.intersect1d(free[0], free[1])
        slot = int(both[0]) if len(both) else int(free[0][0])
        if not len(both):
            # The second has no room in that slot: exchange it with one of its free slots along the chain of meetings
            # that begins there; the chain never comes back to the first, whose slot stays free.
            _exchange(_chain(at, pairs, 1, int(ends[1]), slot, int(free[1][0])), at, pairs, slot_of)
        _put(meeting, slot, at, pairs, slot_of)
    _level(at, pairs, slot_of, slots)
    return slot_of


def _put(
    meeting: int,
    slot: int,
    at: Sequence[NDArray[np.int64]],
    pairs: NDArray[np.int64],
    slot_of: NDArray[np.int64],
) -> None:
    slot_of[meeting] = slot
    for side in (0, 1):
        at[side][pairs[meeting, side], slot] = meeting


def _chain(  # noqa: PLR0917 - where a chain begins and between which slots it goes
    at: Sequence[NDArray[np.int64]], pairs: NDArray[np.int64], side: int, person: int, slot: int, other: int
) -> list[tuple[int, int]]:
    """The meetings in turn in ``slot`` and ``other`` that hang together from a person on, each with its new slot."""
    chain: list[tuple[int, int]] = []
    while (meeting := int(at[side][person, slot])) != FREE:
        chain.append((meeting, other))
        side = 1 - side
        person = int(pairs[meeting, side])
        slot, other = other, slot
        if len(chain) > 1 and chain[0][0] == int(at[side][person, slot]):
            break
    return chain


def _exchange(
    chain: Sequence[tuple[int, int]],
    at: Sequence[NDArray[np.int64]],
    pairs: NDArray[np.int64],
    slot_of: NDArray[np.int64],
) -> None:
    for meeting, _ in chain:
        for side in (0, 1):
            at[side][pairs[meeting, side], slot_of[meeting]] = FREE
    for meeting, slot in chain:
        _put(meeting, slot, at, pairs, slot_of)


def _level(
    at: Sequence[NDArray[np.int64]], pairs: NDArray[np.int64], slot_of: NDArray[np.int64], slots: int
) -> None:
    """Move meetings from the fullest slot to the emptiest until they differ by at most one."""
    while len(pairs):
        full = np.bincount(slot_of, minlength=slots)
        most, least = int(full.argmax()), int(full.argmin())
        if full[most] - full[least] <= 1:
            return
        # Of the chains of the two slots one has one meeting more in the fuller slot: it begins and ends there.
        for meeting in np.flatnonzero(slot_of == most):
            for side in (0, 1):
                person = int(pairs[meeting, side])
                if at[side][person, least] == FREE:
                    chain = _chain(at, pairs, side, person, most, least)
                    if len(chain) % 2:
                        _exchange(chain, at, pairs, slot_of)
                        break
            else:
                continue
            break
