"""The page of a project manager."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.pipeline import managers
from keqiao.web.pipeline.rights import VIEW
from keqiao.web.pipeline.views.projects import crumbs


@require_safe
@right_required(VIEW)
def manager_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who somebody leads, what came of it, what waits."""
    manager = managers.manager_of(request.user, pk)
    context = managers.page_of(request.user, manager) | {"crumbs": crumbs()}
    return render(request, "pipeline/manager.html", context)
