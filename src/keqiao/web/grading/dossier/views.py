"""The dossier of one grading as a download."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.evaluations.selectors import VIEW, VIEW_DRAFTS
from keqiao.web.grading.dossier.log import TAKEN
from keqiao.web.grading.dossier.results import ask, stored_dossier
from keqiao.web.grading.models import Grading
from keqiao.web.grading.page import crumbs
from keqiao.web.site.downloads import Export, send_file


class Dossier(RightRequired, View):
    """All that led to one grading in one archive, for auditors and the bureau; every download is in the audit log."""

    right = VIEW_DRAFTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the archive, or offer to put it together; ``files=1`` encloses the evidence files."""
        grading, files = self._grading(request, pk), request.GET.get("files") == "1"
        result = stored_dossier(signed_in(request), grading, files=files)
        if result is None:
            return self._page(request, grading, files)
        try:
            stream = result.file.open("rb")
        except OSError:
            result.delete()  # it is put together again
            return self._page(request, grading, files)
        return send_file(
            request, stream, f"{grading.code}.zip", about=Export(TAKEN, grading, {"files": files})
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the archive together in the background and show the progress; the job leads to the file."""
        grading, files = self._grading(request, pk), request.GET.get("files") == "1"
        if stored_dossier(signed_in(request), grading, files=files) is not None:
            return redirect(request.get_full_path())
        return redirect(ask(signed_in(request), grading, files=files))

    def _grading(self, request: HttpRequest, pk: int) -> Grading:
        user = signed_in(request)
        if user.scope_for(VIEW) != "all":
            raise PermissionDenied(
                _("The dossier holds figures of every platform; it is for auditors and the bureau.")
            )
        gradings = Grading.objects.visible_to(user).select_related("run__scheme", "run__snapshot")
        return get_object_or_404(gradings, pk=pk)

    def _page(self, request: HttpRequest, grading: Grading, files: bool) -> HttpResponse:
        context = {"grading": grading, "files": files, "crumbs": crumbs(grading)}
        return render(request, "grading/dossier/ask.html", context)
