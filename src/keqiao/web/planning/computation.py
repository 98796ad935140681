"""The door to the engine: the layout of a day by chains and terms, as the rows that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from keqiao.engine.diagnostics.diagnosis import light_of
from keqiao.engine.layout import (
    IndustryChains,
    OverlapFeatures,
    by_group,
    cluster_fit,
    cluster_matrix,
    concentration,
    evenness,
    krugman,
    location_quotients,
    map_to_nodes,
    node_coverage,
    node_matrix,
    overlapping,
    reasons,
    shannon,
    tree,
)
from keqiao.engine.matching.text import Analyzer, analyzer_of, normalised
from keqiao.web.planning.documents import FIT_PARTS, LayoutTerms
from keqiao.web.planning.register_frames import RegisterFrames

MOST_PAIRS = 5_000
"""So many overlaps, the closest, are kept."""
CODES = {"item": pl.Int64, "kind": pl.String, "code": pl.String}


@dataclass(frozen=True)
class LayoutFrames:
    """The rows of an analysis, each as the columns of its table, and what is said of the city."""

    nodes: pl.DataFrame
    positions: pl.DataFrame
    overlaps: pl.DataFrame
    unmapped: pl.DataFrame
    city: dict[str, Any]


def analyse(chains: IndustryChains, terms: LayoutTerms, given: RegisterFrames) -> LayoutFrames:
    """Analyse the layout."""
    members = _members(chains, given)
    outputs = _outputs(chains, given)
    nodes = node_coverage(chains, members)
    nodes = nodes.join(
        _revenue(chains, given, members["firms"]), on="node", how="left", maintain_order="left"
    )
    nodes = nodes.with_columns(pl.col("revenue").fill_null(0), gap=pl.col("gap").replace({"": "none"}))
    features = _features(given, terms, chains)
    weights = terms.overlap.weights.model_dump()
    overlaps = _overlaps(features, weights, terms.overlap.threshold)
    return LayoutFrames(
        nodes,
        _positions(chains, terms, given, members["platforms"], outputs),
        overlaps,
        _unmapped(given, members),
        _city(chains, given, members, overlaps, terms),
    )


def _codes(rows: pl.DataFrame, item: str, kind: str, code: str) -> pl.DataFrame:
    columns = rows.select(
        pl.col(item).alias("item").cast(pl.Int64), pl.lit(kind).alias("kind"), pl.col(code).alias("code")
    )
    return columns.filter(pl.col("code").fill_null("") != "").unique()


def _columns(rows: pl.DataFrame, item: str, name: str, to: str) -> pl.DataFrame:
    columns = rows.select(pl.col(item).alias("item").cast(pl.Int64), pl.col(name).alias(to))
    return columns.filter(pl.col(to).fill_null("") != "")


def _none(to: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"item": pl.Int64, to: pl.String})


def _members(chains: IndustryChains, given: RegisterFrames) -> dict[str, pl.DataFrame]:
    """The nodes of everything that is counted."""
    firms, contracts, needs = given.firms, given.contracts, given.needs
    platform_codes = pl.concat(
        [
            _codes(given.directions, "platform", "industry", "code"),
            _codes(given.patents, "platform", "ipc", "ipc"),
        ]
    )
    return {
        "platforms": map_to_nodes(
            chains,
            platform_codes,
            _columns(given.platforms, "id", "text", "text"),
            _columns(given.clusters, "platform", "cluster", "cluster"),
        ),
        "firms": map_to_nodes(
            chains, _codes(firms, "id", "industry", "code"), _none("text"), _none("cluster")
        ),
        "contracts": map_to_nodes(
            chains,
            _codes(contracts, "id", "industry", "code"),
            _none("text"),
            _columns(contracts, "id", "cluster", "cluster"),
        ),
        # What is needed is told by the words of the need, not by the trade of who needs it.
        "needs": map_to_nodes(
            chains,
            pl.DataFrame(schema=CODES),
            _columns(needs, "id", "text", "text"),
            _columns(needs, "id", "cluster", "cluster"),
        ),
    }


def _outputs(chains: IndustryChains, given: RegisterFrames) -> pl.DataFrame:
    """Contracts, projects and patents of platforms by node: ``platform``, ``node``, ``things``."""
    parts = []
    of: Iterable[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]] = (
        (
            given.contracts,
            _codes(given.contracts, "id", "industry", "code"),
            _none("text"),
            _columns(given.contracts, "id", "cluster", "cluster"),
        ),
        (given.patents, _codes(given.patents, "id", "ipc", "ipc"), _none("text"), _none("cluster")),
        (
            given.projects,
            pl.DataFrame(schema=CODES),
            _columns(given.projects, "id", "text", "text"),
            _none("cluster"),
        ),
    )
    for rows, codes, texts, clusters in of:
        placed = map_to_nodes(chains, codes, texts, clusters).filter(pl.col("node") != "")
        parts.append(node_matrix(placed, rows.select(item="id", platform="platform").unique()))
    return pl.concat(parts).group_by("platform", "node").agg(pl.col("things").sum()).sort("platform", "node")


def _revenue(chains: IndustryChains, given: RegisterFrames, members: pl.DataFrame) -> pl.DataFrame:
    """The revenue of the distinct firms of each node, its parts included."""
    placed = members.select("item", "node").join(tree(chains).select("node", "above"), on="node")
    distinct = placed.select("item", node="above").unique()
    amounts = given.firms.select(item="id", revenue="revenue").drop_nulls()
    return distinct.join(amounts, on="item").group_by("node").agg(pl.col("revenue").sum())


def _words(analyzer: Analyzer, text: str) -> list[str]:
    return [word.term for word in analyzer.words(normalised(text or ""))]


def _analyzer(chains: IndustryChains) -> Analyzer:
    terms = {term for placed in chains.nodes() for term in placed.node.terms}
    return analyzer_of(tuple(sorted(terms)))


def _features(given: RegisterFrames, terms: LayoutTerms, chains: IndustryChains) -> OverlapFeatures:
    """What platforms are compared by: names of their directions, subclasses of their patents, their words."""
    analyzer = _analyzer(chains)
    rows = [
        (item, word, 1.0)
        for item, text in given.platforms.select("id", "text").iter_rows()
        for word in _words(analyzer, text)
    ]
    schema = {"item": pl.Int64, "feature": pl.String, "value": pl.Float64}
    directions = given.directions.select(item="platform", feature="name", value=pl.lit(1.0))
    patents = given.patents.filter(pl.col("ipc").fill_null("") != "")
    ipc = patents.select(item="platform", feature=pl.col("ipc").str.slice(0, 4), value=pl.lit(1.0))
    texts = pl.DataFrame(rows, schema=schema, orient="row")
    return OverlapFeatures(given.platforms["id"], {"codes": directions, "ipc": ipc, "text": texts})


def _overlaps(features: OverlapFeatures, weights: dict[str, float], threshold: float) -> pl.DataFrame:
    if not any(weight > 0 for weight in weights.values()):
        weights = {"codes": 1.0}
    pairs = overlapping(features, weights, threshold, MOST_PAIRS)
    common = [json.dumps(why, ensure_ascii=False) for why in reasons(features, pairs)]
    return pairs.with_columns(common=pl.Series(common, dtype=pl.String))


def _positions(
    chains: IndustryChains,
    terms: LayoutTerms,
    given: RegisterFrames,
    members: pl.DataFrame,
    outputs: pl.DataFrame,
) -> pl.DataFrame:
    """A row for each platform."""
    indices = by_group(outputs.select(group="platform", category="node", value="things"))
    parts = _fit_parts(chains, given)
    weights = {name: terms.fit.part(name).weight for name in FIT_PARTS}
    scaled = parts.with_columns(pl.col(name) / terms.fit.part(name).full_at for name in FIT_PARTS)
    if not any(weights.values()):
        fit = scaled.select("item", fit=pl.lit(None, pl.Float64))
    else:
        fit = cluster_fit(scaled, weights).select("item", "fit")
    light = light_of(pl.col("fit"), terms.lights, "none")
    # A fit that other parts make is none without any contract with a local firm of the clusters.
    lights = (
        fit.join(parts, on="item")
        .with_columns(light=light)
        .with_columns(
            light=pl.when(pl.col("contracts").fill_null(0) <= 0).then(pl.lit("bad")).otherwise("light")
        )
    )
    by_node: dict[int, dict[str, dict[str, Any]]] = {}
    for item, node, cluster, way, by in members.iter_rows():
        by_node.setdefault(item, {})[node or cluster] = {"way": way, "by": by, "things": 0, "whole": not node}
    for item, node, things in outputs.iter_rows():
        by_node.setdefault(item, {}).setdefault(
            node, {"way": "outputs", "by": "", "things": 0, "whole": False}
        )["things"] = things
    rows = given.platforms.select(platform="id")
    rows = rows.join(indices, left_on="platform", right_on="group", how="left", maintain_order="left")
    rows = rows.join(lights, left_on="platform", right_on="item", how="left", maintain_order="left")
    share = [
        json.dumps({name: value for name, value in zip(FIT_PARTS, values, strict=True) if value is not None})
        for values in rows.select(*FIT_PARTS).iter_rows()
    ]
    places = [
        json.dumps(
            [{"node": node} | about for node, about in sorted(by_node.get(item, {}).items())],
            ensure_ascii=False,
        )
        for item in rows["platform"]
    ]
    return rows.select(
        "platform",
        pl.Series("nodes", places, pl.String),
        pl.col("total").fill_null(0).cast(pl.Int64).alias("outputs"),
        "concentration",
        "shannon",
        pl.col("leading").fill_null(""),
        "fit",
        pl.Series("parts", share, pl.String),
        pl.col("light").fill_null("none"),
    )


def _fit_parts(chains: IndustryChains, given: RegisterFrames) -> pl.DataFrame:
    """The shares that make the fit: ``item`` and a column for each part, null where nothing is known."""
    contracts = given.contracts.with_columns(pl.col("amount").cast(pl.Float64))
    placed = map_to_nodes(
        chains,
        _codes(contracts, "id", "industry", "code"),
        _none("text"),
        _columns(contracts, "id", "cluster", "cluster"),
    )
    tied = contracts.with_columns(tied=pl.col("local") & pl.col("id").is_in(placed["item"].implode()))
    amount = tied.group_by("platform").agg(
        part=pl.when(pl.col("tied")).then("amount").otherwise(0.0).sum(), whole=pl.col("amount").sum()
    )
    shares = {
        "contracts": amount.select("platform", contracts=_share("part", "whole")),
        "needs": given.deals.group_by("platform").agg(needs=pl.col("answered").cast(pl.Float64).mean()),
        "patents": given.patents.group_by("platform").agg(patents=pl.col("shared").cast(pl.Float64).mean()),
        "text": _text_share(chains, given),
    }
    result = given.platforms.select(item="id")
    for share in shares.values():
        result = result.join(share, left_on="item", right_on="platform", how="left", maintain_order="left")
    return result


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _text_share(chains: IndustryChains, given: RegisterFrames) -> pl.DataFrame:
    """How many of the words of a platform are words of the chains."""
    analyzer = _analyzer(chains)
    known: set[str] = set()
    for placed in chains.nodes():
        for text in (*placed.node.terms, placed.node.name.zh, placed.chain.name.zh):
            known |= set(_words(analyzer, text))
    rows = []
    for item, text in given.platforms.select("id", "text").iter_rows():
        words = set(_words(analyzer, text))
        rows.append((item, len(words & known) / len(words) if words else None))
    return pl.DataFrame(rows, schema={"platform": pl.Int64, "text": pl.Float64}, orient="row")


def _unmapped(given: RegisterFrames, members: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What no node knows."""
    of = {
        "platforms": given.platforms.select(thing="id", label="name", code=pl.lit("")),
        "firms": given.firms.select(thing="id", label="name", code=pl.col("code").fill_null("")),
        "contracts": given.contracts.select(thing="id", label="number", code=pl.col("code").fill_null("")),
        "needs": given.needs.select(thing="id", label="number", code=pl.lit("")),
    }
    parts = []
    for kind, rows in of.items():
        placed = members[kind].filter(pl.col("node") != "")
        rest = rows.filter(~pl.col("thing").is_in(placed["item"].implode()))
        parts.append(
            rest.select(pl.lit(kind).alias("kind"), "thing", pl.col("label").str.slice(0, 300), "code")
        )
    return pl.concat(parts)


