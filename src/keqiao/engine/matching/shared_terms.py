"""What a need and an offer both name, in the words of the need, with the places in the offer to be highlighted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.matching.index import TextIndex
from keqiao.engine.matching.lexicon import Lexicon, asking_terms
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.text import Analyzer, normalised

Span = tuple[int, int]
"""Where a word begins and ends in a text."""
MOST = 8
"""So many shared terms are told."""


@dataclass(frozen=True)
class SharedTerm:
    """A word of the need that the offer has too; ``other`` is the name that the offer uses where that differs."""

    word: str
    rarity: float
    in_title: tuple[Span, ...]
    in_body: tuple[Span, ...]
    """Places in the offer's title and text."""
    other: str = ""


class AnalyzedProfile:
    """The title and the text of a profile, cut into terms once."""

    def __init__(self, profile: Profile, analyzer: Analyzer) -> None:
        self.title, self.body = normalised(profile.title), normalised(profile.body)
        self.terms = frozenset(analyzer.terms(f"{self.title}\n{self.body}"))
        self.places: dict[str, tuple[list[Span], list[Span]]] = {}
        for side, text in enumerate((self.title, self.body)):
            for word in analyzer.words(text):
                self.places.setdefault(word.term, ([], []))[side].append((word.start, word.end))


class NeedTerms:
    """The terms of a need as an index weighs them, to be looked for in one offer after the other."""

    def __init__(self, need: Profile, index: TextIndex, lexicon: Lexicon) -> None:
        text = normalised(f"{need.title}\n{need.body}")
        asking = asking_terms(index.analyzer, lexicon)
        self._written: dict[str, tuple[str, float]] = {}
        for word in index.analyzer.words(text):
            if word.term not in asking:
                self._written[text[word.start : word.end]] = (word.term, index.rarity(word.term))
        self._names = [(other, name, index.rarity(name)) for other, name in lexicon.other_names(text).items()]
        self._terms_of = {
            name: frozenset(index.analyzer.terms(name)) for _other, name, _rarity in self._names
        }
        title = set(index.analyzer.terms(need.title))
        self._parts = [
            {term: index.rarity(term, unknown=True) for term in part}
            for part in (title, set(index.analyzer.terms(need.body)) - title)
        ]

    def shared(self, offer: AnalyzedProfile) -> tuple[SharedTerm, ...]:
        """The most telling words that both have, rarest and longest first, without the parts of longer ones."""
        shared: dict[str, SharedTerm] = {}
        for written, (term, rarity) in self._written.items():
            if term in offer.places:
                in_title, in_body = offer.places[term]
                shared[written] = SharedTerm(written, rarity, tuple(in_title), tuple(in_body))
        for other, name, rarity in self._names:
            in_title, in_body = (_places(other, text) for text in (offer.title, offer.body))
            if (in_title or in_body) and name not in shared:
                shared[name] = SharedTerm(name, rarity, tuple(in_title), tuple(in_body), other)
        telling = sorted(shared.values(), key=lambda term: (-term.rarity * len(term.word), term.word))
        longest = [
            term
            for term in telling
            if not any(term.word != longer.word and term.word in longer.word for longer in telling)
        ]
        return tuple(longest[:MOST])

    def coverage(self, offer: AnalyzedProfile) -> float:
        """The share of the need's title that the offer names, and of its text, added up; 0–2. Of a need that has only
        one of them it counts twice.

        Terms weigh by their rarity; one that no profile has weighs as much as the rarest. What the offer names
        otherwise (another name of the same thing) counts as named.
        """
        named = offer.terms.union(
            *(
                self._terms_of[name]
                for other, name, _ in self._names
                if other in offer.title or other in offer.body
            )
        )
        shares = [
            sum(rarity for term, rarity in part.items() if term in named) / sum(part.values())
            for part in self._parts
            if part
        ]
        return 2 * sum(shares) / len(shares) if shares else 0.0


def _places(name: str, text: str) -> list[Span]:
    return [(at.start(), at.end()) for at in re.finditer(re.escape(name), text)]
