"""Files made in the background, for the views that offer them (``site/file_offers.py``)."""

from __future__ import annotations

import io
import json
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import translation
from django.utils.translation import get_language, gettext_noop

from keqiao.web.accounts.access import signed_in
from keqiao.web.jobs import results
from keqiao.web.jobs.progress import Progress
from keqiao.web.jobs.selectors import visible_to
from keqiao.web.site.file_offers import FileInStore
from keqiao.web.site.tables import Table, workbook

WORK = "jobs.file"
PART = "file"
"""The part of an address that names the job which made the file."""


class JobFiles:
    """Each file is the answer of a job, kept for its owner as long as stored files are."""

    def ask(self, request: HttpRequest, label: str) -> str:
        """Begin to make the file of an address, or find the reader's job that is at it; return the job's page."""
        query = request.GET.copy()
        query.pop(PART, None)
        given = {"path": request.path, "query": query.urlencode(), "language": get_language() or "zh-hans"}
        job = results.ask(signed_in(request), WORK, results.question(WORK, **given), label, **given)
        return job.get_absolute_url()

    def stored(self, request: HttpRequest) -> FileInStore | None:
        """The file that a job of the reader made for the address; None where there is none any more."""
        try:
            job = UUID(request.GET.get(PART, ""))
        except ValueError:
            return None
        if not visible_to(signed_in(request)).filter(pk=job, kind=WORK).exists():
            return None
        stored = results.find(WORK, job.hex)
        if stored is None:
            return None
        about = json.loads(bytes(stored.content))
        if about["path"] != request.path:
            return None
        try:
            return FileInStore(stored.file.open("rb"), about["name"], about["detail"])
        except OSError:
            return None


JOB_FILES = JobFiles()


def make(progress: Progress, *, path: str, query: str, language: str) -> str:
    """Make and keep the file of an address for the owner of the job, and lead back there."""
    match = resolve(path)
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.user = QueryDict(query), progress.job.owner
    view = match.func.view_class(**match.func.view_initkwargs)  # type: ignore[attr-defined]
    view.setup(request, *match.args, **match.kwargs)
    with translation.override(language):
        progress.update(0.01, gettext_noop("Reading the rows"))
        made = view.make(progress)
        content, detail = made.content, made.about.detail
        if isinstance(content, Table):
            progress.update(0.5, gettext_noop("Writing the file"))
            detail = {"rows": len(content.rows)} | detail
            content = workbook(
                content, progress.job.owner, watch=lambda share: progress.update(0.5 + share / 2)
            )
    key, about = progress.job.pk.hex, {"path": path, "name": made.name, "detail": detail}
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    results.store_file(WORK, key, stream, made.name, json.dumps(about).encode())
    back = QueryDict(mutable=True)
    if file_format := request.GET.get("format", ""):
        back["format"] = file_format
    back[PART] = str(progress.job.pk)
    return f"{path}?{back.urlencode()}"
