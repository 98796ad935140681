"""Verifying the log on demand, which is itself written into it, and telling the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit import chain, keyed_chain, sealed_archives
from keqiao.web.audit.chain import Broken, ChainVerification, Checkpoint, Flaw
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record

ACTION = "audit.verify"
MOST_AT_ONCE = 300_000
"""Entries that a page walks while somebody waits (some seconds); ``manage verify_audit`` walks any number."""
MOST_KEPT = 100
"""Broken places that the log's own entry names."""


@dataclass(frozen=True)
class VerificationOutcome:
    """A verification as the log keeps it: ``entry`` is its own entry, None where the log could not be written."""

    result: ChainVerification
    entry: Entry | None


def verify(actor: Actor) -> VerificationOutcome:
    """Walk the chain (its newest 300 000 entries), and write down who did so and what came of it.

    A log whose head was tampered with may take no further entry; the result is then told without one. Raises
    PermissionDenied without the right audit.verify, ArchiveError for a seal that cannot be read.
    """
    require(actor, "audit.verify")
    since = _bounded()
    result = examine(since)
    detail: dict[str, Any] = {"checked": result.checked, "first": since.number + 1, "last": result.last}
    if not result.ok:
        detail["broken"] = [
            [place.number, place.last, place.flaw.value, place.stands_at]
            for place in result.broken[:MOST_KEPT]
        ]
        detail["places"] = len(result.broken) + result.unlisted
    try:
        with transaction.atomic():
            entry = record(actor, ACTION, detail=detail, outcome="success" if result.ok else "failure")
    except DatabaseError:
        return VerificationOutcome(result, None)
    return VerificationOutcome(result, entry)


def examine(since: Checkpoint = chain.START) -> ChainVerification:
    """Walk the chain after ``since``, its keyed hashes, and compare with the archives and the heads sent out.

    Raises ArchiveError for a seal that cannot be read.
    """
    sent = keyed_chain.sent_heads()
    seals = {
        number: hash_ for number, hash_ in sealed_archives.checkpoints().items() if number > since.number
    }
    result = chain.verify(since, seals)
    return keyed_chain.joined(result, keyed_chain.check(since, result.last, sent))


def _bounded() -> Checkpoint:
    """Where the walk of a page ends: at the first entry, or at the entry before the newest 300 000."""
    newest = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if newest <= MOST_AT_ONCE:
        return chain.START
    before = Entry.objects.filter(number__lte=newest - MOST_AT_ONCE).order_by("-number").first()
    return Checkpoint(before.number, before.hash) if before else chain.START


def result_of(entry: Entry) -> ChainVerification:
    """The result that an entry of :func:`verify` keeps."""
    detail = entry.detail
    try:
        broken = tuple(
            Broken(int(number), Flaw(flaw), int(last), stands_at)
            for number, last, flaw, stands_at in detail.get("broken", [])
        )
        places, first = int(detail.get("places", 0)), int(detail.get("first", 1))
        checked, last = int(detail.get("checked", 0)), int(detail.get("last", 0))
    except (TypeError, ValueError):
        return ChainVerification(0, (Broken(entry.number, Flaw.CHANGED),))
    return ChainVerification(checked, broken, first - 1, last, max(places - len(broken), 0))


def latest(number: int = 10) -> list[Entry]:
    """The last verifications, newest first."""
    return list(Entry.objects.filter(action=ACTION).order_by("-number")[:number])


def numbers(place: Broken) -> str:
    """ "12", or "12–15"."""
    return str(place.number) if place.last == place.number else f"{place.number}–{place.last}"


def reason(place: Broken) -> str:
    """What is wrong at a place, in words."""
    if place.flaw == Flaw.MOVED and place.stands_at is not None:
        return _("moved: the entry now stands at number %(number)s") % {"number": place.stands_at}
    return str(place.flaw.label)


def in_words(place: Broken) -> str:
    """One line: number and what is wrong."""
    return _("Entry %(number)s: %(reason)s.") % {"number": numbers(place), "reason": reason(place)}
