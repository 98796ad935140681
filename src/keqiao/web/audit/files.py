"""The audit log as a file that a third party can check: one entry per line, everything the hash covers, and the hash.

Each line is canonical JSON (see ``content``): the object without its "hash" is what the hash is taken over.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.audit.content import GENESIS, EntryRow, canonical, digest_of, hashed
from keqiao.web.audit.models import Entry

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; an entry is far shorter, a file without line ends is none of ours."""
MOST_LISTED = 1000


class FileError(ValueError):
    """A file that cannot be read as an exported log; the message says why."""


@dataclass(frozen=True)
class FileResult:
    """What a file holds: entries, first and last number, the last hash, left-out stretches, broken lines in words."""

    checked: int
    first: int
    last: int
    hash: str
    gaps: int
    broken: tuple[str, ...]


def lines(entries: Iterable[Entry | EntryRow]) -> Iterator[bytes]:
    """Each entry as a line of the file, in the order given (the chain asks for the oldest first)."""
    for entry in entries:
        yield canonical(hashed(entry) | {"hash": entry.hash}).encode("utf-8", "replace") + b"\n"


def verify(path: Path) -> FileResult:
    """Check a file without the database: each hash, and the link between entries that follow one another.

    Entries that a selection leaves out break no link: they are counted as gaps. Raises FileError.
    """
    checked, first, gaps = 0, 0, 0
    last, previous = 0, GENESIS
    broken: list[str] = []
    for place, entry in enumerate(_entries(path), start=1):
        content = {key: value for key, value in entry.items() if key != "hash"}
        number, kept = entry["number"], entry["hash"]
        wrong = ""
        if digest_of(content) != kept:
            wrong = _("its content does not give its hash")
        elif number <= last:
            wrong = _("it stands out of order")
        elif number == last + 1 and entry["previous_hash"] != previous:
            wrong = _("it does not follow the entry before it")
        elif number > last + 1:
            gaps += 1
        if wrong and len(broken) < MOST_LISTED:
            broken.append(
                _("Line %(line)s, entry %(number)s: %(reason)s.")
                % {"line": place, "number": number, "reason": wrong}
            )
        checked, first = checked + 1, first or number
        last, previous = number, kept
    return FileResult(checked, first, last, previous, gaps, tuple(broken))


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a plain or packed file as objects with the fields that the check needs."""
    needed = {"number": int, "hash": str, "previous_hash": str}
    for place, line in enumerate(_lines(path), start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise FileError(_("Line %(line)s is no JSON.") % {"line": place}) from error
        fits = isinstance(entry, dict) and all(type(entry.get(key)) is kind for key, kind in needed.items())
        if not fits:
            raise FileError(_("Line %(line)s is no entry of an audit log.") % {"line": place})
        yield entry


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; one that is not readable raises FileError."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            while line := stream.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise FileError(_("%(path)s is no exported audit log.") % {"path": path})
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(_("%(path)s cannot be read: %(reason)s") % {"path": path, "reason": error}) from error
