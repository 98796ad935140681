"""The pages of a report: its sections, writing one, its figures with their sources, its files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.engine.papers.pdf import has_typst, office
from keqiao.web.accounts.access import RightRequired, right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.jobs.progress import Refused
from keqiao.web.procedures.history import entries
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import answer, edition_in, refused
from keqiao.web.reports import issuing, judgement, library, readings, report_papers, selectors, services
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.forms import REPORT_OFFERS, SectionForm
from keqiao.web.reports.models import ReportSection, ReportState, SurveyReport
from keqiao.web.reports.pages import NOTHING_KEPT, crumbs
from keqiao.web.reports.procedure import REPORTS
from keqiao.web.reports.report_papers import CheckedReport, checked
from keqiao.web.reports.rights import VIEW, WRITE
from keqiao.web.site.downloads import Export
from keqiao.web.site.file_offers import FileOffer, MadeFile
from keqiao.web.site.watcher import Watcher

SIZES = ("large", "medium", "small")
FORMATS = ("docx", "pdf", "html")


def formats() -> list[str]:
    """The formats that this installation writes."""
    return [name for name in FORMATS if name != "pdf" or has_typst() or office()]


@require_safe
@right_required(VIEW)
def report_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report as it will be printed, with what stands in the way of issuing it."""
    return _report(request, selectors.report_of(request.user, pk), {}, 200)


@require_POST
@right_required(WRITE)
def report_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Issue a report: a large one by a job."""
    report = selectors.report_of(request.user, pk)
    if name == "issue" and report.state == ReportState.WRITING and readings.is_large(report):
        return redirect(issuing.ask(request.user, report, edition_in(request.POST, "issue-edition")))
    return take(
        request,
        REPORT_OFFERS,
        name,
        lambda: selectors.report_of(request.user, pk),
        lambda row, bound, status: _report(request, row, bound, status),
    )


def _report(
    request: SignedInRequest, report: SurveyReport, bound: dict[str, Any], status: int
) -> HttpResponse:
    user = request.user
    reading = readings.reading_of(report, opens=user.has_right(WRITE))
    main, aside = offered(
        REPORTS,
        user,
        report,
        REPORT_OFFERS,
        url=lambda name: reverse("reports:report_step", args=(report.pk, name)),
        bound=bound,
    )
    size = request.GET.get("size", "")
    may_write = user.has_right(WRITE) and report.state == ReportState.WRITING
    context = {
        "report": report,
        "status": REPORTS.status(report),
        "light": ReportState.tone_of(report.state),
        "reading": reading,
        "remarks": reading.remarks if reading else [],
        "paper": reading.paper if reading else "",
        "sections": report.sections.order_by("position"),
        "size": size if size in SIZES else "medium",
        "sizes": [("large", _("large print")), ("medium", _("medium print")), ("small", _("small print"))],
        "formats": [(name, reverse("reports:file", args=(report.pk, name))) for name in formats()],
        "may_write": may_write,
        "main": main,
        "aside": aside,
        "entries": entries(REPORTS, report.steps.select_related("by")),
        "crumbs": crumbs(report.study),
    }
    return render(request, "reports/report.html", context, status=status)


@require_POST
@right_required(VIEW)
def check_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Build a large report in the background, with progress; its pages show what came of it."""
    report = selectors.report_of(request.user, pk)
    return redirect(readings.ask(request.user, report, report.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(WRITE)
def section_page(request: SignedInRequest, pk: int, position: int) -> HttpResponse:
    """Write a section; who was slower gets both texts back (409)."""
    section = selectors.section_of(request.user, pk, position)
    if request.method != "POST":
        initial = {"text": section.text, "edition": section.edition}
        return _section(request, section, SectionForm(initial=initial, user=request.user), 200)
    form = SectionForm(request.POST, user=request.user)

    def act() -> None:
        if not form.is_valid():
            raise ValidationError(NOTHING_KEPT)
        fields = form.cleaned_data
        text = library.with_paragraph(request.user, fields["text"], fields["paragraph"])
        services.write(request.user, section.report, position, text, since=edition_in(fields))

    def again(error: ValidationError, status: int) -> HttpResponse:
        fresh = selectors.section_of(request.user, pk, position)
        now = {"text": fresh.text, "edition": fresh.edition}
        return _section(request, fresh, form, refused(form, error, now))

    # Who inserts a paragraph goes on writing; who saves looks at the report.
    to = section if request.POST.get("paragraph") else section.report
    return answer(request, act, done=_("Kept."), to=to, again=again)


def _section(
    request: SignedInRequest, section: ReportSection, form: SectionForm, status: int
) -> HttpResponse:
    report = section.report
    context = {
        "section": section,
        "report": report,
        "form": form,
        "is_open": report.state == ReportState.WRITING,
        "stands": section.text if status == 409 else "",
        "names": sorted(claim.fact.names[1] for claim in ReportClaims(report).of_city.values()),
        "editions": section.editions.select_related("by")[:20],
        "crumbs": [*crumbs(report.study), (report.code, report.get_absolute_url())],
    }
    return render(request, "reports/section.html", context, status=status)


@require_safe
@right_required(VIEW)
def claims_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figures of a report, each with its fact, its source and its verdict."""
    report = selectors.report_of(request.user, pk)
    reading = readings.reading_of(report, opens=request.user.has_right(WRITE))
    context = {
        "report": report,
        "reading": reading,
        "remarks": reading.remarks if reading else [],
        "table": judgement.claims_table(reading.figures if reading else []),
        "counts": reading.counts if reading else [],
        "crumbs": [*crumbs(report.study), (report.code, report.get_absolute_url())],
    }
    return render(request, "reports/claims.html", context)


class ReportFile(FileOffer, RightRequired, View):
    """A report as a file, made by a job with progress; the same sections and snapshot give the same bytes."""

    right = VIEW

    @cached_property
    def report(self) -> SurveyReport:
        """That of the address. Raises Http404."""
        return selectors.report_of(self.request.user, self.kwargs["pk"])

    @property
    def file_format(self) -> str:
        """That of the address. Raises Http404."""
        wanted = str(self.kwargs["file_format"])
        if wanted not in formats():
            raise Http404
        return wanted

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hand out the file, or the page of the job that makes it."""
        self.file_format  # noqa: B018 - an unknown one is not found
        return self.hand_out()

    def takes_long(self) -> bool:
        """Charts are drawn and pages set: always."""
        return True

    def make(self, watcher: Watcher) -> MadeFile:
        """The file. Raises Refused where the report contradicts itself or cannot be built."""
        made: CheckedReport = checked(self.report, with_pictures=True, watcher=watcher)
        if made.built is None or made.built.contradicts:
            raise Refused(
                gettext_noop(
                    "The report contradicts itself or cannot be built: its page lists what is to be mended."
                )
            )
        content = report_papers.file_of(made.built.document, self.file_format)
        return MadeFile(content, f"{self.report.code}.{self.file_format}", self.about())

    def label(self) -> str:
        """The report and the format."""
        return f"{self.report.code} {self.file_format}"

    def about(self) -> Export:
        """What the audit log keeps."""
        return Export("reports.export", self.report, {"format": self.file_format})
