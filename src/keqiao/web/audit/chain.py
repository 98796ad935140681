"""The hash chain of the audit log: what is hashed, and finding the first broken link.

The hash of an entry is SHA-256 over the canonical JSON (keys sorted, no blanks, UTF-8) of everything it says and of
the hash before it. The first entry follows 64 zeros. Changing, removing or inserting an entry anywhere breaks the
chain there; removing the last ones is noticed by the head, which keeps the number and hash of the last entry.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop

from keqiao.web.audit.models import Entry, Head

GENESIS = "0" * 64
"""The hash before the first entry."""


def canonical(value: Any) -> str:
    """JSON with one spelling per value: sorted keys, no blanks, non-ASCII characters as they are; NaN is refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def instant(at: datetime) -> str:
    """A moment in UTC with microseconds, the precision that both databases keep."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(entry: Entry) -> str:
    """The hash that ``entry`` must have, from its own content and ``previous_hash``."""
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
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold: the entry's number and what is wrong there."""

    number: int
    reason: str


@dataclass(frozen=True)
class Verification:
    """The result of walking the chain: how many entries hold, and where it breaks, if it does."""

    checked: int
    broken: Broken | None

    @property
    def ok(self) -> bool:
        """Whether every entry holds."""
        return self.broken is None


def verify() -> Verification:
    """Walk the whole chain from the first entry and stop at the first that is changed, missing or out of place."""
    expected, previous, checked = 1, GENESIS, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            return Verification(
                checked, Broken(expected, gettext_noop("missing: the entry has been removed"))
            )
        if entry.previous_hash != previous:
            return Verification(
                checked, Broken(entry.number, gettext_noop("does not follow the entry before it"))
            )
        if digest(entry) != entry.hash:
            return Verification(
                checked, Broken(entry.number, gettext_noop("changed: its content does not give its hash"))
            )
        expected, previous, checked = expected + 1, entry.hash, checked + 1
    head = Head.objects.first()
    if head is not None and head.number >= expected:
        return Verification(
            checked, Broken(expected, gettext_noop("missing: entries at the end have been removed"))
        )
    if checked and (head is None or (head.number, head.hash) != (expected - 1, previous)):
        return Verification(
            checked,
            Broken(expected - 1, gettext_noop("not written by the system: the head does not know it")),
        )
    return Verification(checked, None)
