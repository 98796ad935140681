"""The part of an address after the question mark: what a list is asked for."""

from __future__ import annotations

import re

from django.http import QueryDict

LONGEST_WORDS = 100
"""Characters of a search."""


def clean(text: str) -> str:
    """Return words without what no search holds: control characters, too much of it."""
    return re.sub(r"[\x00-\x1f]", " ", text).strip()[:LONGEST_WORDS]


def turned(query: QueryDict, **changes: str) -> str:
    """Return an address with some parts changed; an empty text leaves a part out. The page starts again."""
    copy = query.copy()
    copy.pop("page", None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value:
            copy[name] = value
    return copy.urlencode()
