"""The layout as tables and a picture: clusters by level, nodes with gaps, positions, overlaps, what was not mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.diagnostics.rules import words_in
from keqiao.engine.layout import IndustryChains
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.evaluations.reading import words
from keqiao.web.planning.documents import LayoutTerms
from keqiao.web.planning.models import (
    LayoutAnalysis,
    LayoutGap,
    MappedKind,
    NodeCoverage,
    PlatformOverlap,
    PlatformPosition,
    UnmappedThing,
)
from keqiao.web.registry.models.record import Level
from keqiao.web.site.punctuation import bracketed, listed
from keqiao.web.site.tables import Cell, Column, Table

GAP_LIGHTS: dict[str, Any] = {"no_platform": "bad", "no_industry": "watch", "neither": "none", "none": "good"}
MOST_IN_PICTURE = 40
"""Platforms that a picture of all of them shows at most."""


class NodeNames:
    """Names of nodes and clusters in the reader's language."""

    def __init__(self, chains: IndustryChains) -> None:
        self.nodes = {placed.node.code: words(placed.node.name) for placed in chains.nodes()}
        self.clusters = {chain.cluster: words(chain.name) for chain in chains.chains}
        self.horizons = {placed.node.code: placed.node.horizon for placed in chains.nodes()}

    def __getitem__(self, code: str) -> str:
        """The name of a node or a cluster; its code where no chain knows it any more."""
        return self.nodes.get(code) or self.clusters.get(code) or code


def part_url(analysis: LayoutAnalysis, name: str, query: str = "") -> str:
    """Return the address of a list of an analysis."""
    return reverse(f"planning:{name}", args=(analysis.code,)) + query


def cluster_table(analysis: LayoutAnalysis, names: NodeNames) -> Table:
    """Return the clusters: platforms by level, firms, contracts, needs, and how platforms stand to firms."""
    counts = {(cluster, level): count for level, cluster, count in analysis.city["matrix"]}
    levels = [level for level in Level if any(of == level.value for _cluster, of in counts)]
    rows = []
    for line in analysis.city["clusters"]:
        code = line["cluster"]
        row: dict[str, Any] = {
            "cluster": Cell(names[code], url=part_url(analysis, "nodes", f"?cluster={code}")),
            "platforms": Cell(line["platforms"], light="" if line["platforms"] else "bad"),
            "firms": line["firms"],
            "contracts": line["contracts"],
            "needs": line["needs"],
            "quotient": None if line["quotient"] is None else Decimal(str(round(line["quotient"], 4))),
        }
        rows.append(row | {level.value: counts.get((code, level.value), 0) for level in levels})
    columns = [
        Column("cluster", _("Industry cluster")),
        *(Column(level.value, str(level.label), "number") for level in levels),
        Column("platforms", _("Platforms"), "number"),
        Column("firms", _("Local firms"), "number"),
        Column("contracts", _("Contracts"), "number"),
        Column("needs", _("Needs"), "number"),
        Column("quotient", _("Location quotient"), "number", decimals=2),
    ]
    note = _(
        "A platform in two clusters counts in both. Location quotient: share of the platforms over share of the local "
        "firms; above 1 there are more platforms than the firms would let expect."
    )
    title = _("Levels and clusters")
    return Table(title, columns, rows, as_of=analysis.as_of.isoformat(), name="clusters", note=note)


