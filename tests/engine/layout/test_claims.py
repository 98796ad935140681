"""A claim of rank holds with the figures of all others, fails once too many are better, and is unsupported otherwise;
variances and runway.
"""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata
from tests.examples import examples

from keqiao.engine.layout.claims import judge_rank
from keqiao.engine.layout.variances import fulfilment, runway, variance

numbers = st.integers(0, 9).map(Decimal)


@given(numbers, st.lists(numbers, max_size=8))
@settings(max_examples=examples(40))
def test_the_rank_is_that_of_scipy(own, others):
    claim = judge_rank(own, others, top=2, least=0)
    expected = int(rankdata([-float(value) for value in (own, *others)], method="min")[0])
    assert (claim.rank, claim.of) == (expected, len(others) + 1)
    assert claim.verdict == ("holds" if expected <= 2 else "fails")


@pytest.mark.parametrize(
    ("own", "others", "verdict"),
    [
        (13, [], "unsupported"),  # nobody to compare with
        (13, [9, None, 8], "unsupported"),  # one of them is not known
        (13, [20, 21, None], "fails"),  # two are better whatever the third has
        (None, [1, 2, 3], "unsupported"),
        (13, [9, 8, 7], "holds"),
    ],
)
def test_a_claim_needs_all_figures(own, others, verdict):
    values = [None if value is None else Decimal(value) for value in others]
    assert judge_rank(None if own is None else Decimal(own), values, top=2, least=3).verdict == verdict


def test_plans_against_what_was_reached():
    assert variance(Decimal(80), Decimal(60)) == -20
    assert fulfilment(Decimal(80), Decimal(60)) == 75
    assert fulfilment(Decimal(0), Decimal(5)) is None
    assert variance(None, Decimal(1)) is None


def test_cash_lasts_as_long_as_it_is_burnt():
    assert runway(Decimal(300), Decimal(1200), Decimal(600)) == 6  # 50 a month
    assert runway(Decimal(300), Decimal(500), Decimal(600)) == math.inf
    assert runway(Decimal(-10), Decimal(1200), Decimal(600)) == 0
    assert runway(None, Decimal(1), Decimal(0)) is None
