"""States of a procedure: the code that is stored, the tone of its mark, the word a reader sees."""

from __future__ import annotations

from typing import Self

from django.db import models


class States(models.TextChoices):
    """Base of the states of a procedure: ``PASSED = "passed", "good", _("Passed")``.

    The tone (``good``, ``watch``, ``bad``, ``accent`` or none) may be left out.
    """

    tone: str

    def __new__(cls, code: str, tone: str = "") -> Self:
        """A state by its code, with its tone."""
        state = str.__new__(cls, code)
        state._value_ = code
        state.tone = tone
        return state

    @classmethod
    def tone_of(cls, code: str) -> str:
        """The tone of a stored state."""
        return cls(code).tone