def _city(
    chains: IndustryChains,
    given: RegisterFrames,
    members: dict[str, pl.DataFrame],
    overlaps: pl.DataFrame,
    terms: LayoutTerms,
) -> dict[str, Any]:
    """What is said of the city: plain values."""
    codes = [chain.cluster for chain in chains.chains]
    counts = {
        kind: dict(rows.group_by("cluster").agg(pl.col("item").n_unique()).iter_rows())
        for kind, rows in members.items()
    }
    by = {kind: [int(of.get(code, 0)) for code in codes] for kind, of in counts.items()}
    levels = given.platforms.select(item="id", level="level")
    quotients = location_quotients(by["platforms"], by["firms"])
    placed = members["platforms"].filter(pl.col("node") != "")
    on_nodes = placed.group_by("node").agg(pl.col("item").n_unique())["item"].to_list()
    return {
        "clusters": [
            {"cluster": code, "quotient": quotients[at]} | {kind: by[kind][at] for kind in by}
            for at, code in enumerate(codes)
        ],
        "matrix": [list(row) for row in cluster_matrix(members["platforms"], levels).iter_rows()],
        "diversity": {
            "shannon": shannon(on_nodes),
            "evenness": evenness(on_nodes),
            "concentration": concentration(on_nodes),
            "krugman": krugman(by["platforms"], by["firms"]),
            "nodes": len(on_nodes),
        },
        "mapped": {
            kind: [int(rows.filter(pl.col("node") != "")["item"].n_unique()), int(whole)]
            for (kind, rows), whole in zip(
                members.items(),
                (given.platforms.height, given.firms.height, given.contracts.height, given.needs.height),
                strict=True,
            )
        },
        "overlaps": {"threshold": terms.overlap.threshold, "pairs": overlaps.height},
    }
