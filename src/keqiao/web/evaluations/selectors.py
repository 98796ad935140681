"""Reading schemes and runs, always as far as a reader may see them.

The bureau (who has `evaluations.view_drafts` over all: officers, auditors) sees every run; everyone else with the
right to see results sees released ones (`Run.objects.released`). Readers within "all" see every platform of them; a
platform's users see their own platform and nothing of another, not even under another name; readers of what is
published see no platform in a run: they have the published list of grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from django.db.models import Case, F, QuerySet, When

from keqiao.engine.schemes import Scheme
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation, frames, intervals
from keqiao.web.evaluations.marks import Marks
from keqiao.web.evaluations.models import Run, RunFrame, RunTotal, SchemeVersion
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import RunReading
from keqiao.web.registry.language import in_language

VIEW, VIEW_DRAFTS, RUN = "evaluations.view", "evaluations.view_drafts", "evaluations.run"


def visible_runs(user: Actor) -> QuerySet[Run]:
    """Return the runs that `user` may see."""
    return Run.objects.visible_to(user).select_related("snapshot", "scheme", "created_by")


def visible_schemes(user: Actor) -> QuerySet[SchemeVersion]:
    """Return the scheme versions that `user` may see: drafts only for those who run evaluations or audit
    them.
    """
    versions = SchemeVersion.objects.select_related("uploaded_by")
    if _scope(user) is None:
        return versions.none()
    if user.has_right(RUN) or user.has_right(VIEW_DRAFTS):
        return versions
    return versions.exclude(status=SchemeVersion.Status.DRAFT)


def usable_schemes(user: Actor) -> QuerySet[SchemeVersion]:
    """Return the versions that may be computed with as far as `user` may see them: those in force first, then drafts,
    each the newest first. What is preselected is the first, so never a draft where any version is in force.
    """
    force = Case(When(status=SchemeVersion.Status.VALID, then=0), default=1)
    versions = visible_schemes(user).exclude(status=SchemeVersion.Status.RETIRED)
    return versions.order_by(force, "-uploaded_at", "-pk")


def totals(run: Run, period: str, basis: str) -> QuerySet[RunTotal]:
    """Return the totals of a run for one period and basis, best first, platforms loaded."""
    rows = RunTotal.objects.filter(run=run, period=period, basis=basis).select_related("platform")
    return rows.order_by(F("rank").asc(nulls_last=True), "platform__code")


def names_for(user: Actor, rows: QuerySet[RunTotal]) -> PlatformNames:
    """Return which platforms of `rows` (best first) `user` may see, by name."""
    sees_all, unit = _scope(user) == "all", getattr(user, "unit_id", None)
    if not sees_all:
        rows = rows.none() if unit is None else rows.filter(platform__unit=unit)
    columns = ("platform__code", "platform__short_name", "platform__short_name_en")
    named = [(code, in_language(name, name_en)) for code, name, name_en in rows.values_list(*columns)]
    return PlatformNames(dict(named), hides=not sees_all)


def frame(run: Run, name: str) -> pl.DataFrame:
    """Return one stored table of a run. Raises RunFrame.DoesNotExist where the run has none of that name."""
    return frames.unpacked(RunFrame.objects.only("content").get(run=run, name=name).content)


def stored_frames(run: Run, *wanted: str) -> dict[str, pl.DataFrame]:
    """Return several stored tables of a run (all of them where none is named) with one query."""
    rows = RunFrame.objects.filter(run=run)
    if wanted:
        rows = rows.filter(name__in=wanted)
    return {row.name: frames.unpacked(row.content) for row in rows}


def reading(run: Run, period: str, basis: str) -> RunReading:
    """Return the result of a finished run for one period and basis; two queries, its totals are read where a page
    prints them."""
    kept = stored_frames(run, "indicators", "nodes")
    made = read(computation.scheme_of(run.scheme), kept, totals(run, period, basis), period, basis)
    return replace(made, certainty=intervals.certainty(run, period, basis))


def read(
    scheme: Scheme, kept: Mapping[str, pl.DataFrame], rows: QuerySet[RunTotal], period: str, basis: str
) -> RunReading:
    """Return the marks of one period and basis from the stored tables of a run."""
    here = (pl.col("period") == period) & (pl.col("basis") == basis)
    marks = Marks.of(kept["indicators"].filter(here), kept["nodes"].filter(here))
    return RunReading(scheme, period, basis, marks, rows)


def comparable_runs(user: Actor, run: Run) -> QuerySet[Run]:
    """Return finished runs by the same indicator system (any version) that can be compared with `run`,
    newest first.
    """
    runs = visible_runs(user).filter(state=Run.State.DONE, scheme__code=run.scheme.code).exclude(pk=run.pk)
    return runs.order_by("-finished_at", "-pk")


def _scope(user: Actor) -> str | None:
    return user.scope_for(VIEW) if user.is_active else None
