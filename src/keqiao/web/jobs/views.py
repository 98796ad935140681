"""The page of a job: progress by polling, cancel, and on to the result."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.jobs.selectors import visible_to
from keqiao.web.jobs.services import cancel as cancel_job

STOP_POLLING = 286
"""The status by which htmx stops a polling element."""


@require_GET
@never_cache
@right_required(None)
def job(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The whole page, or for htmx the state only; when the work is done htmx is sent on to the result."""
    job = get_object_or_404(visible_to(request.user), pk=uuid)
    if not getattr(request, "htmx", False):
        return render(request, "jobs/job.html", {"job": job})
    response = render(request, "jobs/state.html", {"job": job})
    if job.is_over:
        response.status_code = STOP_POLLING
    if job.state == job.State.DONE and job.result_url:
        response["HX-Redirect"] = job.result_url
    return response


@require_POST
@right_required(None)
def cancel(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask the job to stop."""
    job = get_object_or_404(visible_to(request.user), pk=uuid)
    cancel_job(job, request.user)
    if getattr(request, "htmx", False):
        return render(request, "jobs/state.html", {"job": job})
    return redirect(job)
