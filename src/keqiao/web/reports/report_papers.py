"""From the sections of a report to its paper: composed, bound, tried, and written in each format."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as time_of_day

import yaml
from django.utils import timezone, translation

from keqiao.engine.papers import body, pdf, web_page
from keqiao.engine.papers.definition import Document
from keqiao.engine.phrases import ProseVerification
from keqiao.engine.reports import BuiltReport, DraftError, DraftProblem, build_report, read_draft
from keqiao.engine.reports.draft import DraftPicture, ReportDraft
from keqiao.language import message
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.render import png
from keqiao.web.facts.models import Measure
from keqiao.web.reports import library
from keqiao.web.reports.claims import Claim, ReportClaims
from keqiao.web.reports.drawn_sections import CHINESE
from keqiao.web.reports.models import ReportSection, SurveyReport
from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.papers import DEMONSTRATION, word
from keqiao.web.site.watcher import Unwatched, Watcher

MARKS = {
    ReportSection.Level.CHAPTER: "## ",
    ReportSection.Level.PART: "### ",
    ReportSection.Level.ATTACHMENT: "## 附件：",
}
MOST_BARS = 30
"""Platforms that a chart of a report shows; a larger city's are told in the table."""


@dataclass(frozen=True)
class Composed:
    """The draft of a report as one text, in which line each section begins, and which paragraphs of the library cannot
    be inserted.
    """

    text: str
    begins: tuple[int, ...]
    sections: tuple[ReportSection, ...]
    problems: tuple[DraftProblem, ...] = ()

    def section_at(self, line: int) -> ReportSection | None:
        """The section in which a line stands, from 1."""
        at = bisect_right(self.begins, line) - 1
        return self.sections[at] if at >= 0 else None


@dataclass(frozen=True)
class CheckedReport:
    """What came of building: the paper, or what keeps it from being built."""

    composed: Composed
    claims: dict[str, Claim]
    built: BuiltReport | None
    problems: tuple[DraftProblem, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def verification(self) -> ProseVerification | None:
        """How its figures were judged."""
        return self.built.verification if self.built else None

    @property
    def may_be_issued(self) -> bool:
        """Whether nothing contradicts and every figure has a fact."""
        return self.built is not None and not self.built.contradicts and not self.built.doubtful


def composed(report: SurveyReport, sections: Sequence[ReportSection] | None = None) -> Composed:
    """Return the draft of a report from its sections as they stand, with the paragraphs that they insert."""
    listed = list(report.sections.order_by("position")) if sections is None else list(sections)
    known = library.paragraphs_in([section.text for section in listed])
    day = timezone.localdate(report.issued_at or report.drawn_up_at)
    head = {"title": report.title, "by": report.issuer, "date": day}
    lines = ["---", *yaml.safe_dump(head, allow_unicode=True, width=10_000).splitlines(), "---"]
    begins, problems = [], []
    for section in listed:
        begins.append(len(lines) + 1)
        for code in library.codes_in([section.text]):
            said = library.obstacle(report, code, known)
            if said is not None:
                remedy = message("Take it out of the section, or have it approved by another person.")
                problems.append(DraftProblem("error", said, remedy=remedy, line=len(lines) + 1))
        if section.heading:
            lines.append(MARKS.get(ReportSection.Level(section.level), "") + section.heading)
        lines += [*library.inserted(section.text, known).splitlines(), ""]
    return Composed("\n".join(lines), tuple(begins), tuple(listed), tuple(problems))


def checked(
    report: SurveyReport, *, with_pictures: bool = False, watcher: Watcher | None = None
) -> CheckedReport:
    """Build a report over the figures of its snapshot and say what stands in the way. The same sections and snapshot
    give the same paper.
    """
    watcher = watcher or Unwatched()
    draft_text = composed(report)
    if draft_text.problems:
        return CheckedReport(draft_text, {}, None, draft_text.problems)
    claims = ReportClaims(report)
    with translation.override(CHINESE):
        named = claims.named_in(draft_text.text)
        by_name = {claim.fact.names[0]: claim for claim in named}
        try:
            draft = read_draft(draft_text.text)
        except DraftError as error:
            return CheckedReport(draft_text, by_name, None, tuple(error.findings))
        watcher.update(0.2)
        pictures = pictures_of(draft, claims, drawn=with_pictures)
        watcher.update(0.5)
        try:
            built = build_report(
                draft, [claim.fact for claim in named], pictures=pictures, at=moment_of(report)
            )
        except DraftError as error:
            return CheckedReport(draft_text, by_name, None, tuple(error.findings))
    watcher.update(0.8)
    return CheckedReport(draft_text, by_name, built, (), pictures)


def moment_of(report: SurveyReport) -> datetime:
    """The time that the file bears: the day of issue, or of drawing up."""
    return datetime.combine(timezone.localdate(report.issued_at or report.drawn_up_at), time_of_day(), UTC)


def pictures_of(draft: ReportDraft, claims: ReportClaims, *, drawn: bool) -> dict[str, bytes]:
    """The charts that a draft names, by the name of the measure; empty unless they are to be drawn."""
    wanted = {part.name for part in draft.parts if isinstance(part, DraftPicture)}
    codes = {name: claims.codes_by_name[name] for name in wanted if name in claims.codes_by_name}
    if not drawn:
        return dict.fromkeys(codes, b"")
    of_platforms = claims.of_platforms(codes.values())
    return {name: png(chart_of(claims, code, of_platforms), 640, 330) for name, code in codes.items()}


def chart_of(claims: ReportClaims, code: str, of_platforms: Mapping[tuple[str, str], Claim]) -> Chart:
    """A measure of the platforms as bars, the largest first."""
    measure: Measure = claims.measures[code]
    units = [unit for unit in claims.units if (unit.code, code) in of_platforms]
    units.sort(key=lambda unit: -of_platforms[unit.code, code].fact.value)
    points = [
        Point(measure.in_display_unit(of_platforms[unit.code, code].fact.value)) for unit in units[:MOST_BARS]
    ]
    return Chart(
        kind="bar",
        title=str(measure),
        unit=measure.display_unit,
        categories=[unit.name for unit in units[:MOST_BARS]],
        series=[Series(str(measure), points)],
        decimals=measure.decimals,
        source=claims.report.snapshot.code,
        as_of=claims.period(code).code,
    )


def mark() -> str:
    """What stands above the title where figures are those of a demonstration."""
    return DEMONSTRATION if is_demonstration() else ""


def file_of(document: Document, file_format: str) -> bytes:
    """The paper in a format: docx, pdf or html. Raises PdfUnavailable, KeyError for another."""
    if file_format == "docx":
        return word(document)
    if file_format == "pdf":
        return pdf(document, mark=mark())
    return {"html": web_page(document, mark=mark())}[file_format].encode()


def page_body(document: Document) -> str:
    """The paper as mark-up for a page."""
    return body(document, mark=mark())
