"""What is wrong with rules or figures: a bad figure with its place, or rules that clash and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from keqiao.engine.problems import FindingsError
from keqiao.language import Message


@dataclass(frozen=True)
class Problem:
    """One finding; ``row`` counts units from 0 (None: no single row), ``column`` is the heading of the figure meant,
    ``about`` says whether it is the name, score or grade."""

    message: Message
    remedy: Message | None = None
    row: int | None = None
    unit: str | None = None
    column: str | None = None
    about: Literal["name", "score", "grade"] | None = None

    def in_language(self, language: str) -> str:
        """One line: unit and column, what is wrong, what to do."""
        about = ", ".join(part for part in (self.unit, self.column) if part)
        remedy = f" → {self.remedy.in_language(language)}" if self.remedy else ""
        return (f"{about}: " if about else "") + self.message.in_language(language) + remedy

    def __str__(self) -> str:
        return self.in_language("en")


class AllocationError(FindingsError[Problem]):
    """The money cannot be shared out; ``problems`` lists every finding."""


class Clash(AllocationError):
    """Rules that cannot hold together; each problem names the rules and by how much they miss."""


def refused(said: Message, remedy: Message | None = None, **where: int | str | None) -> AllocationError:
    """An :class:`AllocationError` of one finding."""
    return AllocationError([Problem(said, remedy, **where)])  # type: ignore[arg-type]