def nodes_table(
    analysis: LayoutAnalysis,
    rows: Iterable[NodeCoverage],
    names: NodeNames,
    targets: Mapping[str, int],
    *,
    may_attract: bool = False,
) -> Table:
    """Return nodes with what belongs to each and what is lacking, and what leads to the targets of attraction there.

    ``targets``: how many are under way, by node. A gap without one leads to a new one for who may add it.
    """
    printed = []
    for row in rows:
        gap = LayoutGap(row.gap)
        future = names.horizons.get(row.node) == "future"
        printed.append(
            {
                "node": Cell(names[row.node], text=("\u3000" * row.depth) + names[row.node]),
                "cluster": names[row.cluster],
                "horizon": pgettext("layout", "future") if future else pgettext("layout", "present"),
                "platforms": row.platforms,
                "firms": row.firms,
                "revenue": row.revenue,
                "contracts": row.contracts,
                "needs": row.needs,
                "gap": Cell(gap.value, text=str(gap.label), light=GAP_LIGHTS[gap.value]),
                "targets": _targets_cell(row, targets.get(row.node, 0), may_attract=may_attract),
            }
        )
    columns = [
        Column("node", _("Node of the chain")),
        Column("cluster", _("Industry cluster")),
        Column("horizon", _("Present or future")),
        Column("platforms", _("Platforms"), "number"),
        Column("firms", _("Local firms"), "number"),
        Column("revenue", _("Revenue of the firms"), "money", unit="万元"),
        Column("contracts", _("Contracts"), "number"),
        Column("needs", _("Needs"), "number"),
        Column("gap", pgettext("layout", "Gap")),
        Column("targets", _("Targets of attraction"), "number"),
    ]
    note = _("Each thing counts once for a node and its parts; a row with parts includes them.")
    title = _("Nodes of the chains")
    return Table(title, columns, printed, as_of=analysis.as_of.isoformat(), name="nodes", note=note)


def _targets_cell(row: NodeCoverage, under_way: int, *, may_attract: bool) -> Cell:
    if under_way:
        return Cell(under_way, url=f"{reverse('planning:attractions')}?node={row.node}")
    if may_attract and row.gap == LayoutGap.NO_PLATFORM:
        url = f"{reverse('planning:new_attraction')}?node={row.node}"
        return Cell(None, text=pgettext("attraction", "Add a target"), url=url)
    return Cell(None)


def positions_table(
    analysis: LayoutAnalysis, rows: Iterable[PlatformPosition], names: NodeNames, terms: LayoutTerms
) -> Table:
    """Return where platforms stand."""
    printed = []
    for row in rows:
        position_url = reverse("planning:position", args=(analysis.code, row.platform.code))
        printed.append(
            {
                "code": row.platform.code,
                "platform": Cell(str(row.platform), url=position_url),
                "nodes": listed(names[place["node"]] for place in row.nodes if place["way"] != "outputs"),
                "outputs": row.outputs,
                "leading": names[row.leading] if row.leading else "",
                "concentration": row.concentration,
                "shannon": row.shannon,
                "fit": row.fit,
                "light": Cell(row.light, text=light_words(terms, row), light=row.light),  # type: ignore[arg-type]
            }
        )
    columns = [
        Column("code", _("Code")),
        Column("platform", _("Platform")),
        Column("nodes", pgettext("layout", "Nodes")),
        Column("outputs", _("Contracts, projects and patents mapped"), "number"),
        Column("leading", _("Most of them in")),
        Column("concentration", _("Concentration (HHI)"), "number", decimals=3),
        Column("shannon", _("Diversity (Shannon)"), "number", decimals=3),
        Column("fit", _("Fit (0 to 100)"), "number", decimals=1),
        Column("light", _("Tie to the clusters")),
    ]
    return Table(
        _("Positions of platforms"), columns, printed, as_of=analysis.as_of.isoformat(), name="positions"
    )


def light_words(terms: LayoutTerms, row: PlatformPosition) -> str:
    """Return what the light of a position says."""
    if not row.parts.get("contracts"):
        return str(terms.no_contract)
    return words(words_in(terms.lights, row.fit)) if row.fit is not None else _("no figure")


