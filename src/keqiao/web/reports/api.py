"""Survey reports for programs, read only: reports, media coverage, approved paragraphs, as far as the caller sees them.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.reports import library, selectors
from keqiao.web.reports.models import (
    ApprovedParagraph,
    MediaStory,
    ParagraphStep,
    ReportStep,
    SectionEdition,
    StoryStep,
    SurveyReport,
)
from keqiao.web.reports.rights import VIEW
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

reports = Router(tags=["reports"])


class ReportOut(Schema):
    """A survey report: its study, snapshots and periods; ``sha256``: of its Word file once it is issued."""

    code: str
    study: str
    title: str
    issuer: str
    state: str
    snapshot: str
    flows_snapshot: str
    as_of: str
    year: str
    drawn_up_at: datetime
    issued_at: datetime | None
    sha256: str


class StoryOut(Schema):
    """A story that was told; ``reach``: persons reached (人次) as the outlet tells, null where it does not."""

    title: str
    story: str
    channel: str
    outlet: str
    on: date
    reach: int | None
    address: str
    platform: str
    state: str


class ParagraphOut(Schema):
    """A paragraph of the library; ``field``: the line by which a section inserts it."""

    code: str
    title: str
    text: str
    source: str
    state: str
    field: str
    proposed_at: datetime | None
    approved_at: datetime | None


class ReportQuery(PageQuery):
    """Which reports: in a state."""

    state: Literal["writing", "issued"] | None = None


class StoryQuery(PageQuery):
    """Which stories: of a channel, in a state."""

    channel: Literal["online", "radio", "television", "newspaper"] | None = None
    state: Literal["recorded", "withdrawn"] | None = None


class ParagraphQuery(PageQuery):
    """Which paragraphs: in a state."""

    state: Literal["proposed", "approved", "refused", "retired"] | None = None


ReportPage, StoryPage = page_schema(ReportOut), page_schema(StoryOut)
ParagraphPage = page_schema(ParagraphOut)


@reports.get("/", response={200: ReportPage, **REFUSALS}, operation_id="listSurveyReports")
def list_reports(request: SignedInRequest, query: Query[ReportQuery]) -> Any:
    """The survey reports, those drawn up last first."""
    require(request.user, VIEW)
    rows = selectors.reports_for(request.user)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-drawn_up_at", "-pk"), query, _report, _report_changed)


@reports.get("/coverage", response={200: StoryPage, **REFUSALS}, operation_id="listMediaStories")
def list_stories(request: SignedInRequest, query: Query[StoryQuery]) -> Any:
    """The media coverage, the newest first."""
    require(request.user, VIEW)
    rows = library.stories_for(request.user)
    wanted = {"channel": query.channel, "state": query.state}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page_of(rows.order_by("-on", "-pk"), query, _story, _story_changed)


@reports.get("/paragraphs", response={200: ParagraphPage, **REFUSALS}, operation_id="listApprovedParagraphs")
def list_paragraphs(request: SignedInRequest, query: Query[ParagraphQuery]) -> Any:
    """The paragraphs of the library, those proposed last first."""
    require(request.user, VIEW)
    rows = library.paragraphs_for(request.user)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-proposed_at", "-pk"), query, _paragraph, _paragraph_changed)


def _report_changed(moment: datetime) -> Q:
    """Had a step, or a section that was written since."""
    return Q(pk__in=ReportStep.objects.filter(at__gte=moment).values("report")) | Q(
        pk__in=SectionEdition.objects.filter(at__gte=moment).values("section__report")
    )


def _story_changed(moment: datetime) -> Q:
    return Q(pk__in=StoryStep.objects.filter(at__gte=moment).values("media_story"))


def _paragraph_changed(moment: datetime) -> Q:
    return Q(pk__in=ParagraphStep.objects.filter(at__gte=moment).values("paragraph"))


def _report(report: SurveyReport) -> dict[str, Any]:
    names = ("code", "title", "issuer", "state", "as_of", "year", "drawn_up_at", "issued_at", "sha256")
    return {name: getattr(report, name) for name in names} | {
        "study": report.study.code,
        "snapshot": report.snapshot.code,
        "flows_snapshot": report.flows_snapshot.code,
    }


def _story(entry: MediaStory) -> dict[str, Any]:
    names = ("title", "story", "channel", "outlet", "on", "reach", "address", "state")
    platform = entry.platform.code if entry.platform else ""
    return {name: getattr(entry, name) for name in names} | {"platform": platform}


def _paragraph(paragraph: ApprovedParagraph) -> dict[str, Any]:
    names = ("code", "title", "text", "source", "state", "proposed_at", "approved_at")
    return {name: getattr(paragraph, name) for name in names} | {"field": library.field_of(paragraph)}
