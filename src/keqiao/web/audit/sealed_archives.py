"""Sealed archives: entries older than the rule as files outside the database, each with what vouches for it.

Nothing is deleted: the database's triggers refuse it, and lifting them for a routine would give every fault of that
routine, and whoever can start it, the power to remove entries. An archive is a copy with a seal (a JSON file with the
numbers, the hash of the last entry and the SHA-256 of the file). The seal is a checkpoint: the chain after it verifies
from it, and a log that was rewritten from end to end no longer agrees with it.

Kept at least six months: 网络安全法 (2016 text, article 21(3)).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.audit import chain, files
from keqiao.web.audit.content import GENESIS, instant, rows
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record

LEAST_DAYS = 183
"""Six months, the least that the law asks for."""
SEAL = ".seal.json"


class ArchiveError(ValueError):
    """An archive that cannot be made or does not agree; the message says why."""


def folder() -> Path:
    """Where archives are kept: outside the database, in the data folder."""
    return Path(settings.AUDIT_ARCHIVE)


def seals() -> list[dict[str, Any]]:
    """What the seals say, by number. Raises ArchiveError for one that cannot be read."""
    seals = []
    for path in folder().glob(f"*{SEAL}") if folder().is_dir() else ():
        seals.append(_seal(path))
    return sorted(seals, key=lambda seal: int(seal["last"]))


def checkpoints() -> dict[int, str]:
    """Number → hash of the last entry of each archive: what the chain in the database must agree with."""
    return {int(seal["last"]): str(seal["last_hash"]) for seal in seals()}


def differences(path: Path) -> list[str]:
    """In words, where a file differs from the seal that lies beside it; nothing where there is no seal."""
    beside = path.with_name(path.name + SEAL)
    if not beside.exists():
        return []
    try:
        seal = _seal(beside)
    except ArchiveError as error:
        return [str(error)]
    if seal["sha256"] == _sha256(path):
        return []
    return [_("%(file)s is not the file that was sealed.") % {"file": path.name}]


def archive(days: int | None = None, now: datetime | None = None) -> dict[str, Any] | None:
    """Write entries older than ``days`` (the rule of the installation) that no archive holds yet; returns the seal.

    None when there are none. Raises ArchiveError for fewer days than the law asks for, and where the chain is broken:
    what does not hold is looked into first, not filed away.
    """
    days = settings.AUDIT_KEEP_DAYS if days is None else days
    if days < LEAST_DAYS:
        raise ArchiveError(
            _("Entries are archived after %(least)s days at the earliest; %(days)s were asked for.")
            % {"least": LEAST_DAYS, "days": days}
        )
    known = seals()
    since = chain.Checkpoint(int(known[-1]["last"]), str(known[-1]["last_hash"])) if known else chain.START
    limit = (now or timezone.now()) - timedelta(days=days)
    # By number up to the first that is younger: a clock that was set back must not tear the chain apart.
    younger = Entry.objects.filter(number__gt=since.number, at__gte=limit).order_by("number").first()
    wanted = Entry.objects.filter(number__gt=since.number)
    if younger is not None:
        wanted = wanted.filter(number__lt=younger.number)
    last = wanted.order_by("-number").first()
    if last is None:
        return None
    result = chain.verify(since)
    if not result.ok:
        raise ArchiveError(
            _("The chain does not hold at entry %(number)s; nothing was archived. Verify the log first.")
            % {"number": result.broken[0].number}
        )
    seal = _write(since, last)
    detail = {key: seal[key] for key in ("file", "first", "last", "last_hash", "sha256")}
    record(None, "audit.archive", seal["file"], detail)
    return seal


def _write(since: chain.Checkpoint, last: Entry) -> dict[str, Any]:
    """The file, then its seal: an interrupted run leaves no seal and is simply repeated."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    first = since.number + 1
    path = folder() / f"audit-{first:09}-{last.number:09}.jsonl.gz"
    fresh = path.with_suffix(".part")
    with fresh.open("wb") as stream, gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed:
        inside = rows(newest_first=False, number__gte=first, number__lte=last.number)
        for line in files.lines(inside):
            packed.write(line)
    seal = {
        "file": path.name,
        "first": first,
        "last": last.number,
        "first_at": instant(Entry.objects.get(number=first).at),
        "last_at": instant(last.at),
        "previous_hash": since.hash if since.number else GENESIS,
        "last_hash": last.hash,
        "sha256": _sha256(fresh),
        "sealed_at": instant(timezone.now()),
    }
    _keep(fresh, path)
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps(seal, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _keep(fresh, path.with_name(path.name + SEAL))
    return seal


def _keep(fresh: Path, path: Path) -> None:
    """Put a finished file into place, on the disk, readable only."""
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.chmod(0o400)
    fresh.replace(path)


def _seal(path: Path) -> dict[str, Any]:
    """One seal. Raises ArchiveError."""
    try:
        seal = json.loads(path.read_text(encoding="utf-8"))
        int(seal["last"]), str(seal["last_hash"]), str(seal["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(_("The seal %(file)s cannot be read.") % {"file": path.name}) from error
    return dict(seal)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
