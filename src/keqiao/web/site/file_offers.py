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
same reader at the same address (``jobs/job_files.py``), and leads back there. The file leaves through
:mod:`keqiao.web.site.downloads` either way, with its entry in the audit log, and the rights are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple, Protocol

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.rooms import Registry
from keqiao.web.site.tables import Table
from keqiao.web.site.watcher import Unwatched, Watcher


class MadeFile(NamedTuple):
    """A file, its name, and what the audit log keeps of its being taken. A large one is a stream, at its beginning."""

    content: Table | bytes | IO[bytes]
    name: str
    about: Export


class FileInStore(NamedTuple):
    """A file that was made before: its name, and what the audit log keeps of it beyond what the view says."""

    content: IO[bytes]
    name: str
    detail: dict[str, Any]


class FileMaker(Protocol):
    """Who makes files in the background."""

    def ask(self, request: HttpRequest, label: str) -> str:
        """Begin to make the file of the address of a request; return where its progress is shown."""

    def stored(self, request: HttpRequest) -> FileInStore | None:
        """The file that was made for this reader and address, where the request names it; None where it is gone."""


MAKERS: Registry[FileMaker] = Registry("site.file_makers")


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
        """What the work is called on its page."""
        raise NotImplementedError

    def about(self) -> Export:
        """What the audit log keeps of the file, where it was made before."""
        raise NotImplementedError

    def hand_out(self) -> HttpResponseBase:
        """Answer the file; where it takes long, the page of the job that makes it, which leads back."""
        request: HttpRequest = self.request
        for maker in MAKERS:
            if (kept := maker.stored(request)) is not None:
                about = self.about()
                about.detail.update(kept.detail)
                return send_file(request, kept.content, kept.name, about=about)
            if self.takes_long():
                return redirect(maker.ask(request, self.label()))
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
