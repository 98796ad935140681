"""The chain of keyed hashes beside the plain one: made with a key that the database does not hold.

Each entry's keyed hash covers its number, its plain hash (and so everything it says), the hashes of the rows that it
vouches for, and the keyed hash of the entry before. Entries from before there was a key have none; once one has, all
later ones must. The head bears a mark of its own, so that it cannot be set back to an earlier entry.
"""

from __future__ import annotations

from typing import Any

from keqiao.web.audit import keys
from keqiao.web.audit.content import canonical
from keqiao.web.audit.models import Entry, Head


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
