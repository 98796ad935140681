"""The layout: one analysis as a picture, its lists, one platform in it, and making another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.evaluations.reading import words
from keqiao.web.jobs import services as jobs
from keqiao.web.planning import layout_tables as tables
from keqiao.web.planning import selectors
from keqiao.web.planning.forms import AnalysisForm
from keqiao.web.planning.layout_tables import MOST_IN_PICTURE, NodeNames
from keqiao.web.planning.models import LayoutAnalysis, LayoutGap, MappedKind, PlatformPosition
from keqiao.web.planning.rights import ANALYSE, ATTRACT, LAYOUT
from keqiao.web.planning.services import layout
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.models import Platform
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


def crumbs(analysis: LayoutAnalysis | None = None) -> list[tuple[str, str]]:
    """Return the way to a page of the layout."""
    way = [(_("Layout"), reverse("planning:layout"))]
    return way if analysis is None else [*way, (analysis.code, analysis.get_absolute_url())]


@require_safe
@right_required(LAYOUT)
def newest(request: SignedInRequest) -> HttpResponse:
    """The layout of the latest day that was analysed."""
    analysis = selectors.newest_analysis(request.user)
    if analysis is None:
        context = {"may_analyse": request.user.has_right(ANALYSE)}
        return render(request, "planning/no_layout.html", context)
    return _page(request, analysis, is_newest=True)


@require_safe
@right_required(LAYOUT)
def analysis_view(request: SignedInRequest, code: str) -> HttpResponse:
    """The layout by one analysis."""
    return _page(request, selectors.analysis_of(request.user, code))


def _page(request: SignedInRequest, analysis: LayoutAnalysis, *, is_newest: bool = False) -> HttpResponse:
    names = NodeNames(selectors.chains_of(analysis))
    nodes = list(selectors.node_rows(analysis))
    gaps = [
        node
        for node in nodes
        if node.gap in (LayoutGap.NO_PLATFORM, LayoutGap.NO_INDUSTRY) and not node.has_parts
    ]
    small = analysis.platforms <= MOST_IN_PICTURE
    history = selectors.by_day(request.user, analysis)
    overlaps = selectors.overlap_rows(analysis)[:5]
    context = {
        "analysis": analysis,
        "clusters": tables.cluster_table(analysis, names),
        "gaps": tables.nodes_table(
            analysis,
            gaps,
            names,
            selectors.targets_by_node(request.user),
            may_attract=request.user.has_right(ATTRACT),
        ),
        "mapped": tables.mapped_table(analysis),
        "overlaps": tables.overlaps_table(analysis, overlaps) if overlaps else None,
        "trend": tables.trend_table(history),
        "picture": tables.picture(selectors.position_rows(analysis), nodes, names) if small else None,
        "chains_source": words(selectors.chains_of(analysis).source),
        "terms_source": str(selectors.terms_of(analysis).source),
        "may_analyse": request.user.has_right(ANALYSE),
        # The newest stands at the address that the way would lead to.
        "crumbs": [] if is_newest else crumbs(),
    }
    return render(request, "planning/layout.html", context)


class AnalysisPart(ListView):
    """Base of the lists of an analysis."""

    right = LAYOUT
    export = "planning.export"

    @cached_property
    def analysis(self) -> LayoutAnalysis:
        """That of the address. Raises Http404."""
        return selectors.analysis_of(self.request.user, self.kwargs["code"])

    @cached_property
    def names(self) -> NodeNames:
        """Names of nodes and clusters."""
        return NodeNames(selectors.chains_of(self.analysis))

    def exported_object(self) -> LayoutAnalysis:
        """The analysis."""
        return self.analysis

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way back."""
        return {"crumbs": crumbs(self.analysis)}


