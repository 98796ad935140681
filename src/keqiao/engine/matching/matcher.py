"""A need against all offers, or an offer against all needs: the best candidates, each with what speaks for and against.

A person decides; the order is a proposal. Scores are comparable within one list only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from keqiao.engine.matching.conditions import ConditionState, Verdict, judge, worth
from keqiao.engine.matching.index import TextIndex
from keqiao.engine.matching.lexicon import Lexicon, packaged_lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.query import FIELDS, query_of
from keqiao.engine.matching.shared_terms import AnalyzedProfile, NeedTerms, SharedTerm
from keqiao.engine.matching.text import Analyzer

WIDER = 5
"""So many times as many candidates as are wanted are weighed by their conditions."""
LEAST = 50
NOTHING = 0.11
"""A counterpart that covers less (:func:`~keqiao.engine.matching.shared_terms.NeedTerms.coverage`) does not fit."""


@dataclass(frozen=True)
class Candidate:
    """A counterpart that may fit."""

    key: str
    score: float
    """0–100: the share of all that was sought, less what missed conditions cost."""
    terms: tuple[SharedTerm, ...]
    """What both name, the most telling first."""
    verdicts: tuple[Verdict, ...]
    covered: float
    """How much of what the need says the counterpart says too: of the title and of the text, added up; 0–2."""

    @property
    def fits(self) -> bool:
        """Whether enough of what was said is said by both to speak of a fit at all."""
        return self.covered >= NOTHING


Load = Callable[[Iterable[str]], Mapping[str, Profile]]
"""Gives the profiles of keys; what is not among them does not exist for whoever asks."""


class IndexMatcher:
    """An index to be sought in; the profiles themselves are loaded where they are needed."""

    def __init__(self, index: TextIndex, lexicon: Lexicon, load: Load) -> None:
        self.index, self.lexicon, self._load = index, lexicon, load

    def candidates(self, need: Profile, most: int, *, only: Iterable[str] = ()) -> list[Candidate]:
        """The ``most`` best counterparts of a profile, best first; equal scores in the order of their keys.

        ``only`` names conditions that have to be met or untold (:data:`keqiao.engine.matching.conditions.RULES`).
        """
        strict = frozenset(only)
        wider = len(self.index) if strict else min(len(self.index), max(WIDER * most, LEAST))
        return self._weighed(need, {}, wider, most, strict)

    def _weighed(
        self, need: Profile, scores: dict[str, float], wider: int, most: int | None, strict: frozenset[str]
    ) -> list[Candidate]:
        query = query_of(need, self.index, self.lexicon)
        possible = query.mass * sum(FIELDS.values()) or 1.0
        scores |= self.index.search(query.weights, wider, FIELDS)
        profiles = self._load(scores)
        weighed = []
        for key, score in scores.items():
            if key not in profiles:
                continue
            verdicts = judge(need.conditions, profiles[key].conditions)
            if not any(v.state is ConditionState.MISSED and v.condition in strict for v in verdicts):
                weighed.append((min(100.0, 100 * score / possible) * worth(verdicts), key, verdicts))
        weighed.sort(key=lambda entry: (-entry[0], entry[1]))
        terms = NeedTerms(need, self.index, self.lexicon)
        return [
            self._candidate(terms, score, profiles[key], verdicts) for score, key, verdicts in weighed[:most]
        ]

    def _candidate(
        self, need: NeedTerms, score: float, profile: Profile, verdicts: tuple[Verdict, ...]
    ) -> Candidate:
        offer = self._analyzed(profile)
        return Candidate(profile.key, round(score, 4), need.shared(offer), verdicts, need.coverage(offer))

    def _analyzed(self, profile: Profile) -> AnalyzedProfile:
        return AnalyzedProfile(profile, self.index.analyzer)


class Matcher(IndexMatcher):
    """Profiles of one side in memory, ready to be sought among."""

    def __init__(self, profiles: Iterable[Profile], lexicon: Lexicon | None = None) -> None:
        lexicon = packaged_lexicon() if lexicon is None else lexicon
        self.profiles = {profile.key: profile for profile in profiles}
        index = TextIndex(Analyzer(lexicon.words), self.profiles.values())
        super().__init__(index, lexicon, lambda keys: self.profiles)
        self._known: dict[str, AnalyzedProfile] = {}

    def candidates(self, need: Profile, most: int | None, *, only: Iterable[str] = ()) -> list[Candidate]:
        """The same; None: all profiles, those that share nothing with score 0 at the end."""
        if most is not None:
            return super().candidates(need, most, only=only)
        everything = dict.fromkeys(self.profiles, 0.0)
        return self._weighed(need, everything, len(self.index), None, frozenset(only))

    def _analyzed(self, profile: Profile) -> AnalyzedProfile:
        if profile.key not in self._known:
            self._known[profile.key] = super()._analyzed(profile)
        return self._known[profile.key]
