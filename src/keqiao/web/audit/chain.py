"""Walking the hash chain of the audit log: every place where it does not hold, and what is wrong there.

The walk goes from the newest entry to the oldest, because each entry vouches for the one before it: it holds that
entry's hash. So an entry whose content and hash were changed together is found at its own number, and an entry that
stands at another number than it was written with is recognised by its hash and told as moved. The head, which keeps the
number and hash of the last entry, vouches for the end; sealed archives (``archiving``) vouch for what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.content import GENESIS, EntryRow, digest, rows
from keqiao.web.audit.models import Entry, Head

__all__ = ["GENESIS", "START", "Broken", "ChainVerification", "Checkpoint", "Flaw", "digest", "verify"]

MOST_LISTED = 1000
"""So many broken places are told; further ones are only counted."""
HIGHEST = 2**63 - 1
MOST_MOVED = 2000
"""So many moved entries are looked up by their hash, which costs a query each."""


class Flaw(models.TextChoices):
    """What can be wrong at a place of the chain."""

    CHANGED = "changed", _("changed: its content does not give its hash")
    HASH = "hash", _("changed: its hash is not that of its content, the entry after it knows the right one")
    LINK = "link", _("changed: the hash of the entry before, as it is kept here, is not that entry's")
    REPLACED = (
        "replaced",
        _("replaced: content and hash fit each other, but the entry after it knows another"),
    )
    UNCONFIRMED = "unconfirmed", _("doubtful: the broken entry after it does not confirm it")
    MISSING = "missing", _("missing: the entry has been removed")
    CUT = "cut", _("missing: entries at the end have been removed")
    INSERTED = "inserted", _("inserted: not written by the system")
    MOVED = "moved", _("moved: the entry stands at another number")
    HEAD = "head", _("the head of the chain and the last entry do not agree: one of them has been changed")
    KEYED = "keyed", _("rewritten: hash and content fit, but the keyed hash was not made with the key")
    UNSIGNED = "unsigned", _("without a keyed hash, though an entry before it has one")
    KEYLESS = "keyless", _("cannot be verified: the key that it was signed with is not there")
    MARK = "mark", _("the head of the chain was not written by the system: it was set back or replaced")
    SENT = "sent", _("not the entry whose head was sent out of the database under this number")
    CUT_SENT = (
        "cut_sent",
        _("missing: heads up to here were sent out of the database; it was cut or replaced"),
    )
    SEAL = "seal", _("not the entry that was archived under this number")


@dataclass(frozen=True)
class Broken:
    """Numbers ``number`` to ``last`` where the chain does not hold, what is wrong, and where a moved entry stands."""

    number: int
    flaw: Flaw
    last: int = 0
    stands_at: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", max(self.last, self.number))


@dataclass(frozen=True)
class Checkpoint:
    """A number of the log and the hash that its entry had."""

    number: int
    hash: str


START = Checkpoint(0, GENESIS)
"""Before the first entry."""


@dataclass(frozen=True)
class ChainVerification:
    """What the walk found: entries seen, from the number after ``since`` to ``last``; broken places by number.

    ``unlisted`` places were found beyond the most that are told.
    """

    checked: int
    broken: tuple[Broken, ...] = ()
    since: int = 0
    last: int = 0
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        """Whether every entry holds."""
        return not self.broken


def verify(since: Checkpoint = START, seals: Mapping[int, str] | None = None) -> ChainVerification:
    """Walk the chain from its end down to ``since``; ``seals`` are hashes known from elsewhere, by number.

    Entries that are written meanwhile are left for the next time; nothing is locked.
    """
    # Read before the head: a number above the head was then written without it.
    top = Entry.objects.filter(number__lte=HIGHEST).aggregate(top=Max("number"))["top"] or 0
    return _Walk(since, seals or {}).walk(top, Head.objects.filter(pk=1).first())


@dataclass
class _Walk:
    """One walk. ``doubt`` is the broken entry just passed, with the hash that it should have."""

    since: Checkpoint
    seals: Mapping[int, str]
    broken: list[Broken] = field(default_factory=list)
    reported: set[int] = field(default_factory=set)
    claimed: set[int] = field(default_factory=set)
    strangers: list[int] = field(default_factory=list)
    doubt: tuple[EntryRow, str | None] | None = None
    unlisted: int = 0
    lookups: int = 0
    last: int = 0

    def walk(self, top: int, head: Head | None) -> ChainVerification:
        """From the end to the start; ``top`` is the highest number that was there before the head was read."""
        last, expected = self._end(top, head)
        self.last, position, checked = last, last, 0
        for row in rows(number__gt=self.since.number, number__lte=last):
            if not isinstance(row.number, int):
                continue  # SQLite lets a tampered number be a fraction; its true place is then found empty
            if row.number < position:
                expected = self._absent(row.number + 1, position, expected)
            expected = self._judge(row, expected)
            if self.seals.get(row.number) not in {None, digest(row)}:
                self._tell(Broken(row.number, Flaw.SEAL))
            position, checked = row.number - 1, checked + 1
        if position > self.since.number:
            expected = self._absent(self.since.number + 1, position, expected)
        elif self.doubt is not None:
            self._settle(self.since.hash)
        if expected not in {None, self.since.hash}:
            self._tell(Broken(self.since.number + 1, Flaw.LINK))
        strays = [row.number for row in rows(number__gt=last, number__lte=top)]
        strays += [row.number for row in rows(number__lt=1)]
        for number in {*strays, *self.strangers} - self.claimed:
            self._tell(Broken(number, Flaw.INSERTED))
        return ChainVerification(
            checked + len(strays),
            tuple(sorted(self.broken, key=lambda place: (place.number, place.last))),
            self.since.number,
            last,
            self.unlisted,
        )

    def _end(self, top: int, head: Head | None) -> tuple[int, str | None]:
        """The number of the last entry and the hash it must have, None where nobody knows."""
        if head is None:
            if top:
                self._tell(Broken(top, Flaw.HEAD))
            return top, None
        if head.number != top and any(digest(row) == head.hash for row in rows(number=top)):
            self._tell(Broken(top, Flaw.HEAD))
            return top, head.hash
        return head.number, head.hash if head.number else None

    def _judge(self, row: EntryRow, expected: str | None) -> str | None:
        """Judge the entry at its number; returns the hash that the entry before it must have, if that is known."""
        computed = digest(row)
        if self.doubt is not None:
            return self._after_doubt(row, computed)
        if expected is None:
            if computed == row.hash:
                return str(row.previous_hash)
            self._doubtful(row, Flaw.CHANGED, str(row.hash))
            return None
        if computed == expected:
            if row.hash != computed:
                self._tell(Broken(row.number, Flaw.HASH))
            return str(row.previous_hash)
        moved = self._elsewhere(row.number, expected)
        if moved is not None:
            self.strangers.append(row.number)
            return str(moved.previous_hash)
        if row.number in self.claimed:
            self._tell(Broken(row.number, Flaw.MISSING))
            return None
        if row.hash != computed:
            self._doubtful(row, Flaw.CHANGED, expected)
            return None
        self._doubtful(row, Flaw.HEAD if row.number == self.last else Flaw.REPLACED, expected)
        return None

    def _doubtful(self, row: EntryRow, flaw: Flaw, expected: str | None) -> None:
        """Tell a broken entry: what it says of the entry before it may be what was changed."""
        self._tell(Broken(row.number, flaw))
        self.doubt = (row, expected)

    def _after_doubt(self, row: EntryRow, hashed: str) -> str | None:
        """Judge an entry that only a broken one vouches for: by itself first."""
        assert self.doubt is not None  # noqa: S101 (for the type checker)
        confirmed = self.doubt[0].previous_hash == hashed
        if row.hash == hashed:
            settled = self._settle(hashed)
            if not settled:
                self._tell(Broken(row.number, Flaw.UNCONFIRMED))
            return str(row.previous_hash)
        self.doubt = None
        if confirmed:
            self._tell(Broken(row.number, Flaw.HASH))
            return str(row.previous_hash)
        self._doubtful(row, Flaw.CHANGED, str(row.hash))
        return None

    def _settle(self, before: str) -> bool:
        """Whether the broken entry follows the hash ``before``, or would if only that reference had been changed."""
        assert self.doubt is not None  # noqa: S101 (for the type checker)
        row, expected = self.doubt
        self.doubt = None
        if row.previous_hash == before:
            return True
        if digest(row._replace(previous_hash=before)) != expected:
            return False
        self.broken = [
            replace(place, flaw=Flaw.LINK)
            if place.number == row.number and place.flaw == Flaw.CHANGED
            else place
            for place in self.broken
        ]
        return True

    def _absent(self, first: int, last: int, expected: str | None) -> str | None:
        """Numbers ``first`` to ``last`` have no entry: look whether theirs stand elsewhere, tell the others missing."""
        self.doubt = None
        while last >= first and expected is not None:
            moved = self._elsewhere(last, expected)
            if moved is None:
                break
            last, expected = last - 1, str(moved.previous_hash)
        if last < first:
            return expected
        self._tell(Broken(first, Flaw.CUT if last == self.last else Flaw.MISSING, last))
        return None

    def _elsewhere(self, number: int, expected: str) -> EntryRow | None:
        """The entry that was written as ``number`` with the hash ``expected`` and now stands at another number."""
        if self.lookups >= MOST_MOVED:
            return None
        self.lookups += 1
        for row in rows(hash=expected):
            if (
                isinstance(row.number, int)
                and row.number != number
                and digest(row._replace(number=number)) == expected
            ):
                self.claimed.add(row.number)
                self._tell(Broken(number, Flaw.MOVED, stands_at=row.number))
                return row
        return None

    def _tell(self, place: Broken) -> None:
        """Keep a place, once per number; moved entries that moved alike are one place."""
        if place.number in self.reported:
            return
        self.reported.update((place.number, place.last))
        before = self.broken[-1] if self.broken else None
        if (
            before is not None
            and place.flaw == before.flaw == Flaw.MOVED
            and before.stands_at is not None
            and place.stands_at is not None
            and place.number == before.number - 1
            and place.stands_at - place.number == before.stands_at - before.number
        ):
            self.broken[-1] = replace(place, last=before.last)
        elif len(self.broken) < MOST_LISTED:
            self.broken.append(place)
        else:
            self.unlisted += 1
