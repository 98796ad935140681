"""The order of counterparts by text and conditions: what a list shows first, and what all pairs are made of.

Text gives a score, missed conditions take from it (:mod:`keqiao.engine.matching.conditions`). Candidates are the best
by text, so many times more than are wanted that conditions can still change the order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from keqiao.engine.matching.conditions import ConditionState, Verdict, judge, worth
from keqiao.engine.matching.index import ProfileHit, TextIndex
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Condition, Profile
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
    """The ``most`` best counterparts by text and by the conditions in the index; equal scores in the order of keys.

    ``only`` names conditions that have to be met or untold.
    """
    ranked: list[RankedProfile] = []
    for hits in widening_hits(need, index, lexicon, most):
        ranked = weighed(need, ((hit, hit.conditions) for hit in hits), only)
        if len(ranked) >= most:
            break
    return ranked[:most]


def widening_hits(need: Profile, index: TextIndex, lexicon: Lexicon, most: int) -> Iterator[list[ProfileHit]]:
    """The best by text, with scores of 0–100, more and more of them for those who leave some out; at last all."""
    query = query_of(need, index, lexicon)
    possible = query.mass * sum(FIELDS.values()) or 1.0
    wider = min(len(index), max(WIDER * most, LEAST))
    while True:
        hits = index.search(query.weights, wider, FIELDS)
        yield [replace(hit, score=min(100.0, 100 * hit.score / possible)) for hit in hits]
        if len(hits) < wider or wider >= len(index):
            return
        wider = min(len(index), FURTHER * wider)


def weighed(
    need: Profile,
    hits: Iterable[tuple[ProfileHit, Mapping[str, Condition]]],
    only: Collection[str],
) -> list[RankedProfile]:
    """Hits with what each of them tells, weighed by the conditions of the need, best first; without what misses one
    of ``only``.
    """
    ranked = []
    for hit, conditions in hits:
        verdicts = judge(need.conditions, conditions)
        if passes(verdicts, only):
            ranked.append(RankedProfile(hit.key, hit.score * worth(verdicts), verdicts))
    ranked.sort(key=lambda entry: (-entry.score, entry.key))
    return ranked


def passes(verdicts: Iterable[Verdict], only: Collection[str]) -> bool:
    """Whether none of these conditions is missed."""
    return not any(v.state is ConditionState.MISSED and v.condition in only for v in verdicts)
