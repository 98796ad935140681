"""The chain of keyed hashes beside the plain one: made with a key that the database does not hold.

Each entry's keyed hash covers its number, its plain hash (and so everything it says), the hashes of the rows that it
vouches for, and the keyed hash of the entry before. Entries from before there was a key have none; once one has, all
later ones must. The head bears a mark of its own, so that it cannot be set back to an earlier entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from keqiao.web.audit import heads, keys
from keqiao.web.audit.chain import Broken, ChainVerification, Checkpoint, Flaw
from keqiao.web.audit.content import canonical
from keqiao.web.audit.models import Entry, Head

CHUNK = 2000


def sign(entry: Entry, head: Head) -> None:
    """Give an entry that is about to be saved its keyed hash, and put the head onto it."""
    entry.key_name = keys.current()
    entry.keyed_hash = entry_hash(entry, head.keyed_hash)
    head.number, head.hash = entry.number, entry.hash
    head.keyed_hash, head.key_name = entry.keyed_hash, entry.key_name
    head.mark = head_mark(head)


def entry_hash(entry: Any, before: str) -> str:
    """The keyed hash that an entry must have after one with the keyed hash ``before``. Raises KeyError."""
    covered = [entry.number, entry.hash, entry.rows_text, entry.key_name, before]
    return keys.keyed_hash(entry.key_name, canonical(covered))


def head_mark(head: Head) -> str:
    """The mark that the head must have. Raises KeyError for a key that is not there."""
    covered = ["head", head.number, head.hash, head.keyed_hash, head.key_name]
    return keys.keyed_hash(head.key_name, canonical(covered))


class Signed(NamedTuple):
    """What the keyed hash of an entry covers, as the database keeps it."""

    number: int
    hash: str
    rows_text: str
    key_name: str
    keyed_hash: str


@dataclass
class _KeyedWalk:
    """One walk from the oldest entry to the newest, and the places that do not hold.

    ``before``: the keyed hash of the entry before as it stands there, and as it should: where the two differ it is that
    entry which was changed, and the next one follows one of them.
    """

    before: tuple[str, ...]
    number: int
    sent: dict[int, set[tuple[str, str]]]
    broken: list[Broken] = field(default_factory=list)

    def judge(self, entry: Signed) -> None:
        """Judge one entry: its keyed hash, and the head that was sent out for it."""
        right = [_expected(entry, before) for before in self.before or ("",)]
        if not entry.keyed_hash:
            if self.before:
                self.tell(entry.number, Flaw.UNSIGNED)
        elif entry.key_name not in keys.known():
            self.tell(entry.number, Flaw.KEYLESS)
        elif entry.number == self.number + 1 and entry.keyed_hash not in right:
            self.tell(entry.number, Flaw.KEYED)
        if self.sent.get(entry.number, {(entry.hash, entry.keyed_hash)}) != {(entry.hash, entry.keyed_hash)}:
            self.tell(entry.number, Flaw.SENT)
        self.number = entry.number
        if entry.keyed_hash or self.before:
            both = (entry.keyed_hash, right[0] if entry.keyed_hash not in right else "")
            self.before = tuple(value for value in both if value) or self.before

    def tell(self, number: int, flaw: Flaw) -> None:
        """Keep a place; neighbours with the same flaw are one."""
        last = self.broken[-1] if self.broken else None
        if last is not None and last.flaw == flaw and last.last == number - 1:
            self.broken[-1] = replace(last, last=number)
        elif last is None or last.last != number:
            self.broken.append(Broken(number, flaw))


def _expected(entry: Signed, before: str) -> str:
    """The keyed hash that an entry should bear by what it says; empty where that cannot be told."""
    try:
        return entry_hash(entry, before)
    except (KeyError, TypeError, ValueError):
        return ""


def sent_heads() -> dict[int, set[tuple[str, str]]]:
    """Number → hash and keyed hash of the heads that were sent out. Read it before the database."""
    hashes: dict[int, set[tuple[str, str]]] = {}
    for head in heads.sent():
        hashes.setdefault(head.number, set()).add((head.hash, head.keyed_hash))
    return hashes


def check(since: Checkpoint, last: int, sent: dict[int, set[tuple[str, str]]]) -> list[Broken]:
    """Where keyed hashes from the entry after ``since`` to ``last``, the head, or the heads sent out do not hold."""
    start = Entry.objects.filter(number=since.number).values_list("keyed_hash", flat=True).first() or ""
    walk = _KeyedWalk((start,) if start else (), since.number, sent)
    for entry in _entries(since.number, last):
        walk.judge(entry)
    head = Head.objects.filter(pk=1).first()
    broken = walk.broken
    is_broken = bool(broken) and broken[-1].last == last
    signed = head is not None and bool(walk.before or head.mark)
    if (
        head is not None
        and head.number == last
        and signed
        and not is_broken
        and not _marked(head, walk.before)
    ):
        broken.append(Broken(last, Flaw.MARK))
    beyond = max(sent, default=0)
    if beyond > last:
        broken.append(Broken(last + 1, Flaw.CUT_SENT, beyond))
    return broken


def joined(result: ChainVerification, broken: Iterable[Broken]) -> ChainVerification:
    """A verification of the plain chain with what the keyed one adds; a place is told once."""
    breaks = [(place.number, place.last) for place in result.broken]
    fresh = [
        place
        for place in broken
        if not any(first <= place.number and place.last <= last for first, last in breaks)
    ]
    places = sorted([*result.broken, *fresh], key=lambda place: (place.number, place.last))
    return replace(result, broken=tuple(places))


def _marked(head: Head, newest: tuple[str, ...]) -> bool:
    """Whether the head bears the keyed hash of the last entry and a mark made with the key."""
    if head.key_name not in keys.known():
        return False
    return head.keyed_hash in newest and head_mark(head) == head.mark


def _entries(since: int, last: int) -> Iterator[Signed]:
    entries = Entry.objects.filter(number__gt=since, number__lte=last).order_by("number")
    for values in entries.values_list(*Signed._fields).iterator(chunk_size=CHUNK):
        if isinstance(
            values[0], int
        ):  # SQLite lets a tampered number be a fraction; the plain chain tells it
            yield Signed(*values)
