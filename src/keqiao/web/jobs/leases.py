"""Who works on a job, and until when that counts: several processes on several hosts share the queue.

A worker takes a job with a lease of a minute and renews it every fifteen seconds. A job whose lease ran out, or whose
process is gone from this machine, is begun again by another worker, three times in all: at least once. Each beginning
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
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Work
from keqiao.web.jobs.transitions import State, fail, move

LEASE = timedelta(seconds=60)
RENEWED_EVERY = 15
"""Seconds."""
ATTEMPTS = 3
"""So often work is begun whose worker ends over it."""
KEPT = timedelta(days=30)
"""So long the queue remembers what is done; the jobs themselves stay."""

logger = logging.getLogger(__name__)


def once(work: Work) -> Work:
    """Mark work whose first act (what it records in the audit log) is its whole effect: begun again after it, the work
    is over. Work without the mark may be begun again at any point.
    """
    work.once = True  # type: ignore[attr-defined]
    return work


@cache
def _kernel() -> str:
    """The host with the space of its process numbers: containers may share a name, and numbers mean nothing outside."""
    space = ""
    with contextlib.suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    return f"{socket.gethostname()[:60]}/{space}"


def this_worker() -> str:
    """The name of this process among all workers: host, space of processes, process."""
    return f"{_kernel()}:{os.getpid()}"


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
    own = _unlocked(Job.objects.filter(worker=this_worker(), state=State.RUNNING))
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


def recover() -> int:
    """Put jobs whose worker is gone back into the queue, or end them; return how many. Any worker may do it."""
    with transaction.atomic():
        lost = [
            job
            for job in _unlocked(Job.objects.filter(state=State.RUNNING).filter(_lease_over()))
            if _is_lost(job)
        ]
        recovered = sum(_begin_again(job) for job in lost)
        recovered += _unclaim()
    return recovered


def forget_old_entries(day: date) -> None:
    """Remove what the queue keeps of work that was done long before ``day``."""
    before = timezone.make_aware(datetime.combine(day - KEPT, time.min))
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()


def _lease_over() -> Q:
    """Jobs whose lease ran out, or that a process of this machine had."""
    return Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(worker__startswith=f"{_kernel()}:")


def _is_lost(job: Job) -> bool:
    host, _, process = job.worker.rpartition(":")
    if host != _kernel() or not process.isdecimal():
        return True  # its lease ran out
    if int(process) == os.getpid():
        return False  # this very process renews it
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return not Job.objects.filter(pk=job.pk, lease_until__gte=Now()).exists()


def _begin_again(job: Job) -> bool:
    from keqiao.web.jobs.work import enqueue

    if job.cancel_requested:
        return move(job, State.CANCELLED, finished_at=timezone.now())
    if job.attempt >= ATTEMPTS:
        text = gettext_noop(
            "The process that worked on this ended three times over it. Tell the operator; the log says when."
        )
        return fail(job, text, {})
    logger.warning("job %s (%s): %s is gone; it is begun again", job.pk, job.kind, job.worker)
    _tasks_of(job).delete()
    if not move(job, State.WAITING, worker="", lease_until=None):
        return False
    enqueue(job)
    return True


def _tasks_of(job: Job) -> models.QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(args_kwargs__kwargs__job_id=str(job.pk))


def _unclaim() -> int:
    """Entries of the queue that a worker took before it ended, without having begun the job."""
    begun = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LEASE)
    waiting = {str(pk) for pk in Job.objects.filter(state=State.WAITING).values_list("pk", flat=True)}
    stuck = [entry.pk for entry in _unlocked(begun) if entry.args_kwargs["kwargs"].get("job_id") in waiting]
    return DBTaskResult.objects.filter(pk__in=stuck).update(status="READY", started_at=None)


def _unlocked(rows: Any) -> Any:
    """Rows, locked, that no other transaction holds; on SQLite, where one writes at a time, all of them."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows
