"""The order of counterparts by text and conditions: what a list shows first, and what all pairs are made of.

Text gives a score, missed conditions take from it (:mod:`keqiao.engine.matching.conditions`). Candidates are the best
by text, so many times more than are wanted that conditions can still change the order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from keqiao.engine.matching.conditions import ConditionState, Verdict, judge, worth
from keqiao.engine.matching.index import ProfileHit, TextIndex
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.query import FIELDS, query_of

WIDER = 5
"""So many times as many candidates as are wanted are weighed by their conditions."""
LEAST = 50
FURTHER = 8
"""Where too few are left, so many times as many are looked at."""


@dataclass(frozen=True)
class RankedProfile:
    """A counterpart with its score (0–100) and how it stands to the conditions."""

    key: str
    score: float
    verdicts: tuple[Verdict, ...]


def ranking(
    need: Profile, index: TextIndex, lexicon: Lexicon, most: int, *, only: Collection[str] = ()
) -> list[RankedProfile]:
    """The ``most`` best counterparts by text and conditions; equal scores in the order of their keys.

    ``only`` names conditions that have to be met or untold.
    """
    for ranked in widening_rankings(need, index, lexicon, most, only=only):
        if len(ranked) >= most:
            return ranked[:most]
    return ranked


def widening_rankings(
    need: Profile, index: TextIndex, lexicon: Lexicon, most: int, *, only: Collection[str] = ()
) -> Iterator[list[RankedProfile]]:
    """Rankings of more and more candidates, for those that look at them to leave some out; the last one is of all."""
    query = query_of(need, index, lexicon)
    possible = query.mass * sum(FIELDS.values()) or 1.0
    wider = min(len(index), max(WIDER * most, LEAST))
    while True:
        hits = index.search(query.weights, wider, FIELDS)
        yield _weighed(need, hits, possible, only)
        if len(hits) < wider or wider >= len(index):
            return
        wider = min(len(index), FURTHER * wider)


def _weighed(
    need: Profile, hits: list[ProfileHit], possible: float, only: Collection[str]
) -> list[RankedProfile]:
    weighed = []
    for hit in hits:
        verdicts = judge(need.conditions, hit.conditions)
        if passes(verdicts, only):
            score = min(100.0, 100 * hit.score / possible) * worth(verdicts)
            weighed.append(RankedProfile(hit.key, score, verdicts))
    weighed.sort(key=lambda ranked: (-ranked.score, ranked.key))
    return weighed


def passes(verdicts: Iterable[Verdict], only: Collection[str]) -> bool:
    """Whether none of these conditions is missed."""
    return not any(v.state is ConditionState.MISSED and v.condition in only for v in verdicts)
