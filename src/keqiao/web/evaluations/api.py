"""Evaluations for programs, read only: runs, the totals of platforms, the indicators of one platform.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

import polars as pl
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import StringConstraints

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.evaluations import selectors
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.selectors import VIEW
from keqiao.web.site.api_pages import (
    REFUSALS,
    PageQuery,
    PeriodText,
    PlatformQuery,
    page_of,
    page_schema,
    platform_code,
)

runs = Router(tags=["evaluations"])
RunCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
Basis = Literal["reported", "verified"]


class RunOut(Schema):
    """A run: which figures (snapshot) by which version of which scheme; ``digest`` is that of its result."""

    code: str
    title: str
    scheme: str
    scheme_version: str
    snapshot: str
    periods: list[str]
    basis: str
    state: str
    digest: str
    created_at: datetime
    finished_at: datetime | None


class ScoreOut(Schema):
    """The total of a platform in a run, in points, with its rank and the code of its computed grade."""

    platform: str
    period: str
    basis: str
    total: float | None
    rank: int | None
    grade: str


class IndicatorOut(Schema):
    """An indicator of a platform: raw value, score of 0 to 100, weight and contribution in points."""

    indicator: str
    period: str
    basis: str
    raw: float | None
    score: float | None
    weight: float | None
    contribution: float | None
    flags: list[str]


class RunQuery(PageQuery):
    """Which runs: by a scheme, in a state."""

    scheme: Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    state: Literal["waiting", "running", "done", "failed", "cancelled"] | None = None


class ScoreQuery(PlatformQuery):
    """Which totals: of a period, a basis, a platform."""

    period: PeriodText = ""
    basis: Basis | None = None


RunPage, ScorePage = page_schema(RunOut), page_schema(ScoreOut)


@runs.get("/", response={200: RunPage, **REFUSALS}, operation_id="listRuns")
def list_runs(request: SignedInRequest, query: Query[RunQuery]) -> Any:
    """The runs that the caller may see, newest first."""
    require(request.user, VIEW)
    rows = selectors.visible_runs(request.user)
    if query.scheme:
        rows = rows.filter(scheme__code=query.scheme)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-created_at", "-pk"), query, _run, _run_changed)


def _run_changed(moment: datetime) -> Q:
    return Q(created_at__gte=moment) | Q(finished_at__gte=moment)


def _run(run: Run) -> dict[str, Any]:
    names = ("code", "title", "periods", "basis", "state", "digest", "created_at", "finished_at")
    return {name: getattr(run, name) for name in names} | {
        "scheme": run.scheme.code,
        "scheme_version": run.scheme.version,
        "snapshot": run.snapshot.code,
    }


@runs.get("/{code}/scores", response={200: ScorePage, **REFUSALS}, operation_id="listScores")
def list_scores(request: SignedInRequest, code: RunCode, query: Query[ScoreQuery]) -> Any:
    """Totals of a finished run, best first: of every platform, or of the caller's own."""
    rows = _totals(request, _finished(request, code))
    if query.platform:
        rows = rows.filter(platform__code=query.platform)
    if query.period:
        rows = rows.filter(period=query.period)
    if query.basis:
        rows = rows.filter(basis=query.basis)
    rows = rows.select_related("platform").order_by("period", "basis", "rank", "platform__code")
    # A finished run never changes: what changed since a moment is all of it, or nothing.
    return page_of(rows, query, _score, lambda moment: Q(run__finished_at__gte=moment))


def _finished(request: SignedInRequest, code: str) -> Run:
    """The run, if it is finished and the caller may see it. Raises PermissionDenied, Http404."""
    require(request.user, VIEW)
    run = selectors.visible_runs(request.user).filter(code=code, state=Run.State.DONE).first()
    if run is None:
        raise Http404
    return run


def _totals(request: HttpRequest, run: Run) -> QuerySet[RunTotal]:
    """The totals that the caller may see by name: all, those of the own unit, or none."""
    rows = RunTotal.objects.filter(run=run)
    if request.user.scope_for(VIEW) == "all":  # type: ignore[union-attr]
        return rows
    unit = getattr(request.user, "unit_id", None)
    return rows.filter(platform__unit_id=unit) if unit is not None else rows.none()


def _score(row: RunTotal) -> dict[str, Any]:
    names = ("period", "basis", "total", "rank")
    return {name: getattr(row, name) for name in names} | {
        "platform": platform_code(row),
        "grade": row.grade_code,
    }


@runs.get(
    "/{code}/indicators/{platform}",
    response={200: list[IndicatorOut], **REFUSALS},
    operation_id="readIndicators",
)
def read_indicators(
    request: SignedInRequest, code: RunCode, platform: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
) -> Any:
    """Every indicator of one platform in a finished run, all periods and bases."""
    run = _finished(request, code)
    if not _totals(request, run).filter(platform__code=platform).exists():
        raise Http404
    frame = selectors.frame(run, "indicators").filter(pl.col("unit") == platform)
    return [_indicator(row) for row in frame.iter_rows(named=True)]


def _indicator(row: dict[str, Any]) -> dict[str, Any]:
    names = ("indicator", "period", "basis", "raw", "score", "weight", "contribution")
    return {name: row[name] for name in names} | {"flags": row["flags"].split()}
