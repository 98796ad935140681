"""A run as a file: the workbook for reading, a plain table."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations import downloads
from keqiao.web.evaluations.context import RunContext, open_run, page_of_run
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.site.downloads import Export
from keqiao.web.site.file_offers import FileOffer, MadeFile
from keqiao.web.site.watcher import Watcher

MOST_AT_ONCE = 300
"""Totals of a run whose file is written while the reader waits."""


class RunFile(FileOffer, RightRequired, View):
    """A finished run as a file of one ``kind``; with many platforms it is made in the background."""

    right = VIEW
    kind = ""

    @cached_property
    def run(self) -> Run:
        """The run of the address. Raises Http404."""
        return open_run(self.request, self.kwargs["code"])

    @cached_property
    def page(self) -> RunContext:
        """The run as far as the reader sees it. Raises PermissionDenied where the file is not for the reader."""
        return page_of_run(self.request, self.run)

    def get(self, request: SignedInRequest, code: str) -> HttpResponseBase:
        """Send the file, or begin it."""
        if not self.run.is_done:
            return redirect(self.run)
        self.require(self.page)
        return self.hand_out()

    def require(self, page: RunContext) -> None:
        """Raises PermissionDenied where the file is not for the reader."""
        raise NotImplementedError

    def takes_long(self) -> bool:
        """Whether there are many totals: each has the stages of every indicator in the file."""
        return RunTotal.objects.filter(run=self.run).count() > MOST_AT_ONCE

    def label(self) -> str:
        """The run."""
        return str(self.run)

    def about(self) -> Export:
        """What the audit log keeps."""
        return Export("evaluations.export", self.run, {"format": self.kind})

    def make(self, watcher: Watcher) -> MadeFile:
        """Write the file."""
        self.require(self.page)
        content = downloads.of_page(self.page, f".{self.kind}", self.request.user, watcher)
        return MadeFile(content, f"{self.run.title}（{self.run.code}）.{self.kind}", self.about())


class Workbook(RunFile):
    """The result as an Excel workbook with results, contributions, data and warnings."""

    kind = "xlsx"

    def require(self, page: RunContext) -> None:
        """Raises PermissionDenied where only grades are published."""
        if not page.names.tells_parts:
            raise PermissionDenied(_("Grades are published; points and indicators of the platforms are not."))


class Csv(RunFile):
    """Every stage of every indicator as CSV."""

    kind = "csv"

    def require(self, page: RunContext) -> None:
        """Raises PermissionDenied for whoever sees the own platforms only."""
        if page.names.hides:
            raise PermissionDenied(_("You may see the details of your own platform only."))