def overlaps_table(analysis: LayoutAnalysis, rows: Iterable[PlatformOverlap]) -> Table:
    """Return pairs that resemble each other, with why."""
    why = {"codes": _("directions"), "ipc": _("patents"), "text": pgettext("layout", "words")}
    printed = []
    for row in rows:
        common = (
            bracketed(why[part], listed(names)) for part, names in row.common.items() if part in why and names
        )
        printed.append(
            {
                "first": Cell(str(row.first), url=row.first.get_absolute_url()),
                "second": Cell(str(row.second), url=row.second.get_absolute_url()),
                "resemblance": row.resemblance,
                "codes": row.codes,
                "ipc": row.ipc,
                "text": row.text,
                "common": _("; ").join(common),
            }
        )
    columns = [
        Column("first", _("Platform")),
        Column("second", _("Other platform")),
        Column("resemblance", _("Resemblance"), "percent"),
        Column("codes", _("By directions"), "percent"),
        Column("ipc", _("By patents"), "percent"),
        Column("text", _("By words"), "percent"),
        Column("common", _("In common")),
    ]
    note = _(
        "By directions: shared over all (Jaccard); by patents: cosine of the counts by IPC subclass; by words: cosine "
        "of weighted terms. The resemblance is their mean by weight over what is known."
    )
    title = _("Overlap of platforms")
    return Table(title, columns, printed, as_of=analysis.as_of.isoformat(), name="overlaps", note=note)


def unmapped_table(analysis: LayoutAnalysis, rows: Iterable[UnmappedThing]) -> Table:
    """Return what no node knows."""
    printed = [{"kind": row.get_kind_display(), "label": row.label, "code": row.code} for row in rows]
    columns = [
        Column("kind", pgettext("layout", "Kind")),
        Column("label", pgettext("layout", "Name or number")),
        Column("code", _("Industry code")),
    ]
    note = _("Nothing in the chains knows their codes or words: complete the register or the chains.")
    return Table(
        _("Not mapped"), columns, printed, as_of=analysis.as_of.isoformat(), name="unmapped", note=note
    )


def mapped_table(analysis: LayoutAnalysis) -> Table:
    """Return how much of each kind could be mapped."""
    rows = []
    for kind in MappedKind:
        mapped, whole = analysis.city["mapped"][kind.value]
        url = part_url(analysis, "unmapped", f"?kind={kind.value}")
        rows.append(
            {
                "kind": str(kind.label),
                "whole": whole,
                "mapped": mapped,
                "rest": Cell(whole - mapped, url=url if whole > mapped else ""),
            }
        )
    columns = [
        Column("kind", pgettext("layout", "Kind")),
        Column("whole", pgettext("layout", "In all"), "number"),
        Column("mapped", _("On a node"), "number"),
        Column("rest", _("Not mapped"), "number"),
    ]
    return Table(_("What was mapped"), columns, rows, as_of=analysis.as_of.isoformat(), name="mapped")


def trend_table(analyses: Iterable[LayoutAnalysis]) -> Table:
    """Return the indices of several days, each with its formula in the note."""
    rows = []
    for analysis in analyses:
        indices = analysis.city["diversity"]
        rows.append(
            {
                "as_of": Cell(analysis.as_of, url=analysis.get_absolute_url()),
                "platforms": analysis.platforms,
                "pairs": analysis.city["overlaps"]["pairs"],
            }
            | {name: indices[name] for name in ("nodes", "shannon", "evenness", "concentration", "krugman")}
        )
    columns = [
        Column("as_of", _("As of"), "date"),
        Column("platforms", _("Platforms"), "number"),
        Column("nodes", _("Nodes with a platform"), "number"),
        Column("shannon", _("Diversity (Shannon)"), "number", decimals=3),
        Column("evenness", _("Evenness"), "number", decimals=3),
        Column("concentration", _("Concentration (HHI)"), "number", decimals=3),
        Column("krugman", _("Distance to the firms (Krugman)"), "number", decimals=3),
        Column("pairs", _("Overlapping pairs"), "number"),
    ]
    note = _(
        "p: shares of the nodes among platforms. Shannon −Σ p ln p; evenness: Shannon over ln of the number of nodes; "
        "HHI Σ p²; Krugman Σ |p − q| over clusters, q the shares of the local firms: 0 the same structure, 2 none in "
        "common."
    )
    return Table(_("Diversity over time"), columns, rows, name="trend", note=note)


