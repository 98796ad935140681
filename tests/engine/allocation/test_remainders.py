"""Equals and the remainder that does not divide: told, or the same for all; what a larger pool may do by rounding."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.allocation.conftest import make_rules, make_units

from keqiao.engine.allocation import allocate, sensitivity

WAN = 10_000


def shared(scores, pool, **keys):
    rules = make_rules(pool=pool, rounding=10, **keys)
    return allocate(rules, make_units(rules, scores))


def test_who_got_the_remainder_is_told():
    """100 among three equals in tens: 30, 30, 40, and the sentence names who and how much."""
    found = shared([80, 80, 80], 100)
    assert sorted(found.amounts) == [30 * WAN, 30 * WAN, 40 * WAN]
    lucky = found.lines[found.amounts.index(Decimal(40 * WAN))].unit
    told = [str(remark) for remark in found.remarks if "same claim" in str(remark)]
    assert len(told) == 1
    assert lucky in told[0] and "10.00 10k yuan more" in told[0] and "first by name" in told[0]


def test_equals_get_the_same_where_the_rules_say_so():
    """30 each, 10 stays, and it is told."""
    found = shared([80, 80, 80], 100, equals="same")
    assert set(found.amounts) == {Decimal(30 * WAN)}
    assert found.unspent == 10 * WAN
    assert any("get the same" in str(remark) and "10.00" in str(remark) for remark in found.remarks)


@given(st.lists(st.sampled_from([60, 70, 80, 90]), min_size=1, max_size=9), st.integers(1, 60))
def test_equals_are_equal_and_nothing_is_lost(scores, tens):
    found = shared(scores, tens * 10, equals="same")
    assert sum(found.amounts) + found.unspent == tens * 10 * WAN
    for score in set(scores):
        assert len({amount for amount, own in zip(found.amounts, scores, strict=True) if own == score}) == 1
    first = shared(scores, tens * 10)
    told = sum("same claim" in str(remark) for remark in first.remarks)
    apart = sum(
        len({amount for amount, own in zip(first.amounts, scores, strict=True) if own == score}) > 1
        for score in set(scores)
    )
    assert told == apart
    for amount, ideal in zip(
        first.amounts, [Fraction(s, sum(scores)) * tens * 10 * WAN for s in scores], strict=True
    ):
        assert abs(Fraction(amount) - ideal) < 10 * WAN


def test_a_larger_pool_and_a_smaller_amount_are_told_with_the_largest_difference():
    """60, 60, 20 in whole 万元: with 10 the third gets 2, with 11 only 1; the remark names one rounding unit."""
    amounts = []
    for pool in (10, 11):
        rules = make_rules(pool=pool, rounding=1)
        found = allocate(rules, make_units(rules, [60, 60, 20]))
        amounts.append(found.amounts[2])
        assert any(
            "larger pool" in str(remark) and "1.00 10k yuan" in str(remark) for remark in found.remarks
        )
    assert amounts == [2 * WAN, 1 * WAN]
    rules = make_rules(pool=14, rounding=1)
    whole = allocate(rules, make_units(rules, [60, 60, 20]))
    assert not any("larger pool" in str(remark) for remark in whole.remarks)


@given(st.lists(st.integers(1, 100), min_size=2, max_size=6), st.integers(5, 60))
def test_the_difference_by_rounding_is_never_more_than_one_unit(scores, pool):
    before, after = (
        allocate(rules, make_units(rules, scores)).amounts
        for rules in (make_rules(pool=pool, rounding=1), make_rules(pool=pool + 1, rounding=1))
    )
    assert all(then - now <= WAN for then, now in zip(before, after, strict=True))


@pytest.mark.parametrize("equals", ["first", "same"])
def test_draws_follow_the_same_rule(equals):
    """Scores drawn as they are give the amounts as they are."""
    found = shared([80, 80, 80, 70], 100, equals=equals)
    drawn = sensitivity(found, np.tile([80.0, 80.0, 80.0, 70.0], (5, 1)))
    assert not np.any(drawn.differs)


def test_optimised_equals_are_told_too():
    sharing = {"rule": "optimised", "fairness": {"ratio": 3}}
    found = shared([80, 80, 80], 100, sharing=sharing)
    assert any("same claim" in str(remark) for remark in found.remarks)
