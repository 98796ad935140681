"""Which nodes of the chains things belong to, by their codes, their words or the cluster they name.

Codes tell more than words: of a thing that has both, the codes count. Of several nodes that know a code, those with the
longest beginning of it count, so that C3841 belongs to the node of 3841 and not to that of 38.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from keqiao.engine.layout.chains import CodeKind, IndustryChains

WAYS = ("industry", "strategic", "ipc", "text", "cluster")
"""How a thing is known to belong to a node, the surest first."""
MEMBERS: dict[str, pl.DataType] = {
    "item": pl.Int64(),
    "node": pl.String(),
    "cluster": pl.String(),
    "way": pl.String(),
    "by": pl.String(),
}
"""Columns of a mapping. ``node`` is empty where only the cluster is known; ``by``: the code or the words."""


def plain_code(kind: str, code: str) -> str:
    """A code without what does not count: the letter of the section of an industry, blanks of an IPC symbol."""
    code = code.replace(" ", "").upper()
    return code.lstrip("ABCDEFGHIJKLMNOPQRST") if kind == "industry" else code


def tree(chains: IndustryChains) -> pl.DataFrame:
    """Return a row for each node and each one above it, itself too: ``node``, ``above``, ``cluster``, ``depth``."""
    above: dict[str, list[str]] = {}
    rows: list[tuple[str, str, str, int]] = []
    for placed in chains.nodes():
        code = placed.node.code
        above[code] = [code, *above.get(placed.above, [])]
        rows += [(code, higher, placed.chain.cluster, placed.depth) for higher in above[code]]
    schema = {"node": pl.String, "above": pl.String, "cluster": pl.String, "depth": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def map_to_nodes(
    chains: IndustryChains, codes: pl.DataFrame, texts: pl.DataFrame, clusters: pl.DataFrame
) -> pl.DataFrame:
    """Return the nodes of things (columns :data:`MEMBERS`), each by the surest way that knows any.

    ``codes``: ``item``, ``kind`` (industry, strategic or ipc), ``code``; ``texts``: ``item``, ``text``; ``clusters``:
    ``item``, ``cluster``, as many rows as a thing has of each. Where a thing names clusters and some of its nodes lie
    in them, the others do not count. A thing that nothing knows has no row: it is unmapped.
    """
    parts = [_by_codes(chains, codes), _by_words(chains, texts)]
    known = pl.concat(parts)
    rank = pl.col("way").replace_strict({way: at for at, way in enumerate(WAYS)}, return_dtype=pl.Int64)
    known = known.with_columns(rank=rank)
    known = known.filter(pl.col("rank") == pl.col("rank").min().over("item")).drop("rank")
    named = clusters.select("item", "cluster").unique()
    known = known.join(named.with_columns(named=pl.lit(True)), on=["item", "cluster"], how="left")
    named_here = pl.col("named").fill_null(value=False)
    known = known.filter(named_here | ~named_here.any().over("item")).drop("named")
    rest = named.join(known.select("item").unique(), on="item", how="anti")
    rest = rest.filter(pl.col("cluster").is_in([chain.cluster for chain in chains.chains]))
    by_cluster = rest.with_columns(node=pl.lit(""), way=pl.lit("cluster"), by=pl.col("cluster"))
    members = pl.concat([known.select(*MEMBERS), by_cluster.select(*MEMBERS)])
    return members.unique(["item", "node", "cluster"], keep="first", maintain_order=True).sort("item", "node")


def _by_codes(chains: IndustryChains, codes: pl.DataFrame) -> pl.DataFrame:
    table: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for placed in chains.nodes():
        node = placed.node
        kinds: dict[CodeKind, Iterable[str]] = {
            "industry": node.industries,
            "strategic": node.strategic,
            "ipc": node.ipc,
        }
        for kind, prefixes in kinds.items():
            for prefix in prefixes:
                table.setdefault((kind, plain_code(kind, prefix)), []).append(
                    (node.code, placed.chain.cluster)
                )
    rows = []
    for kind, code in codes.select("kind", "code").unique().iter_rows():
        plain = plain_code(kind, code or "")
        for length in range(len(plain), 0, -1):
            if (kind, plain[:length]) in table and _is_whole(kind, plain, length):
                rows += [(kind, code, *node) for node in table[kind, plain[:length]]]
                break
    schema = {"kind": pl.String, "code": pl.String, "node": pl.String, "cluster": pl.String}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    joined = codes.select("item", "kind", "code").join(known, on=["kind", "code"])
    return joined.rename({"kind": "way", "code": "by"}).select(*MEMBERS).cast({"item": pl.Int64})


def _is_whole(kind: str, code: str, length: int) -> bool:
    """Whether the beginning of a code is one by itself: 5.1 is none of 5.12, H01M 1 none of H01M 10, but 384 of 3841
    and H01M 10/05 of H01M 10/0525, whose digits divide further.
    """
    divides = kind == "industry" or "/" in code[:length]
    return divides or length == len(code) or not code[length - 1 : length + 1].isdigit()


def _by_words(chains: IndustryChains, texts: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (term.lower(), placed.node.code, placed.chain.cluster)
        for placed in chains.nodes()
        for term in placed.node.terms
    ]
    if not rows or not texts.height:
        return pl.DataFrame(schema=MEMBERS)
    terms = pl.DataFrame(
        rows, schema={"term": pl.String, "node": pl.String, "cluster": pl.String}, orient="row"
    )
    words = terms["term"].unique().to_list()
    hits = pl.col("text").fill_null("").str.to_lowercase().str.extract_many(words, overlapping=True)
    hits_by_item = texts.select("item", term=hits).explode("term").drop_nulls("term").unique()
    joined = hits_by_item.join(terms, on="term")
    grouped = joined.group_by("item", "node", "cluster").agg(by=pl.col("term").sort().str.join("、"))
    return grouped.with_columns(way=pl.lit("text")).select(*MEMBERS).cast({"item": pl.Int64})
