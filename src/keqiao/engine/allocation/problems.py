"""What is wrong with rules or figures: a bad figure with its place, or rules that clash and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from keqiao.engine.findings import Finding, FindingsError
from keqiao.language import Message


@dataclass(frozen=True)
class AllocationFinding(Finding):
    """One finding; ``row`` counts units from 0 (None: no single row), ``column`` is the heading of the figure meant,
    ``about`` says whether it is the name, score or grade."""

    row: int | None = None
    unit: str | None = None
    column: str | None = None
    about: Literal["name", "score", "grade"] | None = None

    def in_language(self, language: str) -> str:
        """One line: unit and column, what is wrong, what to do."""
        about = ", ".join(part for part in (self.unit, self.column) if part)
        return (f"{about}: " if about else "") + super().in_language(language)


class AllocationError(FindingsError[AllocationFinding]):
    """The money cannot be shared out; ``findings`` lists every finding."""


class Clash(AllocationError):
    """Rules that cannot hold together; each finding names the rules and by how much they miss."""


def refused(sentence: Message, remedy: Message | None = None, **where: int | str | None) -> AllocationError:
    """An :class:`AllocationError` of one finding."""
    return AllocationError([AllocationFinding("error", sentence, remedy=remedy, **where)])  # type: ignore[arg-type]
