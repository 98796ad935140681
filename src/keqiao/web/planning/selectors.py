"""Reads of analyses, through what a user may see of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from keqiao.engine.layout import IndustryChains
from keqiao.web.accounts.actors import Actor
from keqiao.web.planning.documents import CHAINS, TERMS, LayoutTerms
from keqiao.web.planning.models import (
    OPEN_STAGES,
    AttractionTarget,
    LayoutAnalysis,
    NodeCoverage,
    PlatformOverlap,
    PlatformPosition,
    UnmappedThing,
)
from keqiao.web.registry.models import Cluster

PLATFORM = ("platform", "platform__organisation")


def analyses_for(user: Actor) -> QuerySet[LayoutAnalysis]:
    """Return the analyses that a user may see, the latest day first."""
    rows: QuerySet[LayoutAnalysis] = LayoutAnalysis.objects.visible_to(user).select_related("made_by")
    return rows.order_by("-as_of", "-made_at", "-pk")


def newest_analysis(user: Actor) -> LayoutAnalysis | None:
    """Return the newest analysis of the latest day."""
    return analyses_for(user).first()


def analysis_of(user: Actor, code: str) -> LayoutAnalysis:
    """Return an analysis. Raises Http404."""
    analysis = analyses_for(user).filter(code=code).first()
    if analysis is None:
        raise Http404
    return analysis


def by_day(user: Actor, until: LayoutAnalysis, most: int = 8) -> list[LayoutAnalysis]:
    """Return the newest analysis of each day up to that of another, the earliest first."""
    newest: dict[Any, LayoutAnalysis] = {}
    for analysis in analyses_for(user).filter(as_of__lte=until.as_of)[:200]:
        newest.setdefault(analysis.as_of, analysis)
    newest[until.as_of] = until
    return sorted(newest.values(), key=lambda analysis: analysis.as_of)[-most:]


def chains_of(analysis: LayoutAnalysis) -> IndustryChains:
    """Return the chains that an analysis was made by."""
    return CHAINS.used_by(analysis.documents)


def terms_of(analysis: LayoutAnalysis) -> LayoutTerms:
    """Return the terms that an analysis was made by."""
    return TERMS.used_by(analysis.documents)


def cluster_names() -> dict[str, str]:
    """Return the clusters by code, in the reader's language."""
    return {cluster.code: str(cluster) for cluster in Cluster.objects.current()}


def node_rows(analysis: LayoutAnalysis) -> QuerySet[NodeCoverage]:
    """Return the nodes of an analysis in the order of the chains."""
    return NodeCoverage.objects.filter(analysis=analysis).order_by("pk")


def targets_by_node(user: Actor) -> dict[str, int]:
    """Return how many targets of attraction are under way, by node."""
    rows: QuerySet[AttractionTarget] = AttractionTarget.objects.visible_to(user).filter(state__in=OPEN_STAGES)
    return dict(rows.order_by().values_list("node").annotate(Count("pk")))


def position_rows(analysis: LayoutAnalysis) -> QuerySet[PlatformPosition]:
    """Return the positions of an analysis."""
    rows = PlatformPosition.objects.filter(analysis=analysis).select_related(*PLATFORM)
    return rows.order_by("platform__code", "pk")


def overlap_rows(analysis: LayoutAnalysis, platform: int | None = None) -> QuerySet[PlatformOverlap]:
    """Return the overlaps of an analysis, the closest first; of one platform only where it is given."""
    rows = PlatformOverlap.objects.filter(analysis=analysis)
    if platform is not None:
        rows = rows.filter(Q(first=platform) | Q(second=platform))
    sides = ("first", "first__organisation", "second", "second__organisation")
    return rows.select_related(*sides).order_by("-resemblance", "pk")


def unmapped_rows(analysis: LayoutAnalysis) -> QuerySet[UnmappedThing]:
    """Return what an analysis could not map."""
    return UnmappedThing.objects.filter(analysis=analysis).order_by("kind", "label", "pk")
