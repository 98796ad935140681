"""The worker's side of a job: looking up what is to be done by its name, and doing it.

A room declares its work in ``room.py`` (``tasks={"evaluations.run": "tasks.compute_run"}``) and writes it as a function
that is told its progress and what the job was started with, and returns the address of the result, or None::

    def compute_run(progress: Progress, *, run: int) -> str: ...
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from keqiao.pieces import ExecutorError, LostExecutorError
from keqiao.web.audit.origin import Origin, acting_from
from keqiao.web.jobs import leases
from keqiao.web.jobs.executors import with_executor
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Progress, Refused, Work
from keqiao.web.jobs.transitions import State, fail, move
from keqiao.web.site.rooms import rooms
from keqiao.web.site.slow_queries import slow_queries

LONGEST_QUEUE = 32
"""Characters of the name of a queue."""
TRIES = 3
"""So often the work is begun where the cluster is lost meanwhile."""
logger = logging.getLogger(__name__)


@cache
def works() -> dict[str, Work]:
    """The work of all rooms by its name. Raises ImportError where a room names what is not there."""
    return {name: room.load(path) for room in rooms() for name, path in room.tasks.items()}


@task()
def run(job_id: str, given: dict[str, Any]) -> None:
    """Do a job's work, unless it was cancelled while it waited; it ends in a state that the owner sees."""
    job = Job.objects.get(pk=job_id)
    if leases.take(job):
        _perform(job, given)


def enqueue(job: Job) -> None:
    """Put a job into the queue of its kind."""
    run.using(queue_name=job.kind[:LONGEST_QUEUE]).enqueue(job_id=str(job.pk), given=job.inputs)


def _perform(job: Job, given: dict[str, Any]) -> None:
    if job.acted and getattr(works()[job.kind], "once", False):
        _done(job, job.acted_at)  # an earlier attempt did it, and ended before it could say so
        return
    try:
        origin = Origin(job=f"job {str(job.pk)[:8]}", actor=job.owner, fence=leases.fence(job))
        with acting_from(origin), slow_queries(f"job {job.kind}"):
            result_url = _computed(job, given)
    except Cancelled:
        move(job, State.CANCELLED, finished_at=timezone.now())
    except Refused as refusal:
        fail(job, refusal.template, refusal.values)
    except ExecutorError:
        logger.exception("job %s (%s): the cluster cannot compute it", job.pk, job.kind)
        fail(
            job,
            gettext_noop(
                "The cluster that computes was lost, or cannot be used. Tell the operator, and start it again."
            ),
            {},
        )
    except Exception:
        # The reader gets a sentence, the log the trace-back.
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        fail(job, gettext_noop("The work failed because of an error in the system. It is in the log."), {})
    else:
        _done(job, result_url or "")


def _done(job: Job, result_url: str) -> None:
    move(
        job,
        State.DONE,
        progress=100,
        result_url=result_url,
        finished_at=timezone.now(),
        message_template="",
        message_values={},
    )


def _computed(job: Job, given: dict[str, Any]) -> str | None:
    """What the work gives, begun again where the cluster was lost: what it writes, it writes at its end."""
    for _attempt in range(TRIES - 1):
        try:
            with with_executor():
                return works()[job.kind](Progress(job), **given)
        except LostExecutorError:
            logger.warning("job %s (%s): the cluster was lost; it is begun again", job.pk, job.kind)
            Progress(job).update(0, gettext_noop("The cluster was lost; the work begins again"))
    with with_executor():
        return works()[job.kind](Progress(job), **given)
