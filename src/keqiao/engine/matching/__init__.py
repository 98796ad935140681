"""Needs and offers: the best counterparts of a text, with what speaks for and against each of them."""

from keqiao.engine.matching.conditions import ConditionState, Verdict
from keqiao.engine.matching.index_folder import IndexBusyError, IndexFolder
from keqiao.engine.matching.lexicon import LEXICON, Lexicon, packaged_lexicon
from keqiao.engine.matching.matcher import Candidate, Matcher, ProfileMatcher
from keqiao.engine.matching.pair_search import MissingIndexError, all_pairs
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.shared_terms import SharedTerm

__all__ = [
    "LEXICON",
    "Candidate",
    "ConditionState",
    "IndexBusyError",
    "IndexFolder",
    "Lexicon",
    "Matcher",
    "MissingIndexError",
    "Profile",
    "ProfileMatcher",
    "SharedTerm",
    "Verdict",
    "all_pairs",
    "packaged_lexicon",
]
