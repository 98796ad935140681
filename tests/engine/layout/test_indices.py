"""Indices agree with scipy and with worked examples of authorities."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import distance
from scipy.stats import entropy
from tests.examples import examples

from keqiao.engine.layout import (
    by_group,
    concentration,
    evenness,
    krugman,
    location_quotients,
    shannon,
)

counts = st.lists(st.integers(0, 1000), min_size=1, max_size=12)


@given(counts)
@settings(max_examples=examples(40))
def test_entropy_is_that_of_scipy(values):
    ours = shannon(values)
    if not sum(values):
        assert ours is None
    else:
        assert ours == pytest.approx(float(entropy(values)), abs=1e-12)
        assert 1 / len(values) - 1e-12 <= concentration(values) <= 1 + 1e-12


def test_concentration_of_the_example_of_the_department_of_justice():
    # "for a market consisting of four firms with shares of 30, 30, 20, and 20 percent, the HHI is 2,600"
    assert concentration([30, 30, 20, 20]) * 10_000 == pytest.approx(2600)


def test_evenness_is_one_where_all_are_alike_and_unknown_of_one():
    assert evenness([5, 5, 5, 0]) == pytest.approx(1)
    assert evenness([5, 0]) is None
    assert evenness([]) is None


def test_location_quotient_is_share_over_share():
    # A county with 8 % of its employment where the nation has 4 %: twice as much as usual.
    assert location_quotients([8, 92], [4, 96]) == pytest.approx([2, 92 / 96])
    assert location_quotients([1, 1], [2, 0]) == [0.5, None]
    assert location_quotients([0, 0], [1, 1]) == [None, None]
    with pytest.raises(ValueError, match="same categories"):
        location_quotients([1], [1, 2])


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=9))
@settings(max_examples=examples(20))
def test_krugman_is_the_city_block_distance_of_shares(pairs):
    here, others = zip(*pairs, strict=True)
    expected = distance.cityblock([x / sum(here) for x in here], [x / sum(others) for x in others])
    assert krugman(here, others) == pytest.approx(expected, abs=1e-12)


def test_many_groups_at_once_are_each_alone():
    rows = {"group": [1, 1, 1, 2, 3], "category": ["a", "b", "a", "a", "a"], "value": [1, 3, 2, 7, 0]}
    table = by_group(pl.DataFrame(rows))
    assert table["group"].to_list() == [1, 2]
    first, second = table.rows(named=True)
    assert first["shannon"] == pytest.approx(math.log(2))
    assert first["evenness"] == pytest.approx(1)
    assert first["leading"] == "a"
    assert (second["concentration"], second["evenness"], second["shannon"]) == (1, None, 0)


def test_what_is_no_amount_is_refused():
    for values in ([-1, 2], [float("nan")]):
        with pytest.raises(ValueError, match="none of them negative"):
            shannon(values)
