"""Starting, running, cancelling background work.

A room writes a task and starts it::

    @task()                                         # django_tasks.task
    def evaluate_task(job_id: str, run_id: int) -> None:
        perform(job_id, lambda progress: evaluate(run_id, progress))     # returns the address of the result, or None

    job = start(user, "evaluations.run", evaluate_task, label=str(run), run_id=run.pk)

Each change of state is one conditional UPDATE, so that a cancel and the end of the work cannot both win.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from keqiao.web.audit.origin import Origin, acting_from
from keqiao.web.audit.services import record
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Progress, Refused

State = Job.State
logger = logging.getLogger(__name__)

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.RUNNING: (State.WAITING,),
    State.DONE: (State.RUNNING,),
    State.FAILED: (State.WAITING, State.RUNNING),
    State.CANCELLED: (State.WAITING, State.RUNNING),
}
"""State → the states that it may follow."""


def start(owner: Any, kind: str, task: Any, label: str = "", **kwargs: Any) -> Job:
    """Queue ``task(job_id, **kwargs)`` for the worker and return its job. ``kwargs`` must be JSON.

    Job and queue entry are written in one transaction (also the caller's): the worker sees both or neither.
    """
    with transaction.atomic():
        job = Job.objects.create(owner=owner, kind=kind, label=label[:240])
        task.enqueue(job_id=str(job.pk), **kwargs)
    job.refresh_from_db()
    return job


def perform(job_id: str, work: Callable[[Progress], str | None]) -> None:
    """Run ``work`` as the job's body; called by the task. Whatever happens ends in a state that the owner sees."""
    job = Job.objects.get(pk=job_id)
    if not _move(job, State.RUNNING, started_at=timezone.now()):
        return  # cancelled while waiting
    try:
        with acting_from(Origin(job=f"job {str(job.pk)[:8]}", actor=job.owner)):
            result_url = work(Progress(job))
    except Cancelled:
        _move(job, State.CANCELLED, finished_at=timezone.now())
    except Refused as refusal:
        _fail(job, refusal.template, refusal.values)
    except Exception:
        # The reader gets a sentence, the log the trace-back.
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _fail(job, gettext_noop("The work failed because of an error in the system. It is in the log."), {})
    else:
        _move(
            job,
            State.DONE,
            progress=100,
            result_url=result_url or "",
            finished_at=timezone.now(),
            message_template="",
            message_values={},
        )


def cancel(job: Job, actor: Any, request: Any = None) -> Job:
    """Stop a job: at once when it still waits; a running one stops at its next report of progress."""
    with transaction.atomic():
        if not _move(job, State.CANCELLED, only_from=(State.WAITING,), finished_at=timezone.now()):
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_requested=True)
        record(actor, "jobs.cancel", job, {"kind": job.kind}, request=request)
    job.refresh_from_db()
    return job


def close_abandoned() -> int:
    """Mark as failed the jobs that were running when the last worker ended; returns how many.

    Called once before the one worker starts: at that moment nothing can be running.
    """
    closed = 0
    for job in Job.objects.filter(state=State.RUNNING):
        text = gettext_noop("The system was stopped while this was running. Start it again.")
        closed += _fail(job, text, {})
    return closed


def _fail(job: Job, template: str, values: dict[str, Any]) -> bool:
    return _move(
        job,
        State.FAILED,
        message_template=template[:400],
        message_values={key: str(value) for key, value in values.items()},
        finished_at=timezone.now(),
    )


def _move(job: Job, state: str, only_from: tuple[str, ...] | None = None, **fields: Any) -> bool:
    """Change the state if the present one allows it; tells whether it did, and reads the job again."""
    allowed = TRANSITIONS[state] if only_from is None else only_from
    moved = Job.objects.filter(pk=job.pk, state__in=allowed).update(state=state, **fields)
    job.refresh_from_db()
    return bool(moved)
