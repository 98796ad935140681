"""Meetings at an event: time, what is missing to the bound, and a greedy way on the same event beside it.

``python benchmarks/meetings.py`` schedules 400 × 200 participants in 16 slots, everybody there and a tenth of all seats
away, and repairs after a no-show. Greedy takes the pairs by score and gives each the first slot that both have free.
Printed: processor seconds, the sum of scores as a share of the bound, and how many other meetings a repair moved.
Returns 1 where a schedule takes longer than 15 s or misses its bound by more than 1 %.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.matching.meetings import EventSide, MeetingEvent, repair, schedule
from keqiao.engine.matching.slots import FREE

FIRSTS, SECONDS, SLOTS = 400, 200, 16
MOST_SECONDS, MOST_MISSING = 15.0, 0.01


def event(away: float) -> MeetingEvent:
    """An event with random scores in which this share of seats is away."""
    draw = np.random.default_rng(5)
    scores = np.round(draw.uniform(0.1, 1, (FIRSTS, SECONDS)), 3)
    first, second = np.nonzero(scores)
    return MeetingEvent(
        EventSide(np.zeros(FIRSTS, int), np.full(FIRSTS, 8), draw.random((FIRSTS, SLOTS)) < away),
        EventSide(np.zeros(SECONDS, int), np.full(SECONDS, SLOTS), draw.random((SECONDS, SLOTS)) < away),
        np.full(SLOTS, SECONDS * 3 // 4),
        np.column_stack([first, second]),
        scores[first, second],
    )


def greedy(of: MeetingEvent) -> NDArray[np.int64]:
    """Pairs by score, each into the first slot that both have free."""
    free = [~of.first.away.copy(), ~of.second.away.copy()]
    left = [of.first.most.copy(), of.second.most.copy()]
    tables = of.tables.copy()
    slot_of = np.full(len(of.pairs), FREE)
    for pair in np.argsort(-of.scores, kind="stable"):
        one, other = of.pairs[pair]
        if left[0][one] and left[1][other]:
            both = np.flatnonzero(free[0][one] & free[1][other] & (tables > 0))
            if len(both):
                slot_of[pair] = both[0]
                free[0][one, both[0]] = free[1][other, both[0]] = False
                tables[both[0]] -= 1
                left[0][one] -= 1
                left[1][other] -= 1
    return slot_of


def main() -> int:
    """Measure and print."""
    bad = 0
    for away in (0.0, 0.1, 0.3):
        of = event(away)
        start = time.process_time()
        result = schedule(of)
        took = time.process_time() - start
        start = time.process_time()
        plain = greedy(of)
        took_plain = time.process_time() - start
        start = time.process_time()
        after = repair(of, result, [(0, 7, 4), (1, 3, 8)])
        took_repair = time.process_time() - start
        moved = int(((result.slot != FREE) & (after.slot != FREE) & (result.slot != after.slot)).sum())
        share, share_plain = result.value / result.bound, of.scores[plain != FREE].sum() / result.bound
        print(
            f"away {away:4.0%}: {took:5.2f} s, {share:.4f} of the bound; greedy {took_plain:.2f} s, "
            f"{share_plain:.4f}; repair {took_repair:.2f} s, moved {moved}"
        )
        bad |= took > MOST_SECONDS or result.gap > MOST_MISSING
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
