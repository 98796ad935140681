"""The background work of the room: computing a run, with progress and cancel."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop

from keqiao.web.evaluations import computation, notifications, robustness, services
from keqiao.web.evaluations.drivers import results
from keqiao.web.evaluations.models import Run
from keqiao.web.jobs.leases import once
from keqiao.web.jobs.progress import Progress, Refused


@once
def compute_run(progress: Progress, *, run_id: int) -> str:
    """Compute a waiting run; the job leads to its result page."""
    run = Run.objects.select_related("snapshot", "scheme", "created_by").get(pk=run_id)
    # Known before the work begins, whatever was quicker: the worker or the page that queued it.
    run.job_id = progress.job.pk
    try:
        services.execute_run(run, progress)
    except services.RunFailed as failure:
        raise Refused(gettext_noop("The run has no result. Its page says why and what to do.")) from failure
    return run.get_absolute_url()


def draw_run(progress: Progress, *, run_id: int) -> str:
    """Compute the rank intervals of a finished run; the job leads to their page."""
    run = Run.objects.select_related("snapshot", "scheme", "created_by").get(pk=run_id)
    try:
        robustness.keep(progress.job.owner, run, progress)
    except (computation.NoResult, robustness.NoIntervals) as error:
        raise Refused(gettext_noop("The rank intervals could not be computed.")) from error
    return reverse("evaluations:robustness", args=(run.code,))


def find_drivers(progress: Progress, *, run_id: int, period: str, basis: str, back: str) -> str:
    """Compute what decides the ranks of a finished run; the job leads back to the page that asked."""
    run = Run.objects.select_related("scheme").get(pk=run_id)
    progress.update(0.05, gettext_noop("Drawing what is uncertain"))
    try:
        results.store(run, period, basis)
    except computation.NoResult as error:
        raise Refused(gettext_noop("The run has no result. Its page says why and what to do.")) from error
    return back


def recompute_run(progress: Progress, *, run_id: int) -> str:
    """Compute a finished run again, tell who asked what came of it, and lead to its page."""
    run = Run.objects.select_related("snapshot", "scheme", "created_by").get(pk=run_id)
    try:
        again = services.recompute(progress.job.owner, run, progress)
    except (services.RunFailed, services.RunRefused) as error:
        raise Refused(gettext_noop("The run has no result. Its page says why and what to do.")) from error
    notifications.of_recomputation(progress.job.owner, run, again, key=str(progress.job.pk))
    return run.get_absolute_url()
