"""Findings: what is wrong with a scheme or worth a second look, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from keqiao.language import Message

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True)
class Finding:
    """One finding. ``line`` and ``column`` count from 1 (0: unknown); ``key`` is the path in words, such as
    ``indicators.A.children.A1.score.base``; ``check`` names the rule that found it.

    A notice is shown, and counts as a warning only where the reader asks for strictness.
    """

    severity: Severity
    message: Message
    remedy: Message | None = None
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    check: str = ""

    def place(self) -> str:
        """``file:line:column`` as editors understand it."""
        return f"{self.file or '-'}:{self.line}:{self.column}" if self.line else self.file or "-"

    def in_language(self, language: str) -> str:
        """The finding on one line: place, severity, key, message and remedy."""
        word = _SEVERITIES[self.severity].in_language(language)
        key = f"{self.key}: " if self.key else ""
        remedy = f" → {self.remedy.in_language(language)}" if self.remedy else ""
        return f"{self.place()}: {word}: {key}{self.message.in_language(language)}{remedy}"

    def __str__(self) -> str:
        return self.in_language("en")


_SEVERITIES: dict[Severity, Message] = {
    "error": Message("error"),
    "warning": Message("warning"),
    "notice": Message("notice"),
}


class SchemeError(ValueError):
    """A scheme that cannot be used; ``findings`` says everything that was found, errors first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{sum(finding.severity == 'error' for finding in findings)} errors in the scheme")

    def in_language(self, language: str) -> str:
        """All findings, one a line."""
        return "\n".join(finding.in_language(language) for finding in self.findings)

    def __str__(self) -> str:
        return self.in_language("en")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then notices; each by place; a finding said twice is said once."""
    rank = {"error": 0, "warning": 1, "notice": 2}
    unique: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        unique.setdefault((finding.key, finding.check, str(finding.message)), finding)
    return tuple(sorted(unique.values(), key=lambda f: (rank[f.severity], f.line, f.column, f.key)))
