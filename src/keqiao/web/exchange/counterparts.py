"""The best counterparts of a need or an offer, as a reader may see them, each with its reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from keqiao.engine.matching import Candidate, ConditionState, IndexMatcher, Profile
from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.cooperation import contracts_between
from keqiao.web.exchange.gaps import TargetGap, gaps_of
from keqiao.web.exchange.models import Need, Offer, Posting
from keqiao.web.exchange.posting_tiers import ShownPosting, summaries
from keqiao.web.exchange.profiles import profile_of
from keqiao.web.exchange.text_index import index_of, lexicon
from keqiao.web.site.stored_sentences import in_words

MOST, LONGEST_EXCERPT = 10, 240
Segment = tuple[str, bool]
"""A piece of a text, and whether both sides name it."""


@dataclass(frozen=True)
class Counterpart:
    """A posting of the other side that may fit, as its reader sees it."""

    posting: ShownPosting
    candidate: Candidate
    gaps: list[TargetGap] = field(default_factory=list)
    contracts: int = 0
    """Between the two before, as far as the reader may know."""

    @property
    def title(self) -> list[Segment]:
        """The title with what both name."""
        return segments(
            self.posting.title, [place for term in self.candidate.terms for place in term.in_title]
        )

    @property
    def body(self) -> list[Segment]:
        """The beginning of the text with what both name."""
        text = self.posting.body[:LONGEST_EXCERPT]
        return segments(text, [place for term in self.candidate.terms for place in term.in_body])

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """Conditions and targets: state and words; what is missed first, what was not told last."""
        lines = [(str(verdict.state), in_words(verdict.words)) for verdict in self.candidate.verdicts]
        lines += [(gap.state, gap.words) for gap in self.gaps]
        order = {str(ConditionState.MISSED): 0, str(ConditionState.MET): 1, str(ConditionState.UNTOLD): 2}
        return sorted(lines, key=lambda entry: order[entry[0]])


@dataclass(frozen=True)
class PostingMatches:
    """The counterparts of a posting; ``fitting`` is empty where nothing fits, ``near`` then names the nearest."""

    fitting: list[Counterpart]
    near: list[Counterpart]


def matches_of(user: Actor | None, posting: Posting, most: int = MOST) -> PostingMatches:
    """Return the best counterparts of a posting among the open ones that the user may find."""
    model: type[Posting] = Offer if isinstance(posting, Need) else Need
    counterparts = _counterparts(user, model, profile_of(posting), most, need=posting)
    fitting = [counterpart for counterpart in counterparts if counterpart.candidate.fits]
    return PostingMatches(fitting, [] if fitting else counterparts[:3])


def search(user: Actor | None, model: type[Posting], text: str, most: int) -> list[Counterpart]:
    """Return the open postings that fit words best, best first, among those that the user may find."""
    return _counterparts(user, model, Profile("", text), most)


def findable(user: Actor | None, model: type[Posting]) -> Any:
    """The open postings that a user may find; None is who is not signed in."""
    manager: Any = model._default_manager
    rows = manager.published() if user is None else manager.published().visible_to(user)
    return rows.select_related("organisation", "cluster", "broker")


def _counterparts(
    user: Actor | None, model: type[Posting], wanted: Profile, most: int, need: Posting | None = None
) -> list[Counterpart]:
    rows: dict[str, Any] = {}

    def load(keys: Iterable[str]) -> Mapping[str, Profile]:
        rows.update({str(row.pk): row for row in findable(user, model).filter(pk__in=[int(k) for k in keys])})
        return {key: profile_of(row) for key, row in rows.items()}

    index = index_of("offers" if model is Offer else "needs")
    candidates = IndexMatcher(index, lexicon(), load).candidates(wanted, most)
    targets = list(need.targets.all()) if isinstance(need, Need) else []
    by_key = {str(posting.row.pk): posting for posting in summaries(rows.values())}
    together = contracts_between(user, need, by_key.values())
    return [
        Counterpart(
            by_key[candidate.key],
            candidate,
            _gaps(need, targets, by_key[candidate.key]),
            together.get(by_key[candidate.key].row.organisation_id, 0)
            if by_key[candidate.key].names_owner
            else 0,
        )
        for candidate in candidates
    ]


def _gaps(posting: Posting | None, targets: list[Any], other: ShownPosting) -> list[TargetGap]:
    """The targets of the need, whichever side it stands on, against the text of the offer."""
    if isinstance(posting, Need):
        return gaps_of(targets, other.body)
    return []


def segments(text: str, places: Iterable[tuple[int, int]]) -> list[Segment]:
    """Cut a text at the places to be highlighted; places that overlap are one."""
    marked = [False] * len(text)
    for start, end in places:
        for place in range(start, min(end, len(text))):
            marked[place] = True
    pieces: list[Segment] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marked[place] != marked[begin]:
            pieces.append((text[begin:place], marked[begin]))
            begin = place
    return pieces if text else []
