"""Instalments to the cent, permitted uses, team shares."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.allocation import (
    AllocationError,
    Clash,
    instalments,
    load_rules,
    permitted_use,
    team_shares,
)

from .conftest import make_rules


def test_instalments_by_hand() -> None:
    rules = load_rules("by_grade")
    first, second = instalments(rules, Decimal("1000000.01"))
    assert (first.amount, second.amount) == (Decimal("600000.01"), Decimal("400000.00"))
    assert first.sentence.in_language("zh") == "首期：100.000001 万元 × 60% = 60.000001 万元"
    assert instalments(make_rules(), Decimal(5)) == ()


@given(st.integers(0, 10**12), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_instalments_close(cents, weights) -> None:
    whole = sum(weights)
    shares = [Decimal(weight) / whole for weight in weights[:-1]]
    shares = [share.quantize(Decimal("0.0001")) for share in shares]
    if 1 - sum(shares) <= 0 or not all(shares):
        return
    parts = [{"name": f"第{at}期", "share": share} for at, share in enumerate([*shares, 1 - sum(shares)], 1)]
    amount = Decimal(cents).scaleb(-2)
    paid = instalments(make_rules(instalments=parts), amount)
    assert sum(payment.amount for payment in paid) == amount
    for payment, part in zip(paid, parts, strict=True):
        assert abs(payment.amount - amount * part["share"]) < Decimal("0.01")


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("0.001"), Decimal("NaN"), Decimal("1e400")])
def test_what_cannot_be_paid(amount) -> None:
    with pytest.raises(AllocationError, match="cannot be paid"):
        instalments(load_rules("by_grade"), amount)


def test_a_barred_use_names_the_rule() -> None:
    rules = load_rules("by_grade")
    assert permitted_use(rules, "research").code == "research"
    with pytest.raises(AllocationError) as raised:
        permitted_use(rules, "bonus")
    said = raised.value.in_language("zh")
    assert "不得用于个人奖金" in said and "评价奖补资金不得用于发放个人奖金" in said and "research" in said
    with pytest.raises(AllocationError, match="knows no use travel"):
        permitted_use(rules, "travel")


BARRED = {"code": "bonus", "name": "个人奖金", "allowed": False, "regulation": "某办法第九条"}


def test_evaluation_money_barred_from_bonuses() -> None:
    rules = make_rules(uses=[BARRED], team={"share": 0.3, "use": "bonus"})
    with pytest.raises(AllocationError, match="某办法第九条"):
        team_shares(rules, Decimal(1000), [("甲", 1)])


def test_team_shares_by_hand() -> None:
    """30 % of 1 000 元; weights 5, 3, 1, 1, nobody above 40 % or below 12 %: 120, and 36 twice, leave 108."""
    rules = make_rules(team={"share": 0.3, "floor": 0.12, "cap": 0.4})
    lines = team_shares(rules, Decimal(1000), [("甲", 5), ("乙", 3), ("丙", 1), ("丁", 1)])
    assert [line.amount for line in lines] == [120, 108, 36, 36]
    for line in lines:
        assert sum(step.amount for step in line.steps) == line.amount


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), st.integers(1, 10**7))
def test_team_shares_close(weights, cents) -> None:
    rules = make_rules(team={"cap": 0.6})
    members = [(f"成员{at}", weight) for at, weight in enumerate(weights)]
    amount = Decimal(cents).scaleb(-2)
    try:
        lines = team_shares(rules, amount, members)
    except Clash:
        assert sum(weight > 0 for weight in weights) < 2
        return
    except AllocationError:
        assert not any(weights)
        return
    assert sum(line.amount for line in lines) == amount
    for line, weight in zip(lines, weights, strict=True):
        assert (
            sum(step.amount for step in line.steps)
            == line.amount
            <= amount * Decimal("0.6") + Decimal("0.01")
        )
        assert weight or not line.amount


@pytest.mark.parametrize(
    ("members", "more", "wanted"),
    [
        ([], {}, "Nobody"),
        ([("甲", 0)], {}, "Nobody"),
        ([("甲", 1), ("甲", 1)], {}, "this name"),
        ([("甲", 1), ("乙", -1)], {}, "-1"),
        ([("甲", 1), ("乙", float("inf"))], {}, "inf"),
        ([("甲", 1)], {"team_amount": Decimal(301)}, "more than 30 %"),
        ([("甲", 1)], {"team_amount": Decimal("NaN")}, "cannot be paid"),
        ([("甲", 1)], {"team_amount": Decimal(-1)}, "cannot be paid"),
    ],
)
def test_bad_teams(members, more, wanted) -> None:
    rules = make_rules(team={"share": 0.3})
    with pytest.raises(AllocationError, match=wanted):
        team_shares(rules, Decimal(1000), members, **more)


def test_teams_that_cannot_be() -> None:
    floors = make_rules(team={"floor": 0.4})
    with pytest.raises(Clash, match="3 floors of 40 %"):
        team_shares(floors, Decimal(100), [("甲", 1), ("乙", 1), ("丙", 1)])
    with pytest.raises(AllocationError, match="no part on teams"):
        team_shares(make_rules(), Decimal(100), [("甲", 1)])
