"""Files that take longer than a request may: made in the background, taken at the address that offers them.

A view that hands out a file says how it is made and whether that takes long; the rest is here::

    class Workbook(FileOffer, RightRequired, View):
        def get(self, request, code):
            return self.hand_out()

        def takes_long(self) -> bool: ...
        def make(self, watcher: Watcher) -> MadeFile: ...
        def label(self) -> str: ...
        def about(self) -> Export: ...

What takes long is started as a job, whose page shows the progress and stops it. The job makes the same file for the
same reader at the same address, and leads back there. The file leaves through ``site/downloads`` either way, with its
entry in the audit log, and the rights are asked again.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import translation
from django.utils.translation import get_language, gettext_noop

from keqiao.web.accounts.access import signed_in
from keqiao.web.jobs import results
from keqiao.web.jobs.models import Job, StoredResult
from keqiao.web.jobs.progress import Progress, Unwatched, Watcher
from keqiao.web.jobs.selectors import visible_to
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.tables import Table, workbook

WORK = "jobs.file"
PART = "file"
"""The part of an address that names the job which made the file."""


class MadeFile(NamedTuple):
    """A file, its name, and what the audit log keeps of its being taken."""

    content: Table | bytes
    name: str
    about: Export


class FileOffer:
    """Mixin of a class of views whose answer to GET is, at times, a file (:meth:`hand_out`)."""

    request: Any

    def takes_long(self) -> bool:
        """Whether making the file takes longer than a reader waits for a page."""
        raise NotImplementedError

    def make(self, watcher: Watcher) -> MadeFile:
        """Make the file for the reader of the request; ``watcher`` is told how far it is, and may raise Cancelled."""
        raise NotImplementedError

    def label(self) -> str:
        """What the job is called on its page."""
        raise NotImplementedError

    def about(self) -> Export:
        """What the audit log keeps of the file, where it was made before."""
        raise NotImplementedError

    def hand_out(self) -> HttpResponseBase:
        """Answer the file; where it takes long, the page of the job that makes it, which leads back."""
        request: HttpRequest = self.request
        stored = _stored(request)
        if stored is not None:
            about = self.about()
            kept = json.loads(bytes(stored.content))
            about.detail.update(kept["detail"])
            return send_file(request, stored.file.open("rb"), kept["name"], about=about)
        if self.takes_long():
            return redirect(ask(request, self.label()))
        made = self.make(Unwatched())
        return send_file(request, made.content, made.name, about=made.about)


class Watched(Iterable[Any]):
    """Rows that tell a watcher how far they are gone through: from ``start`` to ``end`` of the whole work."""

    def __init__(self, rows: Any, watcher: Watcher, start: float, end: float) -> None:
        self.rows, self.watcher, self.start, self.end = rows, watcher, start, end

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        total = len(self.rows) or 1
        for number, row in enumerate(self.rows):
            self.watcher.update(self.start + (self.end - self.start) * number / total)
            yield row


def ask(request: HttpRequest, label: str) -> Job:
    """Start making the file of an address, or return the reader's job that is at it."""
    query = request.GET.copy()
    query.pop(PART, None)
    given = {"path": request.path, "query": query.urlencode(), "language": get_language() or "zh-hans"}
    user = signed_in(request)
    return results.ask(user, WORK, results.question(WORK, **given), label, **given)


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
    results.store_file(WORK, key, io.BytesIO(content), made.name, json.dumps(about).encode())
    asked = QueryDict(mutable=True)
    asked.update({name: value for name, value in QueryDict(query).items() if name == "format"})
    asked[PART] = str(progress.job.pk)
    return f"{path}?{asked.urlencode()}"


def _stored(request: HttpRequest) -> StoredResult | None:
    """The file that a job of the reader made for the address; None where there is none any more."""
    try:
        job = UUID(request.GET.get(PART, ""))
    except ValueError:
        return None
    if not visible_to(signed_in(request)).filter(pk=job, kind=WORK).exists():
        return None
    stored = results.find(WORK, job.hex)
    if stored is None or json.loads(bytes(stored.content))["path"] != request.path:
        return None
    return stored if stored.file.storage.exists(stored.file.name) else None
