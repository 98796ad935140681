"""The pipeline for programs, read only: projects, gates, decisions with reasons, tranches, as far as the caller sees
them. What experts gave stays with their panels.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import (
    DECIDED_GATES,
    Deliverable,
    GateReview,
    GateStep,
    GateTranche,
    PassageStep,
    ProjectPassage,
)
from keqiao.web.pipeline.rights import VIEW
from keqiao.web.pipeline.selectors import gates_for, passages_for, tranches_for
from keqiao.web.site.api_pages import REFUSALS, PlatformQuery, page_at_once, page_of, page_schema

pipeline = Router(tags=["pipeline"])
ProjectNumber = Annotated[str, StringConstraints(max_length=60)]
StageCode = Literal["lead", "proof", "pilot", "incubation", "industry", "completed"]
GateName = Literal["g0", "g1", "g2", "g3", "g4"]


class ProjectOut(Schema):
    """A project on its way: its stage, until when, what it owes; ``readiness``: TRL; amounts in 元."""

    project: str
    title: str
    platform: str
    field: str
    firm: str
    stage: str
    state: str
    readiness: int
    budget: Decimal | None
    manager: str
    opened_at: datetime
    moved_at: datetime
    due_on: date | None
    open_gate: bool
    owes: bool
    rules: str


class GateOut(Schema):
    """A review at a gate: where it stands, the readiness (TRL) before and after, who was in charge."""

    code: str
    project: str
    platform: str
    gate: str
    state: str
    readiness_before: int
    readiness_after: int | None
    manager: str
    requested_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None


class CriterionOut(Schema):
    """What a decision says about a criterion: yes, partly or no, and why."""

    code: str
    name: str
    must: bool
    met: str
    why: str


class DecisionOut(Schema):
    """A decision at a gate with its reasons, criterion by criterion."""

    code: str
    project: str
    platform: str
    gate: str
    decision: str
    reason: str
    decided_by: str
    decided_at: datetime
    criteria: list[CriterionOut]


class TrancheOut(Schema):
    """Money in 元 that a passed gate released; ``pool``: out of which decided pool, "" until it is named."""

    code: str
    project: str
    platform: str
    gate: str
    amount: Decimal
    decided_at: datetime
    pool: str


class PassageQuery(PlatformQuery):
    """Which projects: of a platform, at a stage, in a state."""

    stage: StageCode | None = None
    state: Literal["running", "held", "stopped", "transferred", "completed"] | None = None


class GateQuery(PlatformQuery):
    """Which reviews: of a platform, of a project by its number, at a gate."""

    project: ProjectNumber = ""
    gate: GateName | None = None


ProjectPage, GatePage = page_schema(ProjectOut), page_schema(GateOut)
DecisionPage, TranchePage = page_schema(DecisionOut), page_schema(TrancheOut)


@pipeline.get("/projects", response={200: ProjectPage, **REFUSALS}, operation_id="listPipelineProjects")
def list_projects(request: SignedInRequest, query: Query[PassageQuery]) -> Any:
    """The projects on their way, those taken up last first."""
    require(request.user, VIEW)
    rows = passages_for(request.user)
    if query.platform:
        rows = rows.filter(project__platform__code=query.platform)
    if query.stage:
        rows = rows.filter(stage=query.stage)
    if query.state:
        rows = rows.filter(state=query.state)
    return page_of(rows.order_by("-opened_at", "-pk"), query, _project, _project_changed)


@pipeline.get("/gates", response={200: GatePage, **REFUSALS}, operation_id="listGateReviews")
def list_gates(request: SignedInRequest, query: Query[GateQuery]) -> Any:
    """The reviews at gates, the latest request first."""
    require(request.user, VIEW)
    rows = _of(gates_for(request.user), query, "passage__project", "gate")
    return page_of(rows.order_by("-requested_at", "-pk"), query, _gate, _gate_changed)


@pipeline.get("/decisions", response={200: DecisionPage, **REFUSALS}, operation_id="listGateDecisions")
def list_decisions(request: SignedInRequest, query: Query[GateQuery]) -> Any:
    """The decisions that passed, held or stopped projects, the latest first."""
    require(request.user, VIEW)
    rows = _of(
        gates_for(request.user).filter(state__in=DECIDED_GATES, decided_at__isnull=False),
        query,
        "passage__project",
        "gate",
    )
    return page_at_once(
        rows.order_by("-decided_at", "-pk"),
        query,
        lambda part: [_decision(review) for review in part],
        lambda moment: Q(decided_at__gte=moment),
    )


@pipeline.get("/tranches", response={200: TranchePage, **REFUSALS}, operation_id="listGateTranches")
def list_tranches(request: SignedInRequest, query: Query[GateQuery]) -> Any:
    """The tranches that passed gates released, the latest first."""
    require(request.user, VIEW)
    rows = _of(tranches_for(request.user), query, "review__passage__project", "review__gate")
    return page_of(rows.order_by("-review__decided_at", "-pk"), query, _tranche, _tranche_changed)


def _of(rows: QuerySet[Any], query: GateQuery, project: str, gate: str) -> QuerySet[Any]:
    wanted = {
        f"{project}__platform__code": query.platform,
        f"{project}__number": query.project,
        gate: query.gate,
    }
    return rows.filter(**{path: value for path, value in wanted.items() if value})


def _project_changed(moment: datetime) -> Q:
    """Taken up, moved, handed over, owing or delivering something, or before a gate that had a step since."""
    return (
        Q(pk__in=PassageStep.objects.filter(at__gte=moment).values("passage"))
        | Q(pk__in=GateStep.objects.filter(at__gte=moment).values("review__passage"))
        | Q(pk__in=Deliverable.objects.filter(delivered_at__gte=moment).values("passage"))
    )


def _gate_changed(moment: datetime) -> Q:
    return Q(pk__in=GateStep.objects.filter(at__gte=moment).values("review"))


def _tranche_changed(moment: datetime) -> Q:
    return Q(review__in=GateStep.objects.filter(at__gte=moment).values("review"))


def _project(passage: ProjectPassage) -> dict[str, Any]:
    project: Any = passage.project
    names = ("stage", "state", "readiness", "opened_at", "moved_at", "due_on", "owes")
    return {name: getattr(passage, name) for name in names} | {
        "project": project.number,
        "title": project.title,
        "platform": project.platform.code,
        "field": project.field,
        "firm": str(project.firm or ""),
        "budget": project.budget,
        "manager": str(passage.manager or ""),
        "open_gate": passage.at_gate,  # type: ignore[attr-defined]  # annotated
        "rules": GATE_RULES.used_by(passage.documents).version,
    }


def _review(review: GateReview) -> dict[str, Any]:
    project = review.passage.project
    return {
        "code": review.code,
        "project": project.number,
        "platform": project.platform.code,
        "gate": review.gate,
    }


def _gate(review: GateReview) -> dict[str, Any]:
    names = (
        "state",
        "readiness_before",
        "readiness_after",
        "requested_at",
        "submitted_at",
        "decided_at",
    )
    manager = review.manager or review.passage.manager
    return _review(review) | {name: getattr(review, name) for name in names} | {"manager": str(manager or "")}


def _decision(review: GateReview) -> dict[str, Any]:
    said = review.assessments
    return _review(review) | {
        "decision": review.state,
        "reason": review.reason,
        "decided_by": str(review.decided_by or ""),
        "decided_at": review.decided_at,
        "criteria": [
            {
                "code": code,
                "name": str(criterion.name),
                "must": criterion.must,
                "met": said.get(code, {}).get("met", ""),
                "why": said.get(code, {}).get("why", ""),
            }
            for code, criterion in rule_of(review).criterion.items()
        ],
    }


def _tranche(tranche: GateTranche) -> dict[str, Any]:
    review = tranche.review
    return _review(review) | {
        "amount": tranche.amount,
        "decided_at": review.decided_at,
        "pool": tranche.line.proposal.pool.code if tranche.line else "",
    }
