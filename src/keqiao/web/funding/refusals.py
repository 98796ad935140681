"""Why the room refuses: sentences for the reader, one for each reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from keqiao.engine.allocation import AllocationError


class FundingRefused(ValidationError):
    """Something cannot be done; ``reasons`` say why and what to do, in the reader's language."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = tuple(reasons)
        super().__init__(list(reasons))


def refusal_of(error: AllocationError) -> FundingRefused:
    """Return what the engine refuses, a reason for each finding."""
    language = get_language() or "zh"
    return FundingRefused(*(lines(error, language)))


def lines(error: AllocationError, language: str) -> Iterable[str]:
    """Return the engine's findings as lines."""
    return error.in_language(language).split("\n")
