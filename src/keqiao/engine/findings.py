"""What is wrong or worth a second look, in words: the base of every finding and of every error that lists them.

A room of the engine adds where: the line of a document, the cell of a file, the unit and measure of a panel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Literal, TypeVar

from keqiao.language import Message, message

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True)
class Finding:
    """One finding and what to do about it.

    An ``error`` keeps what was read from being used, a ``warning`` is listed beside the result, a ``notice`` is shown
    and counts as a warning only where the reader asks for strictness.
    """

    severity: Severity
    message: Message
    remedy: Message | None = field(default=None, kw_only=True)

    def in_language(self, language: str) -> str:
        """One line: what is wrong, what to do."""
        remedy = f" → {self.remedy.in_language(language)}" if self.remedy else ""
        return self.message.in_language(language) + remedy

    def __str__(self) -> str:
        return self.in_language("en")


FindingT = TypeVar("FindingT", bound=Finding)


class FindingsError(ValueError, Generic[FindingT]):
    """Something cannot be used; ``findings`` says everything that was found on the way."""

    most: ClassVar[int | None] = 20
    """So many errors are told one by one, further ones are counted; None: all."""

    def __init__(self, findings: Iterable[FindingT]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.in_language("en"))

    @property
    def errors(self) -> tuple[FindingT, ...]:
        """The findings that forbid use."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    def in_language(self, language: str) -> str:
        """One line for each error."""
        errors = self.errors
        lines = [finding.in_language(language) for finding in errors[: self.most]]
        if len(lines) < len(errors):
            more = message("… and {count} more errors.", count=len(errors) - len(lines))
            lines.append(more.in_language(language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.in_language("en")
