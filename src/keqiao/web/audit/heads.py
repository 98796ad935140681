"""The head of the chain leaves the database: after each commit a line goes to a file that is only added to.

``audit-heads.log`` in the data folder: number, hash and keyed hash of the last entry, a JSON object a line, written by
one ``write`` with O_APPEND (several processes never mix their lines) and brought to the disk. A log that was cut or
replaced then no longer agrees with the file. KEQIAO_AUDIT_SYSLOG sends the same line to another machine.

The act has been committed when the line is written: a full disk does not undo it. The failure goes to the system's
log; the next line vouches for everything before it.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Iterator
from functools import cache
from logging.handlers import SysLogHandler
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from keqiao.web.audit.content import canonical, instant
from keqiao.web.audit.models import Entry

logger = logging.getLogger(__name__)
LONGEST_LINE = 4096


class SentHead(NamedTuple):
    """A head as it was sent out."""

    number: int
    hash: str
    keyed_hash: str


class _Line:
    """The line of the newest entry of a transaction, written when it commits."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def __call__(self) -> None:
        send(self.entry)


def send_out(entry: Entry) -> None:
    """Send the head out when the transaction commits: one line, for the last entry of the transaction."""
    depth = set(connection.savepoint_ids)
    connection.run_on_commit = [
        waiting
        for waiting in connection.run_on_commit
        if not (isinstance(waiting[1], _Line) and waiting[0] == depth)
    ]
    transaction.on_commit(_Line(entry))


def path() -> Path:
    """The file."""
    return Path(settings.AUDIT_HEADS)


def send(entry: Entry) -> None:
    """Write the line of an entry to the file, and to the other machine if one is named; raises nothing."""
    line = canonical(
        {
            "number": entry.number,
            "at": instant(entry.at),
            "hash": entry.hash,
            "keyed_hash": entry.keyed_hash,
        }
    )
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode() + b"\n")
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        logger.exception(
            "the head of the audit log (entry %s) could not be written to %s", entry.number, path()
        )
    if settings.AUDIT_SYSLOG:
        try:
            _syslog().emit(logging.makeLogRecord({"msg": f"keqiao audit {line}", "levelno": logging.INFO}))
        except OSError:
            logger.exception("the head of the audit log could not be sent to %s", settings.AUDIT_SYSLOG)


def sent() -> Iterator[SentHead]:
    """The heads in the file, oldest first; a line that was torn by a full disk or a crash is passed over."""
    if not path().exists():
        return
    with path().open("rb") as stream:
        while line := stream.readline(LONGEST_LINE):
            head = _read(line)
            if head is not None:
                yield head


def _read(line: bytes) -> SentHead | None:
    try:
        head: dict[str, Any] = json.loads(line)
        return SentHead(int(head["number"]), str(head["hash"]), str(head["keyed_hash"]))
    except (ValueError, KeyError, TypeError):
        return None


@cache
def _syslog() -> SysLogHandler:
    """The handler for KEQIAO_AUDIT_SYSLOG: host:port by UDP, or the path of a socket."""
    place = settings.AUDIT_SYSLOG
    if place.startswith("/"):
        return SysLogHandler(place, facility=SysLogHandler.LOG_AUTHPRIV)
    host, _, port = place.rpartition(":")
    return SysLogHandler((host, int(port)), facility=SysLogHandler.LOG_AUTHPRIV, socktype=socket.SOCK_DGRAM)
