"""Amounts by grade and in proportion: published rules, figures done by hand, closure, monotony, floors and caps."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.allocation import Clash, allocate, applicants, formula, load_rules

from .conftest import make_rules, make_units


def wan(amounts) -> list[Decimal]:
    return [amount / 10_000 for amount in amounts]


def test_published_amounts_by_grade() -> None:
    """优秀 150 万元, 良好 75 万元: three and four of them take 750 of 1 000 万元; the rest stays."""
    rules = load_rules("by_grade")
    grades = ["优秀"] * 3 + ["good"] * 4 + ["合格", "Fail"]
    found = allocate(rules, applicants(rules, [f"u{at}" for at in range(9)], None, grades))
    assert wan(found.amounts) == [150] * 3 + [75] * 4 + [0, 0]
    assert found.unspent == Decimal("2500000.00") and found.pool == Decimal("10000000.00")


def test_published_amounts_cut_in_proportion() -> None:
    """With a pool of 600 万元 the same grades get 600 ÷ 750 = 80 %: 120 and 60 万元."""
    rules = load_rules("by_grade")
    grades = ["优秀"] * 3 + ["good"] * 4
    found = allocate(rules, applicants(rules, list("ABCDEFG"), None, grades), 600)
    assert wan(found.amounts) == [120] * 3 + [60] * 4
    assert found.unspent == 0
    assert "80 %" in str(found.remarks[0])


def test_fixed_amounts_beyond_the_pool_are_explained(rules, units) -> None:
    given = rules(
        pool=600,
        sharing={"rule": "by_grade", "amounts": {"excellent": 150, "good": 75, "pass": 0, "fail": 0}},
    )
    with pytest.raises(Clash) as raised:
        allocate(given, units(given, [None] * 7, ["优秀"] * 3 + ["良好"] * 4))
    said = raised.value.in_language("zh")
    assert "需要 750.00 万元" in said and "缺 150.00 万元" in said and "优秀 3、良好 4" in said


def test_coefficients_by_hand(rules, units) -> None:
    """1.2 : 1.0 : 0.6 : 0 of 280 万元 is 120, 100, 60, 0."""
    given = rules(
        pool=280,
        sharing={"rule": "by_grade", "coefficients": {"excellent": 1.2, "good": 1.0, "pass": 0.6, "fail": 0}},
    )
    found = allocate(given, units(given, [None] * 4, ["优秀", "良好", "合格", "不合格"]))
    assert wan(found.amounts) == [120, 100, 60, 0]


def test_every_part_by_hand(rules, units) -> None:
    """Pool 300. Base 10 + 5 + 0 = 15; key projects 2 and 1 at 15 = 45 (below the limit of 60); 240 left.

    Weights 90 × 1.2 = 108, 80, 60 × 0.6 = 36, together 224. A cap of 150 holds nobody: shares 115.714…, 85.714…,
    38.571…; the last is raised to its start-up minimum of 50, so that 190 are left for 188 points.
    """
    given = rules(
        pool=300,
        base={"by": "协议"},
        cap=200,
        start_up={"minimum": 50, "by": "起步期"},
        earmarks=[{"code": "key", "name": "重点项目", "each": 15, "limit": 60, "by": "项目"}],
        sharing={
            "rule": "proportional",
            "coefficients": {"excellent": 1.2, "good": 1, "pass": 0.6, "fail": 0},
        },
    )
    found = allocate(
        given,
        units(
            given, [90, 80, 60], ["优秀", "良好", "合格"], 协议=[10, 5, 0], 项目=[2, 1, 0], 起步期=[0, 0, 1]
        ),
    )
    first = 40 + Decimal(190) * 108 / 188
    assert wan(found.amounts) == pytest.approx([first, 250 - first, 50], abs=Decimal("0.01"))
    assert sum(found.amounts) == 3_000_000
    told = formula(found.lines[0], "zh")
    for part in (
        "按协议基础经费 10.00 万元",
        "项目 2 × 15.00 万元 = 30.00 万元",
        "得分 90 × 优秀系数 1.2 = 108",
        "190.00 万元 ÷ 188（每份 1.010638 万元）",
    ):
        assert part in told
    assert "起步期最低额 50.00 万元" in formula(found.lines[2], "zh")


def test_an_earmark_beyond_its_limit_is_cut(rules, units) -> None:
    given = rules(pool=100, earmarks=[{"code": "key", "name": "重点", "each": 20, "limit": 30, "by": "项目"}])
    found = allocate(given, units(given, [50, 50], 项目=[2, 1]))
    # 20 and 10 by projects, then 35 each by equal scores.
    assert wan(found.amounts) == [55, 45]


def test_an_earmark_that_nobody_claims_is_shared_by_performance(rules, units) -> None:
    given = rules(pool=100, earmarks=[{"code": "key", "name": "重点", "share": 0.5, "by": "项目"}])
    assert wan(allocate(given, units(given, [60, 40], 项目=[0, 0])).amounts) == [60, 40]


def test_ties_go_to_the_better_score_then_to_the_name(rules, units) -> None:
    """Three equal shares of 100 万元: 33.34, 33.33, 33.33; the odd 100 元 go to the first name."""
    given = rules(pool=100)
    assert wan(allocate(given, units(given, [1, 1, 1])).amounts) == [
        Decimal(d) for d in ("33.34", "33.33", "33.33")
    ]


def test_to_the_cent(rules, units) -> None:
    given = rules(unit="元", pool=100, rounding="0.01")
    assert allocate(given, units(given, [1, 1, 1])).amounts == tuple(
        Decimal(d) for d in ("33.34", "33.33", "33.33")
    )


CASES = st.integers(1, 7).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 1000), min_size=count, max_size=count),
        st.lists(st.integers(0, 300), min_size=count, max_size=count),
        st.integers(1, 200_000),
        st.integers(0, 40),
        st.sampled_from([None, 0.3, 0.5, 0.8]),
    )
)


@settings(max_examples=examples(150))
@given(CASES, st.randoms(use_true_random=False))
def test_properties(case, random) -> None:
    """Σ = pool, the steps add up to each line, floors and caps hold, a better score never gets less, and the order
    in which units are given does not matter."""
    scores, bases, pool, floor, share = case
    scores = [score / 10 for score in scores]
    given = make_rules(
        pool=Decimal(pool) / 100,
        base={"by": "协议"},
        floor=floor,
        unspent="keep",
        **({} if share is None else {"largest_share": share}),
    )
    figures = [Decimal(base) / 10 for base in bases]
    try:
        found = allocate(given, make_units(given, scores, 协议=figures))
    except Clash as clash:
        assert clash.findings
        return
    amounts = found.amounts
    assert sum(amounts) + found.unspent == found.pool
    for line, amount in zip(found.lines, amounts, strict=True):
        assert sum(step.amount for step in line.steps) == amount == line.amount
        assert amount % 100 == 0 and amount >= floor * 10_000
        if share is not None:
            assert amount <= Decimal(str(share)) * found.pool
    if found.unspent >= 100 * len(amounts):
        # Something stays only where every unit with a score stands at a cap.
        top = (Decimal(str(share)) if share else 1) * found.pool
        assert all(not score or amount >= top - 100 for score, amount in zip(scores, amounts, strict=True))
    order = list(range(len(scores)))
    random.shuffle(order)
    names = found.units.names
    again = allocate(
        given,
        applicants(
            given,
            [names[at] for at in order],
            [scores[at] for at in order],
            None,
            {"协议": [figures[at] for at in order]},
        ),
    )
    assert again.amounts == tuple(amounts[at] for at in order)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=9), st.integers(1, 99_999), st.integers(0, 3))
def test_a_better_score_never_gets_less(scores, pool, floor) -> None:
    given = make_rules(pool=Decimal(pool) / 100, floor=Decimal(floor), largest_share=0.6, unspent="keep")
    try:
        amounts = allocate(given, make_units(given, scores)).amounts
    except Clash:
        return
    ranked = sorted(range(len(scores)), key=lambda at: -scores[at])
    for one, other in product(ranked, ranked):
        if scores[one] > scores[other]:
            assert amounts[one] >= amounts[other]
        if scores[one] == scores[other]:
            assert abs(amounts[one] - amounts[other]) <= 100


def test_more_for_a_higher_score(rules, units) -> None:
    """Raising one score never lowers its own amount."""
    given = rules(pool=100, floor=5, cap=60)
    before = allocate(given, units(given, [50, 60, 70])).amounts[0]
    assert all(
        allocate(given, units(given, [50 + more, 60, 70])).amounts[0] >= before for more in (1, 9, 40, 400)
    )
