"""The patterns of qualifiers before and after a number, and what two of them together say."""

from __future__ import annotations

import re
from typing import cast

from keqiao.engine.phrases.phrase import Lint, Qualifier
from keqiao.engine.phrases.vocabulary import (
    HELPERS,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    alternatives,
)

WORDS_BEFORE = {word: cast("Qualifier", name) for name, words in QUALIFIERS_BEFORE.items() for word in words}
WORDS_AFTER = {word: cast("Qualifier", name) for name, words in QUALIFIERS_AFTER.items() for word in words}
BEFORE = (
    rf"(?:(?P<before>(?<![节签预合集履解续违制])(?:{alternatives(list(WORDS_BEFORE))})(?<![附最邻]近))"
    rf"(?:{alternatives(HELPERS)})?(?:全[市省国县区]的?)?)?"
)
AFTER = rf"(?P<after>{alternatives(list(WORDS_AFTER))})?"

_APPROXIMATE = {"about", "nearly", "some_more"}
_LOWER, _UPPER = {"over", "at_least"}, {"under", "at_most"}


def qualifier_of(match: re.Match[str]) -> Qualifier:
    """The one qualifier of a form that nobody qualifies twice."""
    return WORDS_BEFORE.get(match["before"] or "") or WORDS_AFTER.get(match["after"] or "") or "exact"


def combined(before: str, more: str, after: str) -> tuple[Qualifier, tuple[Lint, ...]]:
    """One qualifier out of the words before and after a number and 余 or 多, and what is odd about having two."""
    lead = WORDS_BEFORE.get(before)
    if lead and more:
        return ("over" if lead == "over" else "about"), (
            "double_approx" if lead in {"about", "over"} else "contradictory",
        )
    first, second = lead or ("some_more" if more else None), WORDS_AFTER.get(after)
    if first is None or second is None:
        return first or second or "exact", ()
    both = {first, second}
    if both <= _APPROXIMATE:
        return "about", ("double_approx",)
    if both <= _LOWER or both <= _UPPER or first == "some_more":
        return first, ("double_bound",)
    return "about", ("contradictory",)
