"""What is offered on the page of a run that nobody will compute: to queue it anew, or to remove it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import orphans, services
from keqiao.web.evaluations.context import open_run
from keqiao.web.evaluations.selectors import RUN


class Resume(RightRequired, View):
    """Queue the run anew."""

    right = RUN

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Lead to the progress, or say why not."""
        run = open_run(request, code)
        try:
            return redirect(orphans.resume(signed_in(request), run))
        except services.RunRefused as refused:
            messages.error(request, str(refused))
            return redirect(run)


class Remove(RightRequired, View):
    """Remove the run, which has no result."""

    right = RUN

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        """Back to the list, or say why not."""
        run = open_run(request, code)
        try:
            orphans.remove(signed_in(request), run)
        except services.RunRefused as refused:
            messages.error(request, str(refused))
            return redirect(run)
        messages.success(request, _("The run %(code)s was removed.") % {"code": run.code})
        return redirect("evaluations:runs")
