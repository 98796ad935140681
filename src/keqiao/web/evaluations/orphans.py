"""Runs that nobody will compute: noted and without a job, or left behind by a job that has ended.

A run and its job are written together (``begin``). What an earlier version, a stopped worker or a job cancelled by
hand left over is found each few minutes; a run that never had a job gets one, the others are offered on their page: a
job that ended once may end the same way again, so a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.evaluations import services
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.selectors import RUN
from keqiao.web.jobs.models import Job

UNFINISHED = (Run.State.WAITING, Run.State.RUNNING)
PATIENCE = timedelta(minutes=5)
"""How long a run may stand without a job before it is queued by itself: a command may be computing it."""


def begin(actor: User, note: Callable[[], Run]) -> Job:
    """Note a run by ``note`` and queue it, both or neither. Raises what ``note`` raises."""
    with transaction.atomic():
        return services.queue_run(actor, note())


def is_orphan(run: Run) -> bool:
    """Whether the run has no result, and nothing is on the way to it."""
    return run.state in UNFINISHED and (run.job is None or run.job.is_over)


def resume(actor: User, run: Run) -> Job:
    """Queue an orphan anew. Raises PermissionDenied, RunRefused where it is none."""
    require(actor, RUN)
    with transaction.atomic():
        orphan = _locked(run)
        audit.record(actor, "evaluations.resume_run", orphan, {"code": orphan.code})
        return services.queue_run(actor, orphan)


def remove(actor: User, run: Run) -> None:
    """Remove an orphan; the audit log keeps that it was there. Raises PermissionDenied, RunRefused where it is none."""
    require(actor, RUN)
    with transaction.atomic():
        orphan = _locked(run)
        audit.record(actor, "evaluations.remove_run", orphan, {"code": orphan.code, "title": orphan.title})
        # Without asking for tables of results: it has none, and PostgreSQL refuses the mere question to delete some.
        row: Any = Run.objects.filter(pk=orphan.pk, state__in=UNFINISHED)
        row._raw_delete(row.db)


def _locked(run: Run) -> Run:
    orphan = Run.objects.select_for_update(of=("self",)).select_related("job").filter(pk=run.pk).first()
    if orphan is None or not is_orphan(orphan):
        raise services.RunRefused(_("This run is being computed or is over; nothing was changed."))
    return orphan


def queue_forgotten() -> int:
    """Queue the runs that stand without a job for some minutes, in the name of who started them; how many."""
    count = 0
    for run in _forgotten():
        try:
            with transaction.atomic():
                orphan = _locked(run)
                audit.record(None, "evaluations.resume_run", orphan, {"code": orphan.code})
                services.queue_run(orphan.created_by, orphan)
        except services.RunRefused:
            continue  # (somebody else has just done it)
        except PermissionDenied as error:
            # Who started it may do so no longer: the run says so and stays as a record.
            Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(
                state=Run.State.FAILED, failure=str(error), finished_at=timezone.now()
            )
        count += 1
    return count


def _forgotten() -> QuerySet[Run]:
    return Run.objects.filter(
        state=Run.State.WAITING, job=None, created_at__lt=timezone.now() - PATIENCE
    ).select_related("created_by")
