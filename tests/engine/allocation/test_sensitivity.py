"""Amounts over draws: the same as the exact allocation of each draw, and shares counted by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.allocation import AllocationError, Clash, allocate, compare, gini, load_rules, sensitivity
from keqiao.engine.allocation.draws import DrawnScores, amounts_of

from .conftest import GRADES, make_rules, make_units

CODES = list(GRADES)
SHARINGS = (
    {
        "rule": "proportional",
        "above": 20,
        "coefficients": {"excellent": 1.2, "good": 1, "pass": 0.6, "fail": 0},
    },
    {"rule": "proportional", "by": "项目"},
    {"rule": "by_grade", "coefficients": {"excellent": 1.2, "good": 1, "pass": 0.6, "fail": 0.1}},
    {
        "rule": "by_grade",
        "amounts": {"excellent": 15, "good": 7.5, "pass": 2, "fail": 0},
        "shortage": "scale",
    },
    {"rule": "by_grade", "amounts": {"excellent": 15, "good": 7.5, "pass": 2, "fail": 0}},
)
BOUNDS = st.fixed_dictionaries(
    {
        "floor": st.sampled_from([None, 1]),
        "floors": st.sampled_from([{}, {"excellent": 6, "good": 3}]),
        "caps": st.sampled_from([{}, {"pass": 4, "fail": 2}]),
        "largest_share": st.sampled_from([None, 0.5]),
        "excluded": st.sampled_from([[], ["fail"]]),
        "unspent": st.sampled_from(["keep", "refuse"]),
        "base": st.sampled_from([None, {"by": "协议"}]),
        "start_up": st.sampled_from([None, {"minimum": 3, "by": "起步期"}]),
        "earmarks": st.sampled_from(
            [
                [],
                [
                    {"code": "a", "name": "甲", "each": 1.5, "limit": 6, "by": "项目"},
                    {"code": "b", "name": "乙", "share": 0.1, "by": "起步期"},
                ],
            ]
        ),
    }
)


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(SHARINGS), BOUNDS, st.integers(1, 5), st.integers(1, 9000), st.integers(0, 2**31))
def test_every_draw_is_the_exact_allocation(sharing, bounds, count, pool, seed) -> None:
    rules = make_rules(pool=Decimal(pool) / 100, sharing=sharing, **bounds)
    random = np.random.default_rng(seed)
    figures = {
        "协议": random.integers(0, 4, count).tolist(),
        "项目": random.integers(0, 4, count).tolist(),
        "起步期": random.integers(0, 2, count).tolist(),
    }
    scores = np.round(random.uniform(0, 100, (6, count)), 1)
    grades = random.integers(0, 4, (6, count))
    terms = None
    exact = []
    for row, words in zip(scores, grades, strict=True):
        units = make_units(rules, row.tolist(), [CODES[at] for at in words], **figures)
        try:
            found = allocate(rules, units)
            terms = found.terms
            exact.append([int(amount / 100) for amount in found.amounts])
        except Clash:
            exact.append(None)
    if terms is None:
        return
    amounts, holds = amounts_of(terms, DrawnScores(scores, grades))
    assert holds.tolist() == [row is not None for row in exact]
    for row, wanted in zip(amounts, exact, strict=True):
        assert wanted is None or row.tolist() == wanted


def test_shares_counted_by_hand(rules, units) -> None:
    """优秀 150, 良好 75: the second unit is 优秀 in three draws of four, once of them with too little in the pool."""
    given = rules(
        pool=400,
        sharing={"rule": "by_grade", "amounts": {"excellent": 150, "good": 75, "pass": 0, "fail": 0}},
    )
    found = allocate(given, units(given, [90, 84, 70], ["优秀", "良好", "合格"]))
    draws = np.array([[0, 1, 2], [0, 0, 2], [0, 0, 1], [0, 0, 0]])
    told = sensitivity(found, grades=draws, codes=CODES, interval=0.5)
    assert told.draws == 4 and told.impossible == 1
    assert told.differs == pytest.approx((0, 2 / 3, 1 / 3))
    assert [amount / 10_000 for amount in told.least] == [150, 75, 0]
    assert [amount / 10_000 for amount in told.most] == [150, 150, 75]
    frame = told.frame()
    assert frame["amount"].to_list() == list(found.amounts) and frame.columns[2] == "differs"


def test_only_what_matters_differs(rules, units) -> None:
    given = rules(pool=100)
    found = allocate(given, units(given, [50, 50]))
    scores = np.array([[50.0, 50.0], [50.1, 50.0], [60.0, 40.0]])
    assert sensitivity(found, scores).differs == pytest.approx((2 / 3, 2 / 3))
    assert sensitivity(found, scores, beyond=Decimal(10_000)).differs == pytest.approx((1 / 3, 1 / 3))


def test_an_optimised_allocation_is_solved_again(rules, units) -> None:
    given = rules(pool=100, cap=70, sharing={"rule": "optimised", "fairness": {"monotone": True}})
    found = allocate(given, units(given, [80, 60]))
    told = sensitivity(found, np.array([[80.0, 60.0], [59.0, 60.0], [80.0, 60.0], [70.0, 60.0]]))
    assert [amount / 10_000 for amount in found.amounts] == [70, 30]
    assert told.differs == (0.25, 0.25) and told.least[0] == 300_000


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({}, "Scores or grades"),
        ({"scores": np.zeros((3, 3))}, "shape"),
        ({"scores": np.zeros(2)}, "shape"),
        ({"scores": np.full((3, 2), np.nan)}, "without a score"),
        ({"grades": np.zeros((3, 2), int), "codes": ["gold"]}, "gold"),
        ({"grades": np.full((3, 2), -1), "codes": CODES}, "without a grade"),
        ({"scores": np.zeros((3, 2)), "interval": 1.0}, "interval"),
    ],
)
def test_bad_draws(rules, units, keys, wanted) -> None:
    given = rules(pool=100, excluded=["fail"])
    found = allocate(given, units(given, [80, 60], ["优秀", "良好"]))
    with pytest.raises(AllocationError, match=wanted):
        sensitivity(found, **keys)


def test_three_schemes_side_by_side() -> None:
    """The packaged rules over one table of five units: amounts, differences to the first, wholes."""
    found = []
    for code in ("by_grade", "proportional", "optimised"):
        rules = load_rules(code)
        figures = {
            "协议基础经费": [40, 20, 20, 10, 0, 5],
            "重点项目数": [2, 1, 0, 0, 1, 0],
            "核心团队数": [1, 0, 2, 0, 0, 0],
            "起步期": [0, 0, 0, 1, 0, 0],
        }
        grades = ["excellent", "excellent", "good", "good", "pass", "pass"]
        units = make_units(rules, [92, 88, 81, 76, 68, 63], grades, **figures)
        found.append(allocate(rules, units, 600))
    side = compare(found)
    frame = side.frame()
    assert side.codes == ("by_grade", "proportional", "optimised")
    assert (frame["proportional"] - frame["by_grade"]).to_list() == frame["proportional_difference"].to_list()
    for whole in side.wholes():
        assert whole.spent + whole.unspent == whole.pool == 6_000_000
    assert side.wholes()[0].largest == 1_500_000 and side.wholes()[0].ratio == 2
    with pytest.raises(AllocationError):
        compare([])
    other = make_rules(pool=1)
    with pytest.raises(AllocationError, match="same units"):
        compare([found[0], allocate(other, make_units(other, [1]))])


def test_two_schemes_of_one_code(rules, units) -> None:
    given = rules(pool=100)
    found = allocate(given, units(given, [1, 2]))
    assert compare([found, found]).codes == ("test", "test_2")


def test_gini_by_hand() -> None:
    """Equal shares 0; one of two takes all 1/2; 1, 2, 3: mean difference of pairs 8/9, mean 2, so 2/9."""
    assert gini([Decimal(5), Decimal(5)]) == 0
    assert gini([Decimal(0), Decimal(9)]) == pytest.approx(1 / 2)
    assert gini([Decimal(3), Decimal(1), Decimal(2)]) == pytest.approx(2 / 9)
    assert gini([Decimal(0), Decimal(0)]) is None


@pytest.mark.parametrize("sharing", [SHARINGS[0], {"rule": "optimised", "fairness": {"ratio": 2}}])
def test_the_result_is_the_same_with_an_executor(sharing):
    rules = make_rules(pool=100, cap=30, sharing=sharing)
    draw, names = np.random.default_rng(5), ["excellent", "good", "good", "pass"]
    allocation = allocate(rules, make_units(rules, [90, 80, 75, 65], names))
    many = 50 if sharing["rule"] == "optimised" else 40_000
    scores = draw.integers(60, 100, (many, 4)).astype(float)
    with ThreadPoolExecutor(3) as threads:
        assert sensitivity(allocation, scores, executor=threads) == sensitivity(allocation, scores)
