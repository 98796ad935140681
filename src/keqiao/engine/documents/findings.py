"""What is wrong with a document or worth a second look: at which line, about which key, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keqiao.engine.documents.positions import Path, Positions
from keqiao.engine.findings import Finding, FindingsError, Severity
from keqiao.language import Message


@dataclass(frozen=True)
class DocumentFinding(Finding):
    """One finding. ``line`` and ``column`` count from 1 (0: unknown); ``key`` is the path in words, such as
    ``indicators.A.children.A1.score.base``; ``check`` names the rule that found it.
    """

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
        return f"{self.place()}: {word}: {key}{super().in_language(language)}"


_SEVERITIES: dict[Severity, Message] = {
    "error": Message("error"),
    "warning": Message("warning"),
    "notice": Message("notice"),
}


class DocumentError(FindingsError[DocumentFinding]):
    """A document that cannot be used; ``findings`` says everything that was found, errors first."""

    most = None


def error_at(
    positions: Positions, path: Path, sentence: Message, check: str, remedy: Message | None = None
) -> DocumentFinding:
    """An error about what stands at ``path``, found by the rule ``check``."""
    place = positions.of(path)
    return DocumentFinding(
        "error",
        sentence,
        key=positions.words(path),
        file=positions.file,
        line=place.line,
        column=place.column,
        check=check,
        remedy=remedy,
    )


def in_order(findings: Iterable[DocumentFinding]) -> tuple[DocumentFinding, ...]:
    """Errors, then warnings, then notices; each by place; a finding said twice is said once."""
    rank = {"error": 0, "warning": 1, "notice": 2}
    unique: dict[tuple[str, str, str], DocumentFinding] = {}
    for finding in findings:
        unique.setdefault((finding.key, finding.check, str(finding.message)), finding)
    return tuple(sorted(unique.values(), key=lambda f: (rank[f.severity], f.line, f.column, f.key)))
