"""What the hash of an audit entry covers, and how it is computed.

The hash is SHA-256 (FIPS 180-4) over the canonical JSON (keys sorted, no blanks, UTF-8, characters as they are) of
everything that the entry says and of the hash of the entry before. The first entry follows 64 zeros. Anybody with the
rows, or with an exported file, computes it again with a dozen lines (docs/operations/audit-log.md).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast

from keqiao.web.audit.models import Entry

GENESIS = "0" * 64
"""The hash before the first entry."""
CHUNK = 2000
SQLITE_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?")


class EntryRow(NamedTuple):
    """An entry as the database keeps it, read without judging: a tampered value must not stop the reader."""

    number: Any
    at: Any
    actor_id: Any
    actor_name: Any
    action: Any
    target_kind: Any
    target_key: Any
    target_name: Any
    detail_text: Any
    outcome: Any
    address: Any
    previous_hash: Any
    hash: Any
    session: Any = ""


def rows(*, newest_first: bool = True, **where: Any) -> Iterator[EntryRow]:
    """The entries that fit ``where`` (Django's look-ups) by number, streamed: memory does not grow with the log."""
    # SQLite keeps moments as text, which is read as such: the driver would fail on one that is none any more.
    moment = Cast("at", TextField()) if connection.vendor == "sqlite" else F("at")
    raw = Entry.objects.annotate(raw_at=moment)
    if connection.vendor == "sqlite":
        # Bytes that are no text are read as such and then found by the hash, instead of stopping the walk.
        connection.ensure_connection()
        connection.connection.text_factory = _text
    names = ["raw_at" if name == "at" else name for name in EntryRow._fields]
    entries = raw.filter(**where).order_by("-number" if newest_first else "number").values_list(*names)
    return (EntryRow(*values) for values in entries.iterator(chunk_size=CHUNK))


def _text(data: bytes) -> str:
    """What SQLite keeps as a text."""
    return data.decode("utf-8", "surrogateescape")


def canonical(value: Any) -> str:
    """JSON with one spelling per value: sorted keys, no blanks, non-ASCII characters as they are; NaN is refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def instant(at: Any) -> str:
    """A moment in UTC with microseconds, the precision that both databases keep: "2024-10-31T08:00:00.000000Z".

    A text is a moment as SQLite keeps it; one that is no moment any more is given back as it is.
    """
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = str(at)
    if SQLITE_MOMENT.fullmatch(text):
        return f"{text.replace(' ', 'T')}{'' if '.' in text else '.000000'}Z"
    return text


def hashed(entry: Entry | EntryRow) -> dict[str, Any]:
    """Everything that the hash of ``entry`` covers, under the names that exported files use."""
    content = {
        "number": entry.number,
        "at": instant(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "target_kind": entry.target_kind,
        "target_key": entry.target_key,
        "target_name": entry.target_name,
        "detail": entry.detail_text,
        "outcome": entry.outcome,
        "address": entry.address,
        "previous_hash": entry.previous_hash,
    }
    # Entries from before there were marks of sessions keep the hash that they had.
    return content | {"session": entry.session} if entry.session else content


def digest_of(content: dict[str, Any]) -> str:
    """The hash of what :func:`hashed` gives; empty for values that no entry can have (bytes, half characters)."""
    try:
        return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()
    except (TypeError, ValueError):
        return ""


def digest(entry: Entry | EntryRow) -> str:
    """The hash that ``entry`` must have, from its own content and ``previous_hash``."""
    return digest_of(hashed(entry))
