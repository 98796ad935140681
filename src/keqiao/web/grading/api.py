"""Gradings for programs, read only: the procedures, and the grades of each as far as the caller may see them.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from ninja import Path, Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.grading.models import GradeLine, Grading, GradingStep
from keqiao.web.grading.reader_view import Seen, seen_by_code
from keqiao.web.grading.selectors import VIEW
from keqiao.web.grading.selectors import gradings as visible_gradings
from keqiao.web.site.api_pages import (
    REFUSALS,
    PageQuery,
    PeriodText,
    page_of,
    page_schema,
    platform_code,
)

gradings = Router(tags=["gradings"])
GradingCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,20}$")]


class GradingOut(Schema):
    """A grading: a period and basis of a run on its way to final grades; ``replaces``: the one that it puts right."""

    code: str
    title: str
    run: str
    period: str
    basis: str
    state: str
    publicity_from: date | None
    publicity_to: date | None
    created_at: datetime
    final_at: datetime | None
    replaces: str


class GradeOut(Schema):
    """The grade of a platform. Total, rank and computed grade are empty for whom sees the published list only."""

    platform: str
    grade: str
    grade_name: str
    computed: str
    total: float | None
    rank: int | None


class GradingQuery(PageQuery):
    """Which gradings: of a period, in a state."""

    period: PeriodText = ""
    state: Literal["computed", "consulted", "published", "rechecked", "final", "withdrawn"] | None = None


GradingPage = page_schema(GradingOut)


@gradings.get("/", response={200: GradingPage, **REFUSALS}, operation_id="listGradings")
def list_gradings(request: SignedInRequest, query: Query[GradingQuery]) -> Any:
    """The gradings that the caller may see, newest first."""
    require(request.user, VIEW)
    rows = visible_gradings(request.user)
    if query.period:
        rows = rows.filter(period=query.period)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-created_at", "-pk"), query, _grading, _changed)


def _changed(moment: datetime) -> Q:
    return Q(created_at__gte=moment) | Q(pk__in=GradingStep.objects.filter(at__gte=moment).values("grading"))


def _grading(grading: Grading) -> dict[str, Any]:
    names = ("code", "title", "period", "basis", "state", "created_at", "final_at")
    days = ("publicity_from", "publicity_to")
    return {name: getattr(grading, name) for name in (*names, *days)} | {
        "run": grading.run.code,
        "replaces": grading.replaces.code if grading.replaces else "",
    }


@gradings.get("/{code}/grades", response={200: list[GradeOut], **REFUSALS}, operation_id="readGrades")
def read_grades(request: SignedInRequest, code: GradingCode) -> Any:
    """The grades of every platform, best first."""
    require(request.user, VIEW)
    seen = seen_by_code(request.user, code)
    return [_grade(seen, line) for line in seen.lines]


def _grade(seen: Seen, line: GradeLine) -> dict[str, Any]:
    is_open = seen.is_open(line)
    return {
        "platform": platform_code(line),
        "grade": line.grade_code,
        "grade_name": line.grade,
        "computed": line.computed_code if is_open else "",
        "total": line.total if is_open else None,
        "rank": line.rank if is_open else None,
    }
