"""The background work of the room: computing a run, with progress and cancel."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from keqiao.web.accounts.models import User
from keqiao.web.evaluations import computing, services, sureness
from keqiao.web.evaluations.models import Run
from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.jobs.services import perform


@task()
def compute_run(job_id: str, run_id: int) -> None:
    """Compute a waiting run; the job leads to its result page."""
    perform(job_id, lambda progress: _compute(job_id, run_id, progress))


def _compute(job_id: str, run_id: int, progress: Progress) -> str:
    run = Run.objects.select_related("snapshot", "scheme", "created_by").get(pk=run_id)
    # Known before the work begins, whatever was quicker: the worker or the page that queued it.
    run.job_id = UUID(job_id)
    try:
        services.execute_run(run, progress)
    except services.RunFailed as failure:
        raise Refused(gettext_noop("The run has no result. Its page says why and what to do.")) from failure
    return run.get_absolute_url()


@task()
def draw_run(job_id: str, run_id: int, actor_id: int) -> None:
    """Compute the rank intervals of a finished run; the job leads to their page."""
    perform(job_id, lambda progress: _draw(run_id, actor_id, progress))


def _draw(run_id: int, actor_id: int, progress: Progress) -> str:
    run = Run.objects.select_related("snapshot", "scheme", "created_by").get(pk=run_id)
    try:
        sureness.keep(User.objects.get(pk=actor_id), run, progress)
    except (computing.NoResult, sureness.NotYet) as error:
        raise Refused(gettext_noop("The rank intervals could not be computed.")) from error
    return reverse("evaluations:robustness", args=(run.code,))
