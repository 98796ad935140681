"""Needs and offers: the best counterparts of a text, with what speaks for and against each of them."""

from keqiao.engine.matching.conditions import ConditionState, Verdict
from keqiao.engine.matching.index import TextIndex
from keqiao.engine.matching.lexicon import LEXICON, Lexicon, packaged_lexicon
from keqiao.engine.matching.matcher import Candidate, IndexMatcher, Matcher
from keqiao.engine.matching.pair_search import MissingIndexError, all_pairs
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.shared_terms import SharedTerm
from keqiao.engine.matching.text import analyzer_of

__all__ = [
    "LEXICON",
    "Candidate",
    "ConditionState",
    "IndexMatcher",
    "Lexicon",
    "Matcher",
    "MissingIndexError",
    "Profile",
    "SharedTerm",
    "TextIndex",
    "Verdict",
    "all_pairs",
    "analyzer_of",
    "packaged_lexicon",
]
