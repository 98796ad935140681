"""The modified z-score against scipy, a worked example of the literature, and its edges."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation

from keqiao.web.returns.checking.unusual import LEAST, change, modified_z, unusual

numbers = st.floats(-20, 20, allow_nan=False).map(lambda value: round(value, 6))


@given(numbers, st.lists(numbers, min_size=LEAST, max_size=60))
def test_it_is_what_scipy_computes(value, sample):
    spread = median_abs_deviation(sample, scale="normal")
    assume(spread > 1e-6)
    # scipy divides by Φ⁻¹(0.75) = 0.67449…, Iglewicz & Hoaglin by its four digits.
    expected = (value - np.median(sample)) / spread
    assert modified_z(value, sample) == pytest.approx(expected, rel=1e-4, abs=1e-9)


@given(numbers, st.lists(numbers, min_size=LEAST, max_size=30), st.floats(0.1, 50), numbers)
def test_unit_and_origin_do_not_matter(value, sample, factor, shift):
    assume(median_abs_deviation(sample) > 1e-3)
    moved = [factor * one + shift for one in sample]
    assert modified_z(factor * value + shift, moved) == pytest.approx(
        modified_z(value, sample), rel=1e-6, abs=1e-6
    )


def test_one_huge_value_does_not_hide_another():
    # The mean ± 3 standard deviations of this sample lets 8 pass, since 100 widens it; the median does not.
    sample = [1.0, 1.2, 0.9, 1.1, 1.0, 0.8, 1.3, 100.0]
    assert abs(8 - np.mean(sample)) < 3 * np.std(sample)
    assert modified_z(8, sample) > 3.5


def test_the_boundary_is_where_the_formula_puts_it():
    sample = [-2.0, -1.0, 0.0, 1.0, 2.0]  # median 0, MAD 1
    assert modified_z(3.5 / 0.6745, sample) == pytest.approx(3.5)
    assert modified_z(-3.5 / 0.6745, sample) == pytest.approx(-3.5)


def test_where_most_changes_are_equal_the_mean_deviation_takes_over():
    sample = [0.0, 0.0, 0.0, 0.0, 0.5]
    assert median_abs_deviation(sample) == 0
    assert modified_z(0.5, sample) == pytest.approx(0.5 / (math.sqrt(math.pi / 2) * 0.1), rel=1e-6)
    assert modified_z(0.0, sample) == 0


def test_where_all_are_equal_five_per_cent_counts_as_one_deviation():
    sample = [math.log(1.1)] * 6
    assert modified_z(math.log(1.1), sample) == pytest.approx(0)
    assert modified_z(math.log(1.1) + math.log(1.05), sample) == pytest.approx(0.6745)
    assert modified_z(math.log(1.1 + 1e-13), sample) == pytest.approx(0, abs=1e-9)


def test_too_little_to_compare_with_says_nothing():
    assert unusual(5.0, [0.0] * (LEAST - 1)) is None
    assert unusual(None, [0.0] * LEAST) is None
    assert unusual(5.0, [0.0] * LEAST) is not None


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), (0, 1), (1, 0), (-1, 1), (1, -1)])
def test_from_or_to_nothing_there_is_no_rate(now, before):
    of = [None if value is None else Decimal(value) for value in (now, before)]
    assert change(*of) is None
    assert change(Decimal(3), Decimal(2)) == pytest.approx(math.log(1.5))
