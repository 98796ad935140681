"""A need against all offers, or an offer against all needs: the best candidates, each with what speaks for and against.

A person decides; the order is a proposal. Scores are comparable within one list only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from keqiao.engine.matching.conditions import Verdict
from keqiao.engine.matching.index import ProfileHit, TextIndex
from keqiao.engine.matching.latent import LatentSpace
from keqiao.engine.matching.lexicon import Lexicon, packaged_lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.ranking import (
    Kinship,
    RankedProfile,
    lifted,
    settled,
    weighed,
    widening_hits,
)
from keqiao.engine.matching.semantic import LOOKED_AT, SemanticLeg, fused
from keqiao.engine.matching.shared_terms import AnalyzedProfile, NeedTerms, SharedTerm
from keqiao.engine.matching.text import analyzer_of

NOTHING = 0.11
"""A counterpart that covers less (:func:`~keqiao.engine.matching.shared_terms.NeedTerms.coverage`) does not fit."""
Load = Callable[[Iterable[str]], Mapping[str, Profile]]
"""Gives the profiles of keys; what is not among them does not exist for whoever asks."""


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


class IndexMatcher:
    """An index to be sought in; the profiles themselves are loaded where they are needed.

    ``kinship`` lifts who speaks of the same in other words; None: words alone decide.
    """

    kinship: Kinship | None = None

    def __init__(self, index: TextIndex, lexicon: Lexicon, load: Load) -> None:
        self.index = index
        self.lexicon = lexicon
        self._load = load

    def candidates(self, need: Profile, most: int, *, only: Iterable[str] = ()) -> list[Candidate]:
        """The ``most`` best counterparts of a profile, best first; equal scores in the order of their keys.

        ``only`` names conditions that have to be met or untold (:data:`keqiao.engine.matching.conditions.RULES`).
        """
        strict = frozenset(only)
        ranked: list[RankedProfile] = []
        profiles: Mapping[str, Profile] = {}
        by_text = self.kinship is None
        for hits in widening_hits(need, self.index, self.lexicon, most, by_text=by_text):
            profiles = self._load([hit.key for hit in hits])
            known = (
                (hit, profiles[hit.key].conditions) for hit in self._lifted(need, hits) if hit.key in profiles
            )
            ranked = weighed(need, known, strict)
            if settled(ranked, hits, most):
                break
        chosen = [(entry, profiles[entry.key]) for entry in ranked[:most]]
        return self._with_reasons(need, chosen)

    def _lifted(self, need: Profile, hits: Sequence[ProfileHit]) -> Sequence[ProfileHit]:
        return hits if self.kinship is None else lifted(need, hits, self.kinship)

    def _with_reasons(
        self, need: Profile, chosen: Iterable[tuple[RankedProfile, Profile]]
    ) -> list[Candidate]:
        terms = NeedTerms(need, self.index, self.lexicon)
        return [
            Candidate(
                ranked.key,
                round(ranked.score, 4),
                terms.shared(profile),
                ranked.verdicts,
                terms.coverage(profile),
            )
            for ranked, profile in ((ranked, self._analyzed(profile)) for ranked, profile in chosen)
        ]

    def _analyzed(self, profile: Profile) -> AnalyzedProfile:
        return AnalyzedProfile(profile, self.index.analyzer)


class Matcher(IndexMatcher):
    """Profiles of one side in memory, each cut into words once; ``latent``: with a :class:`LatentSpace` of them;
    ``semantic``: an order by meaning, fused with the one by words.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        lexicon: Lexicon | None = None,
        *,
        latent: bool = False,
        semantic: SemanticLeg | None = None,
    ) -> None:
        self._semantic = semantic
        self.profiles = {profile.key: profile for profile in profiles}
        lexicon = packaged_lexicon() if lexicon is None else lexicon
        if latent:
            self.kinship = LatentSpace(list(self.profiles.values()), analyzer_of(lexicon.words))
        index = TextIndex(analyzer_of(lexicon.words), self.profiles.values())
        super().__init__(index, lexicon, lambda keys: {key: self.profiles[key] for key in keys})
        self._kept: dict[str, AnalyzedProfile] = {}

    def candidates(self, need: Profile, most: int | None, *, only: Iterable[str] = ()) -> list[Candidate]:
        """As :meth:`IndexMatcher.candidates`; None: all profiles, at the end those that share nothing."""
        if most is not None and self._semantic is None:
            return super().candidates(need, most, only=only)
        (hits,) = widening_hits(need, self.index, self.lexicon, len(self.index))
        named = {hit.key for hit in hits}
        rest = [ProfileHit(key, 0.0, {}) for key in self.profiles if key not in named]
        proposed = self._fused(need, self._lifted(need, [*hits, *rest]))
        known = ((hit, self.profiles[hit.key].conditions) for hit in proposed)
        ranked = weighed(need, known, frozenset(only))[:most]
        return self._with_reasons(need, [(entry, self.profiles[entry.key]) for entry in ranked])

    def _fused(self, need: Profile, hits: Sequence[ProfileHit]) -> Sequence[ProfileHit]:
        if self._semantic is None:
            return hits
        by_words = sorted((hit for hit in hits if hit.score), key=lambda hit: (-hit.score, hit.key))
        by_meaning = self._semantic.nearest(need, LOOKED_AT)
        scores = fused(([hit.key for hit in by_words[:LOOKED_AT]], by_meaning))
        return [replace(hit, score=scores.get(hit.key, 0.0)) for hit in hits]

    def _analyzed(self, profile: Profile) -> AnalyzedProfile:
        if profile.key not in self._kept:
            self._kept[profile.key] = super()._analyzed(profile)
        return self._kept[profile.key]
