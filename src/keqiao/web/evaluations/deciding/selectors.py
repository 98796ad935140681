"""Reading gradings: what a user may see of them, and which grades of a period count in the end.

A final decision counts until another final one puts it right: decisions that are replaced stay readable, but the
functions here that name "the" grade of a period pass over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from keqiao.web.evaluations.models import Decision, GradeLine, Objection, Run
from keqiao.web.registry.models import Platform

VIEW, VIEW_DRAFTS, DECIDE, APPEAL = (
    "evaluations.view",
    "evaluations.view_drafts",
    "evaluations.decide",
    "evaluations.appeal",
)
ENDED = (Decision.State.FINAL, Decision.State.WITHDRAWN)


@dataclass(frozen=True)
class FinalGrade:
    """The final grade of a platform in a period: 定级：优秀 (2024-G01, 2025-04-02)."""

    line: GradeLine
    decision: Decision

    @property
    def grade(self) -> str:
        """The grade's name in the reader's language."""
        return self.line.grade

    @property
    def at(self) -> datetime | None:
        """When it was decided."""
        return self.decision.final_at


def decisions(user: Any) -> QuerySet[Decision]:
    """Return the gradings that the user may see, newest first."""
    return Decision.objects.visible_to(user).select_related(
        "run__scheme", "run__snapshot", "created_by", "final_by", "replaces"
    )


def final_decisions(user: Any) -> QuerySet[Decision]:
    """Return the final decisions that the user may see and that no other final one has put right, newest first."""
    return standing(decisions(user))


def standing(found: QuerySet[Decision]) -> QuerySet[Decision]:
    """Narrow decisions to final ones that no other final one has put right."""
    replaced = Decision.objects.filter(state=Decision.State.FINAL, replaces__isnull=False)
    return found.filter(state=Decision.State.FINAL).exclude(pk__in=replaced.values("replaces_id"))


def lines_of(decision: Decision) -> QuerySet[GradeLine]:
    """Return the lines of a decision with their platforms, best rank first, those without a rank last.

    The caller has looked up the decision among those the reader may see.
    """
    return decision.lines.select_related("platform__unit", "platform__organisation").order_by(
        "rank", "platform__code"
    )


def final_lines(period: str, *, scheme_code: str = "") -> dict[str, FinalGrade]:
    """Return the final grades of a period by platform code, of one indicator system if named, else the newest."""
    found = standing(Decision.objects.filter(period=period))
    if scheme_code:
        found = found.filter(run__scheme__code=scheme_code)
    lines = (
        GradeLine.objects.filter(decision__in=found)
        .select_related("platform", "decision")
        .order_by("decision__final_at", "decision_id")
    )
    return {line.platform.code: FinalGrade(line, line.decision) for line in lines}


def final_grade(platform: Platform, period: str, *, scheme_code: str = "") -> FinalGrade | None:
    """Return the final grade of a platform in a period; None where none was decided."""
    return final_lines(period, scheme_code=scheme_code).get(platform.code)


def of_run(user: Any, run: Run, period: str = "", basis: str = "") -> list[Decision]:
    """Return the gradings the user may see in which a run stands, or once stood, newest first."""
    stood = Q(run=run) | Q(steps__run=run)
    found = decisions(user).filter(stood).exclude(state=Decision.State.WITHDRAWN).distinct()
    if period:
        found = found.filter(period=period)
    if basis:
        found = found.filter(basis=basis)
    return list(found)


def earlier_final(decision: Decision) -> Decision | None:
    """Return the newest standing final decision of an earlier period by the same indicator system."""
    found = standing(
        Decision.objects.filter(run__scheme__code=decision.run.scheme.code, period__lt=decision.period)
    )
    return found.order_by("-period", "-final_at").first()


def under_way(scheme_code: str, period: str) -> QuerySet[Decision]:
    """Return gradings of an indicator system and period that are neither final nor withdrawn."""
    return Decision.objects.filter(run__scheme__code=scheme_code, period=period).exclude(state__in=ENDED)


def objections(user: Any, decision: Decision) -> QuerySet[Objection]:
    """Return the objections to a decision that the user may see."""
    return (
        Objection.objects.visible_to(user)
        .filter(decision=decision)
        .select_related("platform", "lodged_by", "checked_by", "answered_by", "new_run")
        .prefetch_related("files")
    )


def by_platform(lines: QuerySet[GradeLine]) -> Mapping[str, GradeLine]:
    """Return lines by the code of their platform."""
    return {line.platform.code: line for line in lines}
