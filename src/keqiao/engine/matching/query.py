"""What is sought, as weighted terms: the title's terms, the rarest of the text, and other names of the same thing.

A long text mentions far more than it asks for. Only its rarest terms are sought, and all of them together weigh no
more than a part of the title, so that the length of a text decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from keqiao.engine.matching.index import BODY, TITLE, TextIndex
from keqiao.engine.matching.lexicon import Lexicon, asking_terms
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.text import normalised

TERMS_OF_TITLE, TERMS_OF_BODY = 48, 32
"""So many of the rarest terms are sought."""
LARGE, TERMS_IN_LARGE = 100_000, (20, 12)
"""In an index of more profiles: time goes with the number of terms, and what is rare among so many tells enough."""
REPEATED = 2
"""A term that stands twice weighs twice, more often no more; a word of two characters is a pair too."""
RARITY_POWER = 0.3
"""Rare terms weigh more than BM25 gives them (its idf to this power): in short questions they tell things apart."""
BODY_SHARE = 0.8
"""What the terms of a need's text weigh together, against those of its title."""
SYNONYM_SHARE = 0.5
"""What another name of the same thing weighs against the name that was written."""
ASKING_SHARE = 0.3
"""What a word of asking weighs against another word."""
FIELDS: Mapping[str, float] = {TITLE: 1.0, BODY: 0.6}
"""What a term weighs where it stands in an offer's title, and where it stands in its text."""


@dataclass(frozen=True)
class Query:
    """Weighted terms that some profile has; ``mass`` also weighs what the title says and no profile has."""

    weights: Mapping[str, float]
    mass: float


def query_of(need: Profile, index: TextIndex, lexicon: Lexicon) -> Query:
    """The terms by which a profile's counterparts are sought, as an index weighs them."""
    asking = asking_terms(index.analyzer, lexicon)
    rarities = _Rarities(index)

    def weighed(text: str) -> dict[str, float]:
        often = Counter(index.analyzer.terms(text))
        return {
            term: (ASKING_SHARE if term in asking else 1.0)
            * min(times, REPEATED)
            * rarities[term] ** RARITY_POWER
            for term, times in often.items()
        }

    def known(weights: dict[str, float]) -> dict[str, float]:
        return {term: weight for term, weight in weights.items() if index.rarity(term)}

    sentence = weighed(need.title)
    sought = known(sentence)
    unknown = rarities.mass_of({term: weight for term, weight in sentence.items() if term not in sought})
    of_title_most, of_body_most = TERMS_IN_LARGE if len(index) > LARGE else (TERMS_OF_TITLE, TERMS_OF_BODY)
    title = rarities.rarest(sought, of_title_most)
    for name in lexicon.other_names(normalised(f"{need.title}\n{need.body}")):
        for term, weight in known(weighed(name)).items():
            title.setdefault(term, weight * SYNONYM_SHARE)
    body = {term: weight for term, weight in known(weighed(need.body)).items() if term not in title}
    body = rarities.rarest(body, of_body_most)
    of_title, of_body = rarities.mass_of(title), rarities.mass_of(body)
    if of_title and of_body:
        share = min(1.0, BODY_SHARE * of_title / of_body)
        body = {term: weight * share for term, weight in body.items()}
        of_body *= share
    return Query(title | body, of_title + of_body + unknown)


class _Rarities(dict[str, float]):
    """Terms with how rare an index knows them, each asked for once; what no profile has is as rare as can be."""

    def __init__(self, index: TextIndex) -> None:
        super().__init__()
        self._index = index

    def __missing__(self, term: str) -> float:
        self[term] = rarity = self._index.rarity(term, unknown=True)
        return rarity

    def mass_of(self, weights: Mapping[str, float]) -> float:
        """The sum of weight × rarity: the most that these terms can add to a score."""
        return sum(weight * self[term] for term, weight in weights.items())

    def rarest(self, weights: dict[str, float], most: int) -> dict[str, float]:
        """The ``most`` terms that add most."""
        if len(weights) <= most:
            return weights
        terms = sorted(weights, key=lambda term: -weights[term] * self[term])[:most]
        return {term: weights[term] for term in terms}
