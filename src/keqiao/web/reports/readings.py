"""A report as its pages show it: built at once for a small city, else by a job whose answer is stored."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, override

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import SnapshotUnit
from keqiao.web.jobs import results
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Progress
from keqiao.web.reports import judgement, library, report_papers
from keqiao.web.reports.judgement import ReportRemark
from keqiao.web.reports.models import SurveyReport
from keqiao.web.reports.report_papers import CheckedReport, checked
from keqiao.web.reports.rights import WRITE

KIND = "reports.check"
MOST_AT_ONCE = 40
"""Platforms of a report that is built within a request."""


@dataclass(frozen=True)
class ReportReading:
    """A report as its pages show it: whether it could be built, its figures, what was said of them, its text."""

    is_built: bool
    bound: int
    doubtful: int
    remarks: list[ReportRemark]
    paper: str
    figures: list[dict[str, Any]]
    counts: list[tuple[str, int]]


def reading_of(report: SurveyReport, *, opens: bool) -> ReportReading | None:
    """The report as it stands; None where it is large and its sections were not yet built. ``opens``: whether what is
    said of it leads the reader to the sections.
    """
    if not is_large(report):
        return _read(checked(report), opens)
    stored = results.find(KIND, key_of(report, opens))
    if stored is None:
        return None
    content = json.loads(bytes(stored.content))
    remarks = [ReportRemark(**remark) for remark in content.pop("remarks")]
    return ReportReading(remarks=remarks, **content)


def is_large(report: SurveyReport) -> bool:
    """Whether building it takes longer than a reader waits for a page."""
    if report.diagnosis is not None:
        return bool(report.diagnosis.platforms > MOST_AT_ONCE)
    return SnapshotUnit.objects.filter(snapshot=report.snapshot_id)[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE


def key_of(report: SurveyReport, opens: bool) -> str:
    """What is asked: the report with the editions of its sections, in the reader's language."""
    sections = list(report.sections.order_by("position"))
    paragraphs = library.paragraphs_in([section.text for section in sections])
    editions = [(section.position, section.edition) for section in sections]
    return results.question(
        KIND,
        report=report.code,
        state=report.state,
        editions=editions,
        paragraphs=sorted((code, row.state) for code, row in paragraphs.items()),
        opens=opens,
        language=get_language() or "zh-hans",
    )


def ask(actor: Actor, report: SurveyReport, back: str) -> Job:
    """Build a large report in the background; the job leads to the address ``back``."""
    opens = actor.has_right(WRITE)
    given = {"report_id": report.pk, "opens": opens, "language": get_language() or "zh-hans", "back": back}
    return results.ask(actor, KIND, key_of(report, opens), report.code, **given)


def compute(progress: Progress, *, report_id: int, opens: bool, language: str, back: str) -> str:
    """The work of the job: build the report and keep what its pages show."""
    report = SurveyReport.objects.select_related("study", "snapshot", "diagnosis").get(pk=report_id)
    with override(language):
        key = key_of(report, opens)
        reading = _read(checked(report, watcher=progress), opens)
        progress.update(0.95)
    results.store(KIND, key, json.dumps(asdict(reading), ensure_ascii=False).encode())
    return back


def _read(made: CheckedReport, opens: bool) -> ReportReading:
    built = made.built
    return ReportReading(
        built is not None,
        built.bound if built else 0,
        built.doubtful if built else 0,
        judgement.remarks(made, opens=opens),
        report_papers.page_body(built.document) if built else "",
        judgement.claims_rows(made, opens=opens),
        judgement.counts(made.verification) if made.verification else [],
    )
