"""Hidden bookmarks that bind a figure of a Word file to the fact that it says: their names.

A bookmark whose name begins with an underscore is not listed by Word, and it survives editing where content controls
lose their tags. Names hold letters, digits and underscores, 40 at most (ECMA-376 part 1, 17.13.6.2).
"""

from __future__ import annotations

import re

BOUND = "_kq_"
"""How the names of these bookmarks begin."""
LONGEST = 40
_UNFIT = re.compile(r"\W")
_REPEATED = re.compile(r"__\d{1,6}$")


def bound_name(fact: str) -> str:
    """The name of a fact as a bookmark holds it, without the beginning and the number of its repetition."""
    return _UNFIT.sub("_", fact)[: LONGEST - len(BOUND) - 6]


def bound_fact(bookmark: str) -> str:
    """The :func:`bound_name` that stands in a bookmark without its beginning."""
    return _REPEATED.sub("", bookmark)
