"""What procedures share: their actions as data (ADR 0015), and the refusal of a page that is out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise


@dataclass(frozen=True)
class Action:
    """An action: its name, the states it is possible in, the state it leads to (None: the same), the right it needs,
    and what tells why a user may not take it in a state that would allow it (empty when they may).
    """

    name: str | Promise
    states: tuple[str, ...]
    to: str | None
    right: str
    obstacle: Callable[..., str] | None = None


class ChangedMeanwhile(ValidationError):
    """Somebody else changed what the user had open."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="changed")
