"""The page of what a report gives besides itself, and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import RightRequired, right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.grading import selectors as gradings
from keqiao.web.reports import papers, selectors
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.models import SurveyReport
from keqiao.web.reports.pages import crumbs
from keqiao.web.reports.rights import VIEW
from keqiao.web.site.downloads import Export
from keqiao.web.site.file_offers import FileOffer, MadeFile
from keqiao.web.site.watcher import Watcher


@require_safe
@right_required(VIEW)
def papers_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What can be printed from the figures of a report: brief, annexes, profiles, notices."""
    report = selectors.report_of(request.user, pk)
    may_see = request.user.has_right(gradings.VIEW)
    final = list(gradings.final_gradings(request.user)[: papers.MOST_GRADINGS]) if may_see else []
    context = {
        "report": report,
        "brief": _addresses(report, "brief"),
        "annexes": _addresses(report, papers.ANNEXES),
        "platforms": [(unit.code, unit.name) for unit in ReportClaims(report).units],
        "gradings": [(grading.code, grading.title) for grading in final],
        "profile_formats": _addresses(report, "profile"),
        "notice_formats": _addresses(report, "notice"),
        "crumbs": [*crumbs(report.study), (report.code, report.get_absolute_url())],
    }
    return render(request, "reports/papers.html", context)


def _addresses(report: SurveyReport, kind: str) -> list[tuple[str, str]]:
    return [(name, reverse("reports:paper", args=(report.pk, kind, name))) for name in papers.formats(kind)]


class Paper(FileOffer, RightRequired, View):
    """A short paper of a report as a file, made by a job with progress; ``?of=`` names its platform or grading."""

    right = VIEW

    @cached_property
    def wanted(self) -> papers.WantedPaper:
        """The paper that the address names. Raises Http404, PermissionDenied."""
        report = selectors.report_of(self.request.user, self.kwargs["pk"])
        kind, subject = str(self.kwargs["kind"]), self.request.GET.get("of", "")
        if kind not in papers.NAMES or self.kwargs["file_format"] not in papers.formats(kind):
            raise Http404
        if kind == "profile":
            papers.unit_of(ReportClaims(report), subject)
        elif kind == "notice":
            papers.grading_of(self.request.user, subject)
        else:
            subject = ""
        return papers.WantedPaper(report, kind, subject)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hand out the file, or the page of the job that makes it."""
        self.wanted  # noqa: B018 - an unknown one is not found
        return self.hand_out()

    def takes_long(self) -> bool:
        """Charts are drawn and pages measured: always."""
        return True

    def make(self, watcher: Watcher) -> MadeFile:
        """The file. Raises Refused where it cannot be made."""
        file_format = str(self.kwargs["file_format"])
        made = papers.paper_file(self.wanted, self.request.user, file_format, watcher)
        about = self.about()
        about.detail.update(made.detail)
        return MadeFile(made.content, f"{self.wanted.name}.{file_format}", about)

    def label(self) -> str:
        """The paper and its report."""
        return " ".join(
            filter(None, (str(papers.NAMES[self.wanted.kind]), self.wanted.subject, self.wanted.report.code))
        )

    def about(self) -> Export:
        """What the audit log keeps."""
        wanted = self.wanted
        detail = {"paper": wanted.kind, "of": wanted.subject, "format": str(self.kwargs["file_format"])}
        return Export("reports.export", wanted.report, detail)
