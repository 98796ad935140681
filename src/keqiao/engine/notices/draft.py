"""A reading as plain data: the draft of a call that is written as YAML and corrected by an officer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from keqiao.engine.notices.amounts import SupportRow
from keqiao.engine.notices.conditions import ConditionRow
from keqiao.engine.notices.contacts import NoticeContact
from keqiao.engine.notices.deadlines import Deadline
from keqiao.engine.notices.quotas import QuotaRow
from keqiao.engine.notices.reader import NoticeReading
from keqiao.engine.notices.tracks import Track


def draft_of(reading: NoticeReading) -> dict[str, Any]:
    """The draft; what the text does not tell is left out, except that a call always says its tracks and quotas."""
    layout, heading = reading.layout, reading.heading
    draft = {
        "title": layout.title,
        "kind": heading.kind,
        "domain": heading.domain,
        "level": heading.level,
        "subject": heading.subject,
        "subject_year": heading.subject_year,
        "batch": heading.batch,
        "issuer": heading.issuers,
        "doc_no": layout.doc_no,
        "issued_on": layout.issued_on,
        "public": layout.public,
        "addressees": layout.addressees,
        "applicants": heading.applicants,
        "forwards": heading.forwards,
        "basis": heading.basis,
        "amends": heading.amends,
        "changes": _changes(reading),
        "common_conditions": [_condition(row) for row in reading.conditions if not row.tracks],
        "tracks": [_track(track, reading) for track in reading.tracks],
        "support": [_support(row) for row in reading.support if not row.tracks],
        "deadlines": [_deadline(row) for row in reading.deadlines],
        "effective_deadline": next(
            (row.moment.iso for row in reading.deadlines if row.final_for_applicant and row.moment), None
        ),
        "quota": [_quota(row) for row in reading.quotas],
        "exclusions": [{"text": text, "line": line} for text, line in reading.exclusions],
        "materials": list(reading.materials),
        "copies": reading.copies,
        "channel": {
            "online": reading.handing_in.online,
            "paper": reading.handing_in.paper,
            "paper_to": reading.handing_in.paper_to,
        },
        "contacts": [_contact(contact) for contact in reading.contacts],
        "attachments": len(layout.annexes),
        "unread": [{"text": row.text, "line": row.line} for row in reading.unread],
    }
    return _without_empty(draft, keep={"tracks", "quota", "deadlines", "doc_no", "attachments", "unread"})


def _track(track: Track, reading: NoticeReading) -> dict[str, Any]:
    return {
        "name": track.name,
        "conditions": [_condition(row) for row in reading.conditions if track in row.tracks],
        "support": [_support(row) for row in reading.support if track in row.tracks],
    }


def _deadline(row: Deadline) -> dict[str, Any]:
    moment = row.moment
    fields = {
        "who": row.who,
        "what": row.what,
        "at": None if moment is None else moment.iso if ":" in moment.time else moment.day,
        "time": moment.time if moment and moment.time and ":" not in moment.time else None,
        "derived": row.derived,
        "start": row.start or None,
        "from": row.replaces.iso if row.replaces else None,
        "final_for_applicant": row.final_for_applicant or None,
        "weekday_differs": True if not row.weekday_fits else None,
        "forecast": row.forecast or None,
        "confidence": "low" if row.forecast else "medium" if row.derived or not row.weekday_fits else "high",
        "line": row.line,
        "source": row.source,
    }
    return _without_empty(fields, keep={"at"})


def _condition(row: ConditionRow) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": row.text,
        "measure": row.measure,
        "period": row.period,
        "op": row.operator,
        "value": _plain(row.value),
        "unit": row.unit,
        "soft": row.soft or None,
        "relaxed_to": _plain(row.relaxed_to),
        "relaxed_for": row.relaxed_for,
        "as_of": row.as_of,
        "when": row.when,
        "otherwise": _plain(row.otherwise),
        "confidence": "high" if row.operator else "medium",
        "line": row.line,
    }
    fields = _without_empty(fields, keep=set())
    if row.together:
        fields = {"all": [fields, *(_condition(other) for other in row.together)]}
    if not row.alternatives:
        return fields
    choices = [fields, *(_condition(other) for other in row.alternatives)]
    return {"any": choices} if row.least == 1 else {"at_least": row.least, "of": choices}


def _support(row: SupportRow) -> dict[str, Any]:
    fields = {
        "type": row.type,
        "when": row.when,
        "of_which": row.part or None,
        "fixed": _plain(row.fixed),
        "least": _plain(row.least),
        "most": _plain(row.most),
        "rate": _plain(row.rate),
        "rate_plus": _plain(row.rate_plus),
        "unit": ("%" if row.rate is not None else "个百分点" if row.rate_plus is not None else row.unit),
        "most_unit": row.unit if row.rate is not None and row.most is not None else None,
        "base": row.base,
        "per": row.per,
        "years_most": row.years_most,
        "instalments": [_plain(part) for part in row.instalments],
        "line": row.line,
        "source": row.source,
    }
    return _without_empty(fields, keep=set())


def _quota(row: QuotaRow) -> dict[str, Any]:
    fields = {
        "of": row.whose,
        "most": row.most,
        "least": row.least,
        "extra": row.extra,
        "each": row.each or None,
        "unlimited": row.unlimited or None,
        "line": row.line,
        "source": row.text,
    }
    return _without_empty(fields, keep={"most"} if row.unlimited else set())


def _contact(contact: NoticeContact) -> dict[str, Any]:
    return _without_empty(
        {
            "unit": contact.unit,
            "person": contact.person,
            "phone": contact.phone,
            "email": contact.email,
            "line": contact.line,
        },
        keep=set(),
    )


def _changes(reading: NoticeReading) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    if reading.heading.amends is None:
        return changes
    for row in reading.deadlines:
        if row.moment is not None:
            moved = {
                "path": "deadlines",
                "who": row.who,
                "what": row.what,
                "from": row.replaces.iso if row.replaces else None,
                "to": row.moment.iso,
                "line": row.line,
            }
            changes.append(_without_empty(moved, keep=set()))
    for change in reading.changes:
        fields = {
            "path": change.place,
            "from" if change.after else "remove": change.before,
            "to" if change.before else "add": change.after,
            "line": change.line,
        }
        changes.append(_without_empty(fields, keep=set()))
    return changes


def _plain(value: Decimal | date | None) -> int | float | date | None:
    if value is None or isinstance(value, date):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _without_empty(fields: dict[str, Any], keep: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in keep or value not in (None, "", [], {})}
