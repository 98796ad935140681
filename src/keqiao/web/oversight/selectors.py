"""Reads of diagnoses, through what a user may see of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from keqiao.engine.diagnostics import DiagnosticRules
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure, Snapshot, SnapshotFigure
from keqiao.web.facts.selectors import snapshots_for
from keqiao.web.oversight.documents import RULES
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine

MOST_SNAPSHOTS = 30
"""So many snapshots, the newest, are offered."""


def diagnoses_for(user: Actor) -> QuerySet[Diagnosis]:
    """Return the diagnoses that a user may see, the newest first."""
    rows: QuerySet[Diagnosis] = Diagnosis.objects.visible_to(user).select_related("snapshot", "made_by")
    return rows


def diagnosis_of(user: Actor, code: str) -> Diagnosis:
    """Return a diagnosis. Raises Http404."""
    diagnosis = diagnoses_for(user).filter(code=code).first()
    if diagnosis is None:
        raise Http404
    return diagnosis


def newest(user: Actor) -> Diagnosis | None:
    """Return the newest diagnosis of the latest period."""
    return diagnoses_for(user).order_by("-period", "-made_at", "-pk").first()


def by_period(user: Actor, most: int = 8) -> list[Diagnosis]:
    """Return the newest diagnosis of each of the latest periods, the earliest first."""
    newest_of: dict[str, Diagnosis] = {}
    for diagnosis in diagnoses_for(user).order_by("-period", "-made_at", "-pk")[:200]:
        newest_of.setdefault(diagnosis.period, diagnosis)
    return list(newest_of.values())[:most][::-1]


def rules_of(diagnosis: Diagnosis) -> DiagnosticRules:
    """Return the rules that a diagnosis was made by, whatever is in force today."""
    return RULES.used_by(diagnosis.documents)


def lines_of(diagnosis: Diagnosis, rule: str) -> QuerySet[DiagnosisLine]:
    """Return what a rule says of each platform."""
    rows = DiagnosisLine.objects.filter(diagnosis=diagnosis, rule=rule)
    return rows.select_related("platform", "platform__organisation").order_by("platform__code", "pk")


def figures_behind(
    diagnosis: Diagnosis, codes: Iterable[str], platforms: Iterable[int]
) -> dict[tuple[int, str], Decimal]:
    """Return the figures of a diagnosis's period that measures have of platforms: (platform, measure) → value."""
    rows = SnapshotFigure.objects.filter(
        snapshot=diagnosis.snapshot_id,
        basis=diagnosis.basis,
        period=diagnosis.period,
        platform__in=list(platforms),
        measure__code__in=list(codes),
        value__isnull=False,
    )
    return {
        (platform, code): value
        for platform, code, value in rows.values_list("platform_id", "measure__code", "value")
        if platform is not None and value is not None
    }


def measures_of(codes: Iterable[str]) -> dict[str, Measure]:
    """Return measures by code."""
    rows: dict[Any, Measure] = Measure.objects.in_bulk(list(codes), field_name="code")
    return {code: rows[code] for code in codes if code in rows}


def snapshots_to_diagnose(user: Actor) -> list[Snapshot]:
    """Return the frozen snapshots that may be diagnosed, the newest first."""
    return list(snapshots_for(user).filter(state=Snapshot.State.FROZEN)[:MOST_SNAPSHOTS])
