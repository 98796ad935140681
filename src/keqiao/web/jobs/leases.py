"""Who works on a job, and until when that counts: several processes on several hosts share the queue.

A worker takes a job with a lease of a minute and renews it every fifteen seconds. A job whose lease ran out, or whose
process is gone from this machine, is begun again by another worker (``recovery``): at least once. Each beginning
is an attempt with its number. What an earlier attempt still does no longer counts: its progress, its end and its acts
are refused (``fence``). The act of an attempt is noted with the job, in the transaction of the act, so that work marked
:func:`once` is never done twice in effect.

Times are those of the database: clocks of hosts differ.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Work
from keqiao.web.jobs.transitions import State, move

LEASE = timedelta(seconds=60)
RENEWED_EVERY = 15
"""Seconds."""

logger = logging.getLogger(__name__)


def once(work: Work) -> Work:
    """Mark work whose first act (what it records in the audit log) is its whole effect: begun again after it, the work
    is over. Work without the mark may be begun again at any point.
    """
    work.once = True  # type: ignore[attr-defined]
    return work


@cache
def kernel() -> str:
    """The host with the space of its process numbers: containers may share a name, and numbers mean nothing outside."""
    space = ""
    with contextlib.suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    return f"{socket.gethostname()[:60]}/{space}"


def this_worker() -> str:
    """The name of this process among all workers: host, space of processes, process."""
    return f"{kernel()}:{os.getpid()}"


def take(job: Job) -> bool:
    """Begin the next attempt at a job that waits; tells whether it is this worker's now."""
    return move(
        job,
        State.RUNNING,
        started_at=timezone.now(),
        worker=this_worker(),
        attempt=F("attempt") + 1,
        lease_until=Now() + LEASE,
    )


def renew() -> None:
    """Renew the leases of this worker. A job that a transaction holds is being written, and needs none just then."""
    own = unlocked(Job.objects.filter(worker=this_worker(), state=State.RUNNING))
    with transaction.atomic():
        Job.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(lease_until=Now() + LEASE)


def keep_renewing() -> threading.Thread:
    """Renew in a thread that ends with the process."""
    thread = threading.Thread(target=_renewing, name="keqiao-leases", daemon=True)
    thread.start()
    return thread


def _renewing() -> None:
    pause = threading.Event()
    while not pause.wait(RENEWED_EVERY):
        try:
            renew()
        except DatabaseError:
            # The database may be away for a moment; if it stays away the lease runs out, as it should.
            logger.exception("the leases could not be renewed")
        close_old_connections()


def fence(job: Job) -> Callable[[Any], None]:
    """What is called in the transaction of each act of this attempt, with what was acted on.

    It notes the act with the job; raises Cancelled where the attempt no longer counts.
    """

    def note(target: Any) -> None:
        address = getattr(target, "get_absolute_url", str)()
        fields: dict[str, Any] = {"acted": True, "acted_at": str(address)[:400] if target is not None else ""}
        if not Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING).update(**fields):
            raise Cancelled

    return note


def unlocked(rows: Any) -> Any:
    """Rows, locked, that no other transaction holds; on SQLite, where one writes at a time, all of them."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows
