"""What a check found in a document, as pages print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.documents import DocumentFinding

TONES = {"error": "bad", "warning": "watch", "notice": ""}


@dataclass(frozen=True)
class FindingRow:
    """A finding in the reader's language."""

    severity: str
    tone: str
    line: int
    key: str
    text: str
    remedy: str


def finding_rows(findings: Sequence[DocumentFinding]) -> list[FindingRow]:
    """Return findings in the reader's language."""
    language = get_language() or "zh"
    severities = {"error": _("error"), "warning": _("warning"), "notice": _("notice")}
    return [
        FindingRow(
            severities[finding.severity],
            TONES[finding.severity],
            finding.line,
            finding.key,
            finding.message.in_language(language),
            finding.remedy.in_language(language) if finding.remedy else "",
        )
        for finding in findings
    ]