def picture(
    rows: Iterable[PlatformPosition], nodes: Iterable[NodeCoverage], names: NodeNames
) -> Chart | None:
    """Return nodes by platforms: how many outputs each cell has. None where there are too many platforms to be told
    apart, or none.
    """
    positions = list(rows)
    if not positions or len(positions) > MOST_IN_PICTURE:
        return None
    things: Mapping[str, dict[str, int]] = {
        str(row.platform): {place["node"]: place["things"] for place in row.nodes} for row in positions
    }
    series = []
    for node in nodes:
        counts = [of.get(node.node) for of in things.values()]
        if any(count is not None for count in counts):
            series.append(Series(names[node.node], [Point(count) for count in counts]))
    if not series:
        return None
    return Chart(
        kind="heatmap",
        title=_("Nodes and platforms"),
        subtitle=_("Contracts, projects and patents; 0: a direction without any"),
        categories=list(things),
        series=series[:60],
        size="l",
    )


def fit_table(row: PlatformPosition, terms: LayoutTerms) -> Table:
    """Return the parts of the fit of a platform."""
    labels = {name: str(label) for name, label in _fit_labels().items()}
    rows = []
    for name, label in labels.items():
        part, share = terms.fit.part(name), row.parts.get(name)
        rows.append(
            {
                "part": label,
                "share": share,
                "full_at": part.full_at,
                "value": None if share is None else min(1.0, share / part.full_at),
                "weight": part.weight,
            }
        )
    columns = [
        Column("part", pgettext("layout", "Part")),
        Column("share", _("Share"), "percent"),
        Column("full_at", _("Full from"), "percent"),
        Column("value", _("Counts as"), "percent"),
        Column("weight", _("Weight"), "number"),
    ]
    note = _("The fit is 100 times the mean of what counts, by weight, over the parts that are known.")
    return Table(_("Parts of the fit"), columns, rows, name="fit", note=note)


def _fit_labels() -> dict[str, str]:
    return {
        "contracts": _("Contracts with local firms of the clusters, by amount"),
        "needs": _("Needs of local firms that ended in a contract"),
        "patents": _("Patents shared with local firms"),
        "text": _("Words of the chains in its directions (a weak signal)"),
    }


def places_table(row: PlatformPosition, names: NodeNames) -> Table:
    """Return the nodes of a platform and how they are known."""
    ways = {
        "industry": _("industry code of a direction"),
        "strategic": _("code of strategic emerging industries"),
        "ipc": _("IPC of a patent"),
        "text": _("words of its directions"),
        "cluster": _("cluster only"),
        "outputs": _("outputs only"),
    }
    rows = [
        {
            "node": names[place["node"]],
            "way": ways.get(place["way"], place["way"]),
            "by": place["by"],
            "things": place["things"],
        }
        for place in row.nodes
    ]
    columns = [
        Column("node", _("Node of the chain")),
        Column("way", _("Known by")),
        Column("by", _("Code or words")),
        Column("things", _("Contracts, projects and patents"), "number"),
    ]
    return Table(_("Nodes of the platform"), columns, rows, name="places")


def position_trend_table(rows: Iterable[PlatformPosition]) -> Table:
    """Return how the position of a platform changed over analyses."""
    printed = [
        {
            "as_of": row.analysis.as_of,
            "outputs": row.outputs,
            "concentration": row.concentration,
            "shannon": row.shannon,
            "fit": row.fit,
        }
        for row in rows
    ]
    columns = [
        Column("as_of", _("As of"), "date"),
        Column("outputs", _("Contracts, projects and patents mapped"), "number"),
        Column("concentration", _("Concentration (HHI)"), "number", decimals=3),
        Column("shannon", _("Diversity (Shannon)"), "number", decimals=3),
        Column("fit", _("Fit (0 to 100)"), "number", decimals=1),
    ]
    note = _("HHI Σ p² over the nodes of its outputs: 1 where all are in one; Shannon −Σ p ln p.")
    return Table(_("Specialisation over time"), columns, printed, name="position_trend", note=note)
