"""Starting and cancelling background work.

A room declares its work by name (see :mod:`keqiao.web.jobs.work`), and whoever needs it starts it by that name::

    job = jobs.start(user, "evaluations.run", label=str(run), run=run.pk)
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.services import record
from keqiao.web.jobs import work
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.transitions import State, move


def start(owner: Actor, kind: str, label: str = "", *, question: str = "", **given: Any) -> Job:
    """Queue the work ``kind`` for the worker and return its job. ``given`` must be JSON. ``question``: what is asked,
    where the answer will be stored (see :mod:`keqiao.web.jobs.results`).

    Job and queue entry are written in one transaction (also the caller's): the worker sees both or neither.
    Raises LookupError where no room declares such work.
    """
    if kind not in work.works():
        raise LookupError(f"no room declares the work {kind}")
    with transaction.atomic():
        job = Job.objects.create(owner=owner, kind=kind, label=label[:240], question=question, inputs=given)
        work.enqueue(job)
    job.refresh_from_db()
    return job


def cancel(job: Job, actor: Actor) -> Job:
    """Stop a job: at once when it still waits; a running one stops at its next report of progress."""
    with transaction.atomic():
        job.refresh_from_db()
        if not move(job, State.CANCELLED, only_from=(State.WAITING,), finished_at=timezone.now()):
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_requested=True)
        record(actor, "jobs.cancel", job, {"kind": job.kind})
    job.refresh_from_db()
    return job
