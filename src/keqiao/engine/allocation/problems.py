"""What is wrong with rules or figures: a bad figure with its place, or rules that clash and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from keqiao.language import Message, message

SHOWN = 20
"""So many findings are told one by one; further ones are counted."""


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


class AllocationError(ValueError):
    """The money cannot be shared out; ``problems`` lists every finding."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """One line for each finding, at most :data:`SHOWN`, and the count of the others."""
        lines = [problem.in_language(language) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            more = message("… and {count} more errors.", count=len(self.problems) - SHOWN)
            lines.append(more.in_language(language))
        return "\n".join(lines)


class Clash(AllocationError):
    """Rules that cannot hold together; each problem names the rules and by how much they miss."""


def refused(said: Message, remedy: Message | None = None, **where: int | str | None) -> AllocationError:
    """An :class:`AllocationError` of one finding."""
    return AllocationError([Problem(said, remedy, **where)])  # type: ignore[arg-type]
