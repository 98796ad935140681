"""The trimmed mean against scipy and statistics, the formula in words, too few scores."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.examples import examples

from keqiao.web.experts.pictures import range_bar
from keqiao.web.experts.tally import tally

POINTS = st.integers(0, 10000).map(lambda hundredths: Decimal(hundredths) / 100)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=30), st.integers(0, 4))
def test_the_result_is_scipys_trimmed_mean(points, trim):
    found = tally(points, trim, 1)
    if len(points) < 1 + 2 * trim:
        assert found.value is None
        return
    # scipy cuts a share from each end: the share that is exactly `trim` of them, a hair more against rounding down.
    share = (trim + 1e-9) / len(points)
    assert float(found.value) == pytest.approx(
        stats.trim_mean([float(one) for one in points], share), abs=6e-5
    )
    exact = sum(map(Fraction, found.counted), Fraction(0)) / len(found.counted)
    assert abs(Fraction(found.value) - exact) <= Fraction(1, 20000)
    assert found.lowest <= found.value <= found.highest or abs(found.value - found.lowest) <= Decimal(
        "0.0001"
    )


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(POINTS, min_size=5, max_size=12))
def test_the_order_and_the_extremes_do_not_matter(points):
    ordered = sorted(points)
    wild = [Decimal(0), *ordered[1:-1], Decimal(100)]
    assert tally(points, 1, 3).value == tally(ordered[::-1], 1, 3).value == tally(wild, 1, 3).value


def test_the_formula_with_its_figures():
    found = tally(map(Decimal, ("93", "82", "70", "86", "85")), 1, 3)
    with translation.override("en"):
        assert found.formula == "(82+85+86)÷3 = 84.33; left out: the highest 93 and the lowest 70"
    with translation.override("zh-hans"):
        assert found.formula == "(82+85+86)÷3 = 84.33；去掉 1 个最高分 93、1 个最低分 70"
    assert (found.value, found.count, found.mean) == (Decimal("84.3333"), 5, Decimal("83.2"))
    assert found.deviation == Decimal("8.4083")  # statistics of a sample, n − 1
    with translation.override("en"):
        assert tally([Decimal(80), Decimal("84.5"), Decimal(90)], 0, 3).formula == "(80+84.5+90)÷3 = 84.83"


def test_half_a_step_is_rounded_up_whatever_the_floats_do():
    forty = [Decimal("84")] * 39 + [Decimal("84.01")]
    assert tally(forty, 0, 3).value == Decimal("84.0003")  # 84.00025


@pytest.mark.parametrize(("count", "value"), [(0, None), (2, None), (4, None), (5, Decimal(80))])
def test_too_few_scores_give_no_result(count, value):
    found = tally([Decimal(80)] * count, 1, 3)
    assert found.value == value
    with translation.override("en"):
        assert ("No result" in found.formula) == (value is None)


def test_the_picture_says_what_it_shows():
    drawn = range_bar(tally(map(Decimal, ("93", "82", "70", "86", "85")), 1, 3))
    assert drawn.count("<circle") == 5
    assert drawn.count('fill="none"') == 2
    assert "84.33" in drawn and "style" not in drawn
    assert range_bar(tally([], 1, 3)) == ""
