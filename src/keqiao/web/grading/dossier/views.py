"""The dossier of one grading as a download."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired, signed_in
from keqiao.web.evaluations.selectors import VIEW, VIEW_DRAFTS
from keqiao.web.grading.dossier.archive import build
from keqiao.web.grading.dossier.log import TAKEN
from keqiao.web.grading.models import Grading
from keqiao.web.site.downloads import Export, send_file


class Dossier(RightRequired, View):
    """All that led to one grading in one archive, for auditors and the bureau; every download is in the audit log."""

    right = VIEW_DRAFTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Build the archive and send it; ``files=1`` encloses the evidence files."""
        user = signed_in(request)
        if user.scope_for(VIEW) != "all":
            raise PermissionDenied(
                _("The dossier holds figures of every platform; it is for auditors and the bureau.")
            )
        grading = get_object_or_404(
            Grading.objects.visible_to(user).select_related("run__scheme", "run__snapshot"), pk=pk
        )
        files = request.GET.get("files") == "1"
        stream = build(user, grading, files=files)
        about = Export(TAKEN, grading, {"files": files})
        return send_file(request, stream, f"{grading.code}.zip", about=about)
