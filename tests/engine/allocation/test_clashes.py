"""Rules that cannot hold together: which ones, and by how much."""

from __future__ import annotations

import pytest

from keqiao.engine.allocation import Clash, allocate


def clash(rules, units) -> str:
    with pytest.raises(Clash) as raised:
        allocate(rules, units)
    assert "{" not in raised.value.in_language("zh") + raised.value.in_language("en")
    return raised.value.in_language("zh")


def test_floors_beyond_the_pool(rules, units) -> None:
    """Twelve floors of 100 万元 want 1 200; the pool of 1 000 is 200 short."""
    given = rules(pool=1000, floor=100)
    said = clash(given, units(given, list(range(60, 72))))
    assert "合计 1,200.00 万元，资金池只有 1,000.00 万元，缺 200.00 万元" in said


def test_caps_below_the_pool(rules, units) -> None:
    given = rules(pool=1000, cap=80)
    said = clash(given, units(given, list(range(60, 72))))
    assert "最多共可安排 960.00 万元，比资金池 1,000.00 万元少 40.00 万元" in said


def test_base_and_earmarks_beyond_the_pool(rules, units) -> None:
    given = rules(
        pool=100,
        base={"by": "协议"},
        earmarks=[{"code": "k", "name": "重点", "amount": 60, "by": "项目"}],
    )
    said = clash(given, units(given, [70, 80], 协议=[30, 40], 项目=[1, 2]))
    assert "基础经费（70.00 万元）与专项（60.00 万元）合计 130.00 万元" in said and "缺 30.00 万元" in said


def test_a_unit_above_its_cap_and_a_floor_above_a_cap(rules, units) -> None:
    given = rules(pool=300, base={"by": "协议"}, caps={"good": 50}, start_up={"minimum": 70, "by": "起步期"})
    said = clash(given, units(given, [70, 80], ["良好", "优秀"], 协议=[65, 0], 起步期=[1, 0]))
    assert "单位01" in said and "良好等次上限为 50.00 万元，超出 15.00 万元" in said
    assert "起步期最低额为 70.00 万元，而良好等次上限为 50.00 万元，超出 20.00 万元" in said


def test_nobody_counts(rules, units) -> None:
    given = rules(pool=100)
    assert "没有权重大于 0 的单位，100.00 万元无法分出" in clash(given, units(given, [0, 0]))
    zero = rules(pool=100, cap=40)
    assert "60.00 万元无法分出" in clash(zero, units(zero, [0, 50, 0]))


def test_all_excluded(rules, units) -> None:
    given = rules(pool=100, excluded=["fail"], sharing={"rule": "optimised"})
    assert "不安排之列" in clash(given, units(given, [50], ["不合格"]))


def test_an_irreducible_set_of_an_optimised_allocation(rules, units) -> None:
    """The last unit at most 60, nobody more than 1.1 times another: so at most 66 each, 132 for the two with
    projects; they shall have 180. Each way out by hand: 180 − 132; 90 ÷ 1.1 − 60 for the cap; 90 ÷ 60 − 1.1."""
    given = rules(
        pool=250,
        floor=10,
        caps={"pass": 60},
        sharing={
            "rule": "optimised",
            "fairness": {"ratio": 1.1},
            "limits": [{"code": "k", "name": "有重点项目的平台", "by": "项目", "at_least": 180}],
        },
    )
    said = clash(given, units(given, [92, 85, 77, 63], ["优秀", "优秀", "良好", "合格"], 项目=[1, 1, 0, 0]))
    first, *ways = said.splitlines()
    assert "合格等次上限" in first and "合计不少于 180.00 万元" in first and "不超过最低的 1.1 倍" in first
    assert "资金池" not in first and "保底" not in first
    assert any("至少要放宽 48.00 万元" in way for way in ways)
    assert any("至少要放宽 21.818182 万元" in way for way in ways)
    assert any("倍数至少要提高 0.4" in way for way in ways)


def test_too_few_units_may_be_funded(rules, units) -> None:
    given = rules(pool=100, cap=30, sharing={"rule": "optimised", "most_units": 2})
    said = clash(given, units(given, [90, 80, 70, 60]))
    assert "最多安排 2 个单位" in said and "至少要增加 2 个单位" in said
    assert "“资金池”：至少要变动 40.00 万元" in said
