"""The states of a job and how they follow each other.

Each change is one conditional UPDATE, so that a cancel and the end of the work cannot both win.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from keqiao.web.jobs.models import Job

State = Job.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.WAITING: (State.RUNNING,),
    State.RUNNING: (State.WAITING,),
    State.DONE: (State.RUNNING,),
    State.FAILED: (State.WAITING, State.RUNNING),
    State.CANCELLED: (State.WAITING, State.RUNNING),
}
"""State → the states that it may follow."""


def fail(job: Job, template: str, values: dict[str, Any]) -> bool:
    """End a job with a sentence for its owner (an English template of ours and its values); tells whether it did."""
    return move(
        job,
        State.FAILED,
        message_template=template[:400],
        message_values={key: str(value) for key, value in values.items()},
        finished_at=timezone.now(),
    )


def move(job: Job, state: str, only_from: tuple[str, ...] | None = None, **fields: Any) -> bool:
    """Change the state if the present one and the attempt that ``job`` knows allow it; tells whether it did, and reads
    the job again.
    """
    allowed = TRANSITIONS[state] if only_from is None else only_from
    moved = Job.objects.filter(pk=job.pk, attempt=job.attempt, state__in=allowed).update(
        state=state, **fields
    )
    job.refresh_from_db()
    return bool(moved)
