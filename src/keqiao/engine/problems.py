"""An error of several findings, told one by one: the base of what the rooms of the engine raise for bad figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from keqiao.language import message

SHOWN = 20
"""So many findings are told one by one; further ones are counted."""


class Finding(Protocol):
    """One finding, which tells itself in a line."""

    def in_language(self, language: str) -> str:
        """One line: where, what is wrong, what to do."""


FindingT = TypeVar("FindingT", bound=Finding)


class FindingsError(ValueError, Generic[FindingT]):
    """Raised with every finding; ``problems`` lists them."""

    def __init__(self, problems: Iterable[FindingT]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """One line for each finding, at most :data:`SHOWN`, and the count of the others."""
        lines = [problem.in_language(language) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            more = message("… and {count} more errors.", count=len(self.problems) - SHOWN)
            lines.append(more.in_language(language))
        return "\n".join(lines)
