"""Kinds of notices: a code that is stored, the word of its mark and its tone. Rooms declare theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from keqiao.web.site.rooms import Registry, Words


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, such as ``Kind("returns.late", _("Overdue"), "bad")``."""

    code: str
    words: Words
    tone: str = ""


KINDS: Registry[Sequence[NoticeKind]] = Registry("notices.kinds")


@cache
def _by_code() -> dict[str, NoticeKind]:
    return {kind.code: kind for kinds in KINDS for kind in kinds}


def kind_of(code: str) -> NoticeKind:
    """Return a kind; one that no room has any more by its code."""
    return _by_code().get(code) or NoticeKind(code, code)
