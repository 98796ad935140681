"""Needs and offers: the best counterparts of a text, with what speaks for and against each of them."""

from keqiao.engine.matching.conditions import State, Verdict
from keqiao.engine.matching.lexicon import LEXICON, Lexicon, packaged_lexicon
from keqiao.engine.matching.matching import Candidate, Matcher
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.shared_terms import SharedTerm

__all__ = [
    "LEXICON",
    "Candidate",
    "Lexicon",
    "Matcher",
    "Profile",
    "SharedTerm",
    "State",
    "Verdict",
    "packaged_lexicon",
]
