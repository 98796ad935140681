"""Every protected row against the keyed hash that an entry of the audit log holds of it, table by table.

A row that was changed, removed or slipped in is named with its table, its key and the entry that vouches for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.db import connection, models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit import keys
from keqiao.web.audit.guards import SealedRows, declared
from keqiao.web.audit.models import Entry
from keqiao.web.audit.rows import OPEN, append_only, hash_of, model_of, sealed

CHUNK = 2000
MOST_LISTED = 1000
PART = 1024 * 1024
"""Bytes of a file that are read at a time."""


class RowFlaw(models.TextChoices):
    """What can be wrong with a row."""

    CHANGED = "row_changed", _("changed: it is not what entry %(entry)s vouches for")
    REMOVED = "row_removed", _("missing: entry %(entry)s vouches for it")
    UNVOUCHED = "row_unvouched", _("no entry vouches for it: not written by the system")
    KEYLESS = "row_keyless", _("the key %(key)s of entry %(entry)s is not there")
    SEAL = "row_seal", _("its rows in %(table)s do not give its hash, for which entry %(entry)s vouches")
    FILE = "row_file", _("the file %(file)s is missing or not the one that was stored")


@dataclass(frozen=True)
class BrokenRow:
    """A row that does not hold: ``entry`` is the number of the entry that vouches for it, 0 for none."""

    table: str
    key: str
    flaw: RowFlaw
    entry: int = 0
    more: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        return str(self.flaw.label) % {
            "entry": self.entry,
            "key": self.more,
            "file": self.more,
            "table": self.more,
        }


@dataclass
class RowCheck:
    """What the check found: rows compared, and what is wrong, the first thousand by name."""

    checked: int = 0
    broken: list[BrokenRow] = field(default_factory=list)
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        """Whether every row holds."""
        return not self.broken

    def tell(self, broken: BrokenRow) -> None:
        """Keep what is wrong."""
        if len(self.broken) < MOST_LISTED:
            self.broken.append(broken)
        else:
            self.unlisted += 1


@dataclass(frozen=True)
class Vouched:
    """The last that an entry says of a row."""

    hash: str
    entry: int
    key_name: str


def check_rows(only: Collection[str] | None = None) -> RowCheck:
    """Compare every protected row, or those of the tables ``only``, with what the log vouches for.

    Memory grows with the number of rows, about 0.3 kB each.

    Rows are read after the log: what is written meanwhile is left for the next time.
    """
    result, newest = RowCheck(), dict[str, Any]()
    tables = [table for table in protected_tables() if only is None or table in only]
    for table in tables:
        newest[table] = model_of(table)._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    vouched = vouched_rows()
    for sealed_rows in sealed().values():
        if only is None or sealed_rows.table in only:
            _check_seals(result, sealed_rows, vouched.get(sealed_rows.owner, {}))
    for table in tables:
        _check_table(result, table, vouched.pop(table, {}), newest[table])
    for table, rows in vouched.items() if only is None else ():
        for key, last in rows.items():
            if last.hash != OPEN:
                result.tell(BrokenRow(table, key, RowFlaw.REMOVED, last.entry))
    return result


def protected_tables() -> list[str]:
    """The tables whose rows are vouched for one by one."""
    others = {*sealed(), *(table for guard in declared() for table, _ in guard.growing)}
    tables = dict.fromkeys(table for guard in declared() for table in guard.tables if table != "audit_entry")
    return [table for table in tables if table not in others]


def vouched_rows() -> dict[str, dict[str, Vouched]]:
    """Table → key → the last that the log says of the row."""
    vouched: dict[str, dict[str, Vouched]] = {}
    entries = Entry.objects.exclude(rows_text="").order_by("number")
    for number, text, key_name in entries.values_list("number", "rows_text", "key_name").iterator(CHUNK):
        for table, key, value in _pairs(text):
            vouched.setdefault(table, {})[key] = Vouched(value, number, key_name)
    return vouched


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    """What an entry says of rows; nothing of a text that is none any more, which the chain tells."""
    try:
        content = json.loads(text)
        for table, rows in content.items():
            for key, value in rows.items():
                yield str(table), str(key), str(value)
    except (ValueError, AttributeError):
        return


def _check_table(result: RowCheck, table: str, vouched: dict[str, Vouched], newest: Any) -> None:
    """Compare the rows of one table; those above ``newest`` were written after the check began."""
    rows = model_of(table)._base_manager.order_by("pk")
    rows = rows.filter(pk__lte=newest) if newest is not None else rows.none()
    existing, known = permanent_keys(table), keys.known()
    files = [file for guard in declared() for file in guard.files if file.table == table]
    for row in rows.iterator(CHUNK):
        last = vouched.pop(str(row.pk), None)
        if last is None or last.hash == OPEN:
            if existing is None or row.pk in existing:
                result.tell(BrokenRow(table, str(row.pk), RowFlaw.UNVOUCHED))
            continue
        result.checked += 1
        if last.key_name not in known:
            result.tell(BrokenRow(table, str(row.pk), RowFlaw.KEYLESS, last.entry, last.key_name))
        elif not _holds(row, last):
            result.tell(BrokenRow(table, str(row.pk), RowFlaw.CHANGED, last.entry))
        for stored in files:
            name = getattr(row, stored.column)
            if not _file_holds(name, getattr(row, stored.sha256)):
                result.tell(BrokenRow(table, str(row.pk), RowFlaw.FILE, last.entry, str(name)))
    for key, last in vouched.items():
        if last.hash != OPEN:
            result.tell(BrokenRow(table, key, RowFlaw.REMOVED, last.entry))


def _check_seals(result: RowCheck, sealed_rows: SealedRows, owners: dict[str, Vouched]) -> None:
    """Compare the rows of each closed owner with the hash that it holds."""
    verify, owner = import_string(sealed_rows.verify), model_of(sealed_rows.owner)
    for row in owner._base_manager.filter(pk__in=permanent_keys(sealed_rows.owner)).order_by("pk"):
        try:
            verification = verify(row)
        except (TypeError, ValueError, ArithmeticError, LookupError):
            verification = None
        if verification is not None:
            result.checked += verification.rows
        if verification is None or not verification.ok:
            last = owners.get(str(row.pk))
            number = last.entry if last is not None else 0
            result.tell(BrokenRow(sealed_rows.owner, str(row.pk), RowFlaw.SEAL, number, sealed_rows.table))


def permanent_keys(table: str) -> set[Any] | None:
    """The keys of the rows that stand: closed ones, and those kept with a closed one; None: all."""
    if table in append_only():
        return None
    keys: set[Any] = set()
    with connection.cursor() as cursor:
        for guard in declared():
            if table in guard.tables:
                cursor.execute(f"SELECT o.id FROM {table} o WHERE {guard.is_permanent(table, 'o')}")  # noqa: S608
                keys |= {key for (key,) in cursor.fetchall()}
    return keys


def unvouched(table: str) -> Iterator[models.Model]:
    """The rows of a table that stand and that no entry vouches for."""
    vouched, existing = vouched_rows().get(table, {}), permanent_keys(table)
    for row in model_of(table)._base_manager.order_by("pk").iterator(CHUNK):
        last = vouched.get(str(row.pk))
        if (existing is None or row.pk in existing) and (last is None or last.hash == OPEN):
            yield row


def _holds(row: models.Model, last: Vouched) -> bool:
    """Whether a row is what was vouched for; a value that cannot be read any more is not."""
    try:
        return hash_of(row, last.key_name) == last.hash
    except (TypeError, ValueError, ArithmeticError):
        return False


def _file_holds(stored: Any, sha256: str) -> bool:
    """Whether a stored file has the content that its row names."""
    total = hashlib.sha256()
    try:
        with stored.storage.open(stored.name) as stream:
            for part in iter(lambda: stream.read(PART), b""):
                total.update(part)
    except (OSError, ValueError, SuspiciousFileOperation):
        return False
    return total.hexdigest() == sha256
