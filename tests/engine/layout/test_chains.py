"""Chains: the packaged document, what is wrong with one, which nodes codes and words lead to, coverage and gaps."""

from __future__ import annotations

import polars as pl
import pytest

from keqiao.engine.layout import CHAINS, cluster_matrix, map_to_nodes, node_coverage, node_matrix
from keqiao.engine.layout.chains import PACKAGED

TEXT = """
source: 测试
chains:
  - code: chain_a
    name: 甲
    cluster: a
    nodes:
      - code: wide
        name: 宽
        industries: ["38"]
        parts: [{code: cells, name: 电芯, industries: [C3841], ipc: [H01M 10], terms: [电芯]}]
      - {code: empty, name: 空, industries: ["99"], strategic: ["5.1"]}
  - code: chain_b
    name: 乙
    cluster: b
    nodes:
      - {code: shared, name: 共, industries: ["3841"], terms: [机器人]}
"""


@pytest.fixture
def chains():
    reading = CHAINS.read(TEXT)
    assert not reading.findings
    return reading.usable


def mapped(chains, codes=(), texts=(), clusters=()):
    return map_to_nodes(
        chains,
        pl.DataFrame(codes, schema={"item": pl.Int64, "kind": pl.String, "code": pl.String}, orient="row"),
        pl.DataFrame(texts, schema={"item": pl.Int64, "text": pl.String}, orient="row"),
        pl.DataFrame(clusters, schema={"item": pl.Int64, "cluster": pl.String}, orient="row"),
    )


def test_the_packaged_document_has_no_findings_and_every_node_one_code():
    reading = CHAINS.read(PACKAGED.read_text(encoding="utf-8"))
    assert not reading.findings
    codes = [placed.node.code for placed in reading.usable.nodes()]
    assert len(codes) == len(set(codes)) > 20
    assert {chain.cluster for chain in reading.usable.chains} == {
        "battery",
        "steel",
        "grid",
        "equipment",
        "other",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("code: empty", "code: cells"), "twice"),
        (('industries: ["99"], strategic: ["5.1"]', 'note: "-"'), "nothing can be mapped"),
        (("cluster: b", "cluster: a"), "twice"),
        (('["38"]', '["C"]'), "industries"),
    ],
)
def test_what_is_wrong_is_told(change, said):
    findings = CHAINS.read(TEXT.replace(*change)).findings
    assert any(said in str(finding.message) or said in str(finding) for finding in findings)


def test_the_longest_beginning_of_a_code_counts_and_codes_tell_more_than_words(chains):
    found = mapped(
        chains,
        codes=[
            (1, "industry", "C3841"),
            (2, "industry", "3849"),
            (3, "ipc", "H01M 10/0525"),
            (4, "ipc", "H01M 100/05"),
            (5, "strategic", "5.1.2"),
            (6, "strategic", "5.12"),
        ],
        texts=[(1, "机器人"), (7, "高比能电芯和机器人"), (8, "无")],
        clusters=[(1, "a"), (8, "b"), (9, "nowhere")],
    )
    pairs = {(item, node) for item, node in found.select("item", "node").iter_rows()}
    # 1 names the cluster a: the node of b with the same code does not count; nor does the word.
    assert pairs == {
        (1, "cells"),
        (2, "wide"),
        (3, "cells"),
        (5, "empty"),
        (7, "cells"),
        (7, "shared"),
        (8, ""),
    }
    assert found.filter(pl.col("item") == 8)["cluster"].to_list() == ["b"]


def test_coverage_counts_each_thing_once_on_every_step_up_and_tells_gaps_both_ways(chains):
    def rows(*pairs):
        return pl.DataFrame(pairs, schema={"item": pl.Int64, "node": pl.String}, orient="row")

    table = node_coverage(
        chains,
        {
            "platforms": rows((1, "cells"), (1, "wide"), (2, "cells")),
            "firms": rows((7, "shared"), (8, "shared"), (8, "shared")),
            "needs": rows((9, "wide")),
        },
    )
    by_node = {row["node"]: row for row in table.rows(named=True)}
    assert list(by_node) == ["wide", "cells", "empty", "shared"]
    assert by_node["wide"]["platforms"] == 2
    assert by_node["wide"]["has_parts"]
    assert (by_node["cells"]["platforms"], by_node["cells"]["gap"]) == (2, "no_industry")
    assert (by_node["shared"]["firms"], by_node["shared"]["gap"]) == (2, "no_platform")
    assert by_node["empty"]["gap"] == "neither"
    assert (by_node["wide"]["needs"], by_node["wide"]["gap"]) == (1, "no_industry")  # a need is no firm


def test_matrices_count_distinct(chains):
    members = pl.DataFrame(
        {"item": [1, 1, 2], "cluster": ["a", "a", "b"], "node": ["cells", "wide", "shared"]}
    )
    levels = pl.DataFrame({"item": [1, 2], "level": ["national", "county"]})
    assert cluster_matrix(members, levels).rows() == [("county", "b", 1), ("national", "a", 1)]
    of = pl.DataFrame({"item": [1, 2], "platform": [10, 10]})
    assert node_matrix(members, of).rows() == [(10, "cells", 1), (10, "shared", 1), (10, "wide", 1)]