class NodeList(AnalysisPart):
    """The nodes of the chains with what belongs to them; gaps on either side."""

    file_name = "layout-nodes"
    orders: ClassVar = {
        name: name for name in ("platforms", "firms", "revenue", "contracts", "needs", "cluster", "gap")
    }

    def filters(self) -> list[Filter]:
        """Gap, cluster, whole nodes or parts."""
        clusters = [(code, self.names[code]) for code in self.names.clusters]
        return [
            Filter("gap", pgettext("layout", "Gap"), choices=in_words(LayoutGap), apply=with_value("gap")),
            Filter("cluster", _("Industry cluster"), choices=clusters, apply=with_value("cluster")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """In the order of the chains."""
        return selectors.node_rows(self.analysis)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        user = self.request.user
        targets = selectors.targets_by_node(user)
        return tables.nodes_table(
            self.analysis, rows, self.names, targets, may_attract=user.has_right(ATTRACT)
        )


class PositionList(AnalysisPart):
    """Where platforms stand, how specialised they are, how close to the clusters."""

    file_name = "layout-platforms"
    orders: ClassVar = {
        "code": "platform__code",
        "platform": "platform__short_name",
        "outputs": "outputs",
        "concentration": "concentration",
        "shannon": "shannon",
        "fit": "fit",
        "light": "light",
    }

    def filters(self) -> list[Filter]:
        """Words, light, type."""
        lights = [
            ("bad", pgettext("light", "alarm")),
            ("watch", _("attention")),
            ("good", _("normal")),
            ("none", _("no figure")),
        ]
        names = ("platform__code", "platform__short_name", "platform__short_name_en")
        return [
            Filter("q", _("Platform"), kind="words", apply=with_words(*names)),
            Filter("light", _("Light"), choices=lights, apply=with_value("light")),
            Filter("type", _("Type"), choices=in_words(Platform.Type), apply=with_value("platform__type")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """By code."""
        return selectors.position_rows(self.analysis)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return tables.positions_table(self.analysis, rows, self.names, selectors.terms_of(self.analysis))


class OverlapList(AnalysisPart):
    """Pairs of platforms that resemble each other."""

    file_name = "layout-overlaps"
    orders: ClassVar = {"resemblance": "resemblance", "codes": "codes", "ipc": "ipc", "text": "text"}

    def filters(self) -> list[Filter]:
        """Words of either side."""
        names = ("first__code", "first__short_name", "second__code", "second__short_name")
        return [Filter("q", _("Platform"), kind="words", apply=with_words(*names))]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """The closest first."""
        return selectors.overlap_rows(self.analysis)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return tables.overlaps_table(self.analysis, rows)


class UnmappedList(AnalysisPart):
    """What no node of the chains knows."""

    file_name = "layout-unmapped"
    orders: ClassVar = {"kind": "kind", "label": "label", "code": "code"}

    def filters(self) -> list[Filter]:
        """Kind, words."""
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("label", "code")),
            Filter(
                "kind", pgettext("layout", "Kind"), choices=in_words(MappedKind), apply=with_value("kind")
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Any]:
        """By kind and name."""
        return selectors.unmapped_rows(self.analysis)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return tables.unmapped_table(self.analysis, rows)


class AnalysisList(ListView):
    """All analyses, the latest day first."""

    right = LAYOUT
    template_name = "planning/analyses.html"
    export, file_name = "planning.export", "layout-analyses"
    orders: ClassVar = {"code": "code", "as_of": "as_of", "platforms": "platforms", "made_at": "made_at"}

    def rows(self, wanted: ListPage) -> QuerySet[LayoutAnalysis]:
        """The analyses."""
        return selectors.analyses_for(self.request.user)

    def table(self, rows: Iterable[LayoutAnalysis]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("layout", "Analysis")),
            Column("as_of", _("As of"), "date"),
            Column("platforms", _("Platforms"), "number"),
            Column("made_by", pgettext("layout", "Made by")),
            Column("made_at", pgettext("layout", "Made at"), "date"),
        ]
        printed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "as_of": row.as_of,
                "platforms": row.platforms,
                "made_by": str(row.made_by or ""),
                "made_at": row.made_at,
            }
            for row in rows
        ]
        return Table(_("Analyses of the layout"), columns, printed, name="analyses")

    def context(self, wanted: ListPage, page: Page[LayoutAnalysis]) -> dict[str, Any]:
        """Whether the reader makes them."""
        return {"crumbs": crumbs(), "may_analyse": self.request.user.has_right(ANALYSE)}


@require_safe
@right_required(LAYOUT)
def position_view(request: SignedInRequest, code: str, platform: str) -> HttpResponse:
    """One platform in the layout: its nodes, its fit with the parts, whom it resembles, over time."""
    analysis = selectors.analysis_of(request.user, code)
    row = selectors.position_rows(analysis).filter(platform__code=platform).first()
    if row is None:
        raise Http404
    terms = selectors.terms_of(analysis)
    names = NodeNames(selectors.chains_of(analysis))
    days = [each.pk for each in selectors.by_day(request.user, analysis)]
    history = PlatformPosition.objects.filter(platform=row.platform_id, analysis__in=days)
    overlaps = list(selectors.overlap_rows(analysis, row.platform_id)[:20])
    context = {
        "analysis": analysis,
        "position": row,
        "said": tables.light_words(terms, row),
        "fit": tables.fit_table(row, terms),
        "places": tables.places_table(row, names),
        "overlaps": tables.overlaps_table(analysis, overlaps) if overlaps else None,
        "trend": tables.position_trend_table(history.select_related("analysis").order_by("analysis__as_of")),
        "crumbs": crumbs(analysis),
    }
    return render(request, "planning/position.html", context)


@require_http_methods(["GET", "POST"])
@right_required(ANALYSE)
def analyse(request: SignedInRequest) -> HttpResponse:
    """Analyse the layout of a day; of a very large city in the background."""
    form = AnalysisForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        if layout.is_large():
            label = f"{_('Layout')} {day.isoformat()}"
            return redirect(jobs.start(request.user, "planning.analyse", label, as_of=day.isoformat()))
        try:
            return redirect(layout.make(request.user, day))
        except ValidationError as error:
            form.add_error("as_of", error.messages)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "planning/analyse.html", context, status=INVALID if form.errors else 200)
