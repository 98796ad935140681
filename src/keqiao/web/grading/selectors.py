"""Reading gradings: what a user may see of them, and which grades of a period count in the end.

A final grading counts until another final one puts it right: gradings that are replaced stay readable, but the
functions here that name "the" grade of a period pass over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import GradeLine, Grading, Objection
from keqiao.web.registry.models import Platform

VIEW, VIEW_DRAFTS, DECIDE, APPEAL = (
    "evaluations.view",
    "evaluations.view_drafts",
    "evaluations.decide",
    "evaluations.appeal",
)
SHOWN_TO_ALL = (Grading.State.PUBLISHED, Grading.State.RECHECKED)
ENDED = (Grading.State.FINAL, Grading.State.WITHDRAWN)


@dataclass(frozen=True)
class FinalGrade:
    """The final grade of a platform in a period: 定级：优秀 (2024-G01, 2025-04-02)."""

    line: GradeLine
    grading: Grading

    @property
    def grade(self) -> str:
        """The grade's name in the reader's language."""
        return self.line.grade

    @property
    def at(self) -> datetime | None:
        """When it was decided."""
        return self.grading.final_at


def gradings(user: Actor) -> QuerySet[Grading]:
    """Return the gradings that the user may see, newest first."""
    return Grading.objects.visible_to(user).select_related(
        "run__scheme", "run__snapshot", "created_by", "final_by", "replaces"
    )


def final_gradings(user: Actor) -> QuerySet[Grading]:
    """Return the final gradings that the user may see and that no other final one has put right, newest first."""
    return in_effect(gradings(user))


def in_effect(gradings: QuerySet[Grading]) -> QuerySet[Grading]:
    """Narrow gradings to final ones that no other final one has put right."""
    replaced = Grading.objects.filter(state=Grading.State.FINAL, replaces__isnull=False)
    return gradings.filter(state=Grading.State.FINAL).exclude(pk__in=replaced.values("replaces_id"))


def lines_of(grading: Grading) -> QuerySet[GradeLine]:
    """Return the lines of a grading with their platforms, best rank first, those without a rank last.

    The caller has looked up the grading among those the reader may see.
    """
    return grading.lines.select_related("platform__unit", "platform__organisation").order_by(
        "rank", "platform__code"
    )


def final_lines(period: str, *, scheme_code: str = "") -> dict[str, FinalGrade]:
    """Return the final grades of a period by platform code, of one indicator system if named, else the newest."""
    gradings = in_effect(Grading.objects.filter(period=period))
    if scheme_code:
        gradings = gradings.filter(run__scheme__code=scheme_code)
    lines = (
        GradeLine.objects.filter(grading__in=gradings)
        .select_related("platform", "grading")
        .order_by("grading__final_at", "grading_id")
    )
    return {line.platform.code: FinalGrade(line, line.grading) for line in lines}


def final_grade(platform: Platform, period: str, *, scheme_code: str = "") -> FinalGrade | None:
    """Return the final grade of a platform in a period; None where none was decided."""
    return final_lines(period, scheme_code=scheme_code).get(platform.code)


def of_run(user: Actor, run: Run, period: str = "", basis: str = "") -> list[Grading]:
    """Return the gradings the user may see in which a run stands, or once stood, newest first."""
    stood = Q(run=run) | Q(steps__run=run)
    rows = gradings(user).filter(stood).exclude(state=Grading.State.WITHDRAWN).distinct()
    if period:
        rows = rows.filter(period=period)
    if basis:
        rows = rows.filter(basis=basis)
    return list(rows)


def earlier_final(grading: Grading) -> Grading | None:
    """Return the newest standing final grading of an earlier period by the same indicator system."""
    earlier = in_effect(
        Grading.objects.filter(run__scheme__code=grading.run.scheme.code, period__lt=grading.period)
    )
    return earlier.order_by("-period", "-final_at").first()


def under_way(scheme_code: str, period: str) -> QuerySet[Grading]:
    """Return gradings of an indicator system and period that are neither final nor withdrawn."""
    return Grading.objects.filter(run__scheme__code=scheme_code, period=period).exclude(state__in=ENDED)


def open_objections(grading: Grading) -> list[Objection]:
    """Return the objections that have no answer yet, oldest first."""
    objections = grading.objections.exclude(state__in=Objection.ANSWERED)
    return list(objections.select_related("platform").order_by("lodged_at", "pk"))


def waiting_for_a_run(grading: Grading) -> list[Objection]:
    """Return the upheld objections that no new run has answered yet, oldest first."""
    objections = grading.objections.filter(state=Objection.State.UPHELD, new_run=None)
    return list(objections.select_related("platform").order_by("lodged_at", "pk"))


def preparers(grading: Grading) -> set[int]:
    """Return the keys of the users whose work the grades are: who began, and who took the last run as their ground."""
    last = grading.steps.filter(action__in=("prepare", "rebase")).order_by("-pk").first()
    rebased = last.by_id if last is not None else None
    return {grading.created_by_id} | ({rebased} if rebased is not None else set())


def objections(user: Actor, grading: Grading) -> QuerySet[Objection]:
    """Return the objections to a grading that the user may see."""
    return (
        Objection.objects.visible_to(user)
        .filter(grading=grading)
        .select_related("platform", "lodged_by", "checked_by", "answered_by", "new_run")
        .prefetch_related("files")
    )


def by_platform(lines: QuerySet[GradeLine]) -> Mapping[str, GradeLine]:
    """Return lines by the code of their platform."""
    return {line.platform.code: line for line in lines}
