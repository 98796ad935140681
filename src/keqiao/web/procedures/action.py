"""An action as data: where it is possible, where it leads, what it needs, who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from keqiao.web.procedures.words import MOST_WORDS, words_given

Words = str | Promise
Obstacle = Callable[[Any, Any], str]
"""Tells why a user may not take an action on a row in a state that would allow it; empty when they may."""


class Reason(Enum):
    """Whether an action takes a reason in words."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Action:
    """What can be done to a row.

    ``at``: the states it is possible in (none: it makes the row); ``to``: the state it leads to (None: the same);
    ``right``: the right it needs, or several of which one is enough; ``missing``: what is said where its reason is not
    given; ``most``: the longest reason in characters; ``stamp``: "locked" sets ``locked_by`` and ``locked_at`` where
    the row has them; ``counts``: whether pages that others have open are out of date afterwards; ``notify`` gives
    notices, in the transaction of the action; ``logged``: what the audit log calls it, where that is not its name.
    """

    name: str
    words: Words
    __: KW_ONLY
    right: str | tuple[str, ...]
    at: tuple[str, ...] = ()
    to: str | None = None
    obstacle: Obstacle | None = None
    reason: Reason = Reason.NONE
    missing: Words = ""
    most: int = MOST_WORDS
    stamp: str = ""
    counts: bool = True
    notify: Callable[[Any], None] | None = None
    logged: Words = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which one is needed."""
        return (self.right,) if isinstance(self.right, str) else self.right

    def reason_given(self, text: str) -> str:
        """Return the reason in words. Raises ValidationError where it is missing or too long."""
        if self.reason is Reason.NONE:
            return ""
        missing = str(self.missing or _("Say why.")) if self.reason is Reason.REQUIRED else ""
        return words_given(text, missing, self.most, field="reason")
