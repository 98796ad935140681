"""The resemblance of platforms is that of scipy's distances; fit is a mean of what is known."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from scipy.spatial import distance

from keqiao.engine.layout import OverlapFeatures, cluster_fit, overlapping, reasons

CODES = {1: "ab", 2: "bc", 3: "ab", 4: ""}
IPC = {1: {"H01M": 3, "B25J": 1}, 2: {"H01M": 2}, 3: {}, 4: {"B25J": 5}}
TEXT = {1: "电池 电池 材料", 2: "电池 检测", 3: "材料", 4: "机器人"}


def cells(rows):
    return pl.DataFrame(
        rows, schema={"item": pl.Int64, "feature": pl.String, "value": pl.Float64}, orient="row"
    )


@pytest.fixture
def features():
    return OverlapFeatures(
        pl.Series([1, 2, 3, 4]),
        {
            "codes": cells([(item, code, 1) for item, codes in CODES.items() for code in codes]),
            "ipc": cells([(item, ipc, count) for item, of in IPC.items() for ipc, count in of.items()]),
            "text": cells([(item, word, 1) for item, text in TEXT.items() for word in text.split()]),
        },
    )


def expected(part, first, second):
    if part == "codes":
        if not CODES[first] or not CODES[second]:
            return None
        return 1 - distance.jaccard([c in CODES[first] for c in "abc"], [c in CODES[second] for c in "abc"])
    if part == "ipc":
        rows = [[IPC[item].get(name, 0) for name in ("H01M", "B25J")] for item in (first, second)]
    else:
        words = sorted({word for text in TEXT.values() for word in text.split()})
        often = {word: sum(word in text.split() for text in TEXT.values()) for word in words}
        rows = [
            [TEXT[item].split().count(word) * math.log(len(TEXT) / often[word]) for word in words]
            for item in (first, second)
        ]
    if not all(np.any(row) for row in rows):
        return None
    return 1 - distance.cosine(*rows)


def test_each_part_is_that_of_scipy_and_the_whole_their_mean(features):
    weights = {"codes": 2.0, "ipc": 1.0, "text": 1.0}
    pairs = overlapping(features, weights, 0.0)
    assert pairs.height == 6
    for row in pairs.rows(named=True):
        known = {part: expected(part, row["first"], row["second"]) for part in weights}
        for part, value in known.items():
            assert row[part] == (None if value is None else pytest.approx(value, abs=1e-6))
        there = {part: value for part, value in known.items() if value is not None}
        mean = sum(weights[p] * v for p, v in there.items()) / sum(weights[p] for p in there)
        assert row["resemblance"] == pytest.approx(mean, abs=1e-6)
    assert pairs["resemblance"].to_list() == sorted(pairs["resemblance"], reverse=True)


def test_a_threshold_keeps_the_closest_with_what_they_have_in_common(features):
    pairs = overlapping(features, {"codes": 1.0}, 1.0)
    assert pairs.select("first", "second").rows() == [(1, 3)]
    assert pairs["ipc"].to_list() == [None]  # not asked for
    assert reasons(features, pairs) == [{"codes": ["a", "b"], "ipc": [], "text": ["材料"]}]
    assert overlapping(features, {"text": 1.0}, 0.01, most=1).height == 1
    with pytest.raises(ValueError, match="weight"):
        overlapping(features, {"codes": 0.0}, 0.5)


def test_nothing_to_compare_is_no_pair():
    assert overlapping(OverlapFeatures(pl.Series([1, 2]), {}), {"codes": 1.0}, 0.0).height == 0
    assert overlapping(OverlapFeatures(pl.Series([], dtype=pl.Int64), {}), {"codes": 1.0}, 0.0).height == 0


def test_fit_is_the_mean_of_the_parts_that_are_known():
    parts = pl.DataFrame({"item": [1, 2, 3], "contracts": [0.5, None, None], "needs": [1.0, 0.2, None]})
    found = cluster_fit(parts, {"contracts": 3.0, "needs": 1.0})
    assert found["fit"].to_list() == pytest.approx([62.5, 20.0, None])
    assert found["known"].to_list() == [1.0, 0.25, 0.0]
    with pytest.raises(ValueError, match="weights"):
        cluster_fit(parts, {"contracts": 0.0, "needs": -1.0})
