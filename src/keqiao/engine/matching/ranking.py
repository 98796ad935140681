"""The order of counterparts by text and conditions: what a list shows first, and what all pairs are made of.

Text gives a score, missed conditions take from it (:mod:`keqiao.engine.matching.conditions`). The best by text are
weighed, more and more of them, until none of those further down can come before the last that is wanted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from keqiao.engine.matching.conditions import ConditionState, Verdict, judge, worth
from keqiao.engine.matching.index import ProfileHit, TextIndex
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Condition, Profile
from keqiao.engine.matching.query import FIELDS, query_of

WIDER, LEAST = 5, 50
"""So many times as many candidates as are wanted, and at least so many, are weighed at first for a profile that tells
conditions; for others the text alone decides.
"""
FURTHER = 8
"""Where too few are left, or the order is still open, so many times as many are looked at."""


KINSHIP_SHARE = 0.25
"""What the nearest in meaning gains, against the best by text."""


class Kinship(Protocol):
    """What knows which texts speak of the same: −1…1 for a need and each of some profiles."""

    def nearness(self, need: Profile, keys: Sequence[str]) -> Sequence[float]:
        """How near a need is to each of these profiles."""


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
        if settled(ranked, hits, most):
            break
    return ranked[:most]


def widening_hits(
    need: Profile, index: TextIndex, lexicon: Lexicon, most: int, *, by_text: bool = True
) -> Iterator[list[ProfileHit]]:
    """The best by text, with scores of 0–100, more and more of them for those who leave some out; at last all.

    ``by_text``: whether nothing but text and conditions makes the order.
    """
    query = query_of(need, index, lexicon)
    possible = query.mass * sum(FIELDS.values()) or 1.0
    wider = min(len(index), most + 1 if by_text and not need.conditions else max(WIDER * most, LEAST))
    while True:
        hits = index.search(query.weights, wider, FIELDS)
        yield [replace(hit, score=min(100.0, 100 * hit.score / possible)) for hit in hits]
        if len(hits) < wider or wider >= len(index):
            return
        wider = min(len(index), FURTHER * wider)


def lifted(need: Profile, hits: Sequence[ProfileHit], kinship: Kinship) -> list[ProfileHit]:
    """Hits whose scores (still 0–100) also tell who speaks of the same in other words, against the best by text."""
    best = max((hit.score for hit in hits), default=0.0)
    near = kinship.nearness(need, [hit.key for hit in hits])
    return [
        replace(hit, score=(hit.score + KINSHIP_SHARE * best * max(0.0, each)) / (1 + KINSHIP_SHARE))
        for hit, each in zip(hits, near, strict=True)
    ]


def settled(ranked: Sequence[RankedProfile], hits: Sequence[ProfileHit], most: int) -> bool:
    """Whether no profile behind these hits can come before the last that is wanted: none has more by its text than the
    last hit, and conditions only take away.
    """
    return len(ranked) >= most and (most == 0 or ranked[most - 1].score > hits[-1].score)


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
