"""A notice as it was pasted or uploaded → the fields of a call, each with its line; nothing is invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.notices import draft_of, read_notice
from keqiao.web.audit.clock import today
from keqiao.web.calls.models import LONGEST_TEXT, CallDeadline, CallKind, CallLevel, UpwardCall
from keqiao.web.site.foreign_files import examine_apart, refuse_malware

KINDS = {
    "资金": CallKind.FUND,
    "政策": CallKind.POLICY,
    "项目": CallKind.PROJECT,
    "资质": CallKind.QUALIFICATION,
}
LEVELS = {
    "国家": CallLevel.NATIONAL,
    "省": CallLevel.PROVINCIAL,
    "市": CallLevel.CITY,
    "区县": CallLevel.COUNTY,
    "县": CallLevel.COUNTY,
    "区": CallLevel.COUNTY,
}
LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""


def text_of(content: bytes) -> str:
    """Return the text of an uploaded Word document, PDF or text file, line by line. Raises ValidationError."""
    if len(content) > LARGEST:
        raise ValidationError(
            {"file": _("The file is larger than 20 MB. Give the notice without its annexes.")}
        )
    refuse_malware(content)
    lines = json.loads(examine_apart("keqiao.engine.phrases.reader_process:lines", content))
    return "\n".join(lines)


@dataclass(frozen=True)
class NoticeFields:
    """What a notice gives: a call that is not stored, its deadlines, and the reading as it stands."""

    call: UpwardCall
    deadlines: list[CallDeadline]
    reading: dict[str, Any]


def fields_of(text: str) -> NoticeFields:
    """Return what the rules read from a text. Raises ValidationError for a text without a title and one that is too
    long.
    """
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": _("The text is too long: give the notice without its annexes.")})
    draft = draft_of(read_notice(text))
    title = str(draft.get("title", ""))
    if not title:
        raise ValidationError({"text": _("There is no text to read.")})
    issued_on = draft.get("issued_on")
    quotas = [row for row in draft.get("quota", []) if row.get("most") and not row.get("each")]
    call = UpwardCall(
        title=title[:300],
        kind=KINDS.get(str(draft.get("kind", "")), ""),
        level=LEVELS.get(str(draft.get("level", "")), ""),
        issuer="、".join(draft.get("issuer", []))[:200],
        document_number=str(draft.get("doc_no") or "")[:60],
        issued_on=issued_on if isinstance(issued_on, date) else None,
        year=draft.get("subject_year") or (issued_on.year if isinstance(issued_on, date) else today().year),
        lead=str(next(iter(draft.get("issuer", [])), ""))[:100],
        support="、".join(draft.get("issuer", [])[1:])[:300],
        quota=quotas[0]["most"] if len(quotas) == 1 and not quotas[0].get("of") else None,
        materials="\n".join(draft.get("materials", []))[:4000],
        summary="\n".join(row["source"] for row in _support(draft))[:4000],
        text=text,
    )
    return NoticeFields(call, list(_deadlines(draft)), json.loads(json.dumps(draft, default=str)))


def _support(draft: dict[str, Any]) -> Iterable[dict[str, Any]]:
    seen = set()
    for part in (draft, *draft.get("tracks", [])):
        for row in part.get("support", []):
            if row["source"] not in seen:
                seen.add(row["source"])
                yield row


def _deadlines(draft: dict[str, Any]) -> Iterable[CallDeadline]:
    """Deadlines with a day; what depends on each case stays in the reading only."""
    for row in draft.get("deadlines", []):
        moment = str(row.get("at") or "")
        if not moment or row.get("start"):
            continue
        on, _t, time = moment.partition("T")
        yield CallDeadline(
            who=str(row.get("who", ""))[:100],
            what=str(row.get("what", ""))[:200],
            on=date.fromisoformat(on),
            time=(time or str(row.get("time") or ""))[:20],
            for_applicant=bool(row.get("final_for_applicant")),
            line=row.get("line"),
            source=str(row.get("source", ""))[:1000],
            confidence=str(row.get("confidence", ""))[:8],
        )


@dataclass(frozen=True)
class ReadRow:
    """A row that was read: what it is, in words, its line, how sure it is."""

    what: str
    words: str
    line: int | None
    confidence: str


CONFIDENCE = ("high", "medium", "low")


def read_rows(reading: dict[str, Any]) -> list[ReadRow]:
    """Return the conditions, amounts, quotas and exclusions that were read, with the line of each."""
    rows = []
    for part in (reading, *reading.get("tracks", [])):
        name = part.get("name", "")
        conditions = [*part.get("common_conditions", []), *part.get("conditions", [])]
        for row in conditions:
            for one_of in row.get("any", [row]):
                words = f"{name} {one_of.get('text', '')}".strip()
                rows.append(ReadRow("condition", words, one_of.get("line"), one_of.get("confidence", "")))
        rows += [
            ReadRow("support", f"{name} {row.get('source', '')}".strip(), row.get("line"), "high")
            for row in part.get("support", [])
        ]
    rows += [
        ReadRow("quota", row.get("source", ""), row.get("line"), "high") for row in reading.get("quota", [])
    ]
    rows += [
        ReadRow("exclusion", row.get("text", ""), row.get("line"), "high")
        for row in reading.get("exclusions", [])
    ]
    return rows
