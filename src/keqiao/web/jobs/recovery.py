"""Jobs whose worker is gone: found by every worker each minute, begun again, three times in all."""

from __future__ import annotations

import logging
import os
from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from keqiao.web.jobs.leases import LEASE, kernel, unlocked
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.transitions import State, fail, move
from keqiao.web.jobs.work import enqueue

ATTEMPTS = 3
"""So often work is begun whose worker ends over it."""
KEPT = timedelta(days=30)
"""So long the queue remembers what is done; the jobs themselves stay."""

logger = logging.getLogger(__name__)


def recover() -> int:
    """Put jobs whose worker is gone back into the queue, or end them; return how many. Any worker may do it."""
    with transaction.atomic():
        lost = [
            job
            for job in unlocked(Job.objects.filter(state=State.RUNNING).filter(_lease_over()))
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
    return Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(worker__startswith=f"{kernel()}:")


def _is_lost(job: Job) -> bool:
    host, _, process = job.worker.rpartition(":")
    if host != kernel() or not process.isdecimal():
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
    stuck = [entry.pk for entry in unlocked(begun) if entry.args_kwargs["kwargs"].get("job_id") in waiting]
    return DBTaskResult.objects.filter(pk__in=stuck).update(status="READY", started_at=None)
