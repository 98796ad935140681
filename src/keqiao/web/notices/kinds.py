"""Kinds of notices: a code that is stored, the word of its mark and its tone. Rooms register theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """A kind of notice, such as ``Kind("returns.late", _("Overdue"), "bad")``."""

    code: str
    words: str | Promise
    tone: str = ""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known to the pages. Raises ValueError where a code is taken."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of notices are called {kind.code!r}")


def kind_of(code: str) -> Kind:
    """Return a kind; one that no room has any more by its code."""
    return _kinds.get(code) or Kind(code, code)
