"""Income of a transformed result: the floors of the law by mode and legal form, own rules, parts to the cent."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.documents import DocumentError
from keqiao.engine.transfer import NoRuleError

from .conftest import ENTERPRISE, INSTITUTE, shared, transfer_case

PEOPLE = [{"name": "甲", "weight": 5, "main": True}, {"name": "乙", "weight": 3}, {"name": "丙", "weight": 2}]
PROFITS = [{"year": year, "amount": 2_000_000} for year in (2026, 2027, 2028)]
OWN = {"name": "本院办法第八条", "share": 70}


@pytest.mark.parametrize(
    ("keys", "reward"),
    [
        ({}, "500000.00"),
        ({"mode": "licence"}, "500000.00"),
        ({"mode": "investment", "stake": 30}, "500000.00"),
        ({"mode": "self", "amount": None, "profits": PROFITS}, "300000.00"),
        ({"mode": "cooperation", "amount": None, "profits": PROFITS}, "300000.00"),
    ],
)
def test_floors_of_articles_44_and_45(keys: dict[str, Any], reward: str) -> None:
    """Net 100 万元: at least 50, main contributors at least 25; shares ≥ 50 %; profit ≥ 5 % a year, 3–5 years."""
    found = shared(contributors=PEOPLE, **keys)
    assert found.reward == Decimal(reward)
    assert found.rule.source == "law"
    assert found.main is not None and found.main.reaches_floor
    main = sum(line.amount for line in found.lines if line.main)
    assert main * 2 >= found.reward
    if keys.get("mode") == "investment":
        assert sum(line.stake or 0 for line in found.lines) == Fraction(15, 100)


def test_own_rule_above_the_floor_applies_and_below_it_does_not_bind_a_state_institute() -> None:
    assert shared(terms=OWN).reward == 700_000
    found = shared(terms=OWN | {"share": 40})
    assert found.reward == 500_000
    assert found.rule.is_below_floor
    assert "art. 45 para. 2" in " ".join(map(str, found.rule.sentences()))


def test_agreement_of_an_enterprise_applies_and_the_floor_stands_beside_it() -> None:
    found = shared(unit=ENTERPRISE, terms={"kind": "agreement", "name": "奖励协议", "share": 20})
    assert found.reward == 200_000
    assert found.rule.source == "agreement"
    assert found.rule.floor == Fraction(1, 2)
    assert "below the 50 %" in str(found.rule.sentences()[1])
    assert shared(unit=ENTERPRISE).reward == 500_000  # nothing ruled or agreed: the law's standard


def test_highest_floor_binds() -> None:
    local = {"name": "某市办法", "share": 70}
    assert shared(local_floor=local).reward == 700_000
    assert shared(local_floor=local, terms=OWN | {"share": 60}).reward == 700_000
    assert shared(local_floor=local | {"share": 30}).rule.source == "law"


def test_superseded_law_holds_for_its_days() -> None:
    assert shared(day="2015-09-30").reward == 200_000
    assert shared(day="2015-10-01").reward == 500_000
    with pytest.raises(NoRuleError, match="sets no share"):
        shared(day="2015-09-30", mode="investment", stake=20)
    assert shared(day="2015-09-30", mode="investment", stake=20, terms=OWN).reward == 700_000


def test_costs_come_off_first_and_a_loss_gives_nothing() -> None:
    found = shared(costs=[{"name": "评估", "amount": 20000.01}, {"name": "税费", "amount": 60000}])
    assert found.bases[0].net == Decimal("919999.99")
    assert found.reward == Decimal("460000.00")  # half of a cent goes up: the floor is not undercut
    assert found.reward + found.stays == found.bases[0].net
    loss = shared(costs=[{"name": "税费", "amount": 1_000_001}])
    assert loss.reward == 0
    assert "nothing is left" in str(loss.findings[0])


def test_years_of_own_implementation() -> None:
    profits = [
        {"year": 2026 + at, "amount": amount} for at, amount in enumerate((100, -50, 200, 100, 100, 900))
    ]
    found = shared(mode="self", amount=None, profits=profits)
    assert [base.reward for base in found.bases] == [5, 0, 10, 5, 5, 0]  # five years, a loss gives nothing
    assert any("2031" in str(finding) for finding in found.findings)
    short = shared(mode="self", amount=None, profits=profits[:1])
    assert any("2027、2028" in str(finding) for finding in short.findings)


def test_main_contributors_below_half_are_told() -> None:
    people = [PEOPLE[0] | {"weight": 49}, PEOPLE[1] | {"weight": 51}]
    found = shared(contributors=people)
    assert found.main is not None and not found.main.reaches_floor
    assert any("49 %" in str(finding) for finding in found.findings)


def test_heads_take_no_shares() -> None:
    people = [PEOPLE[0] | {"position": "head"}, PEOPLE[1] | {"position": "deputy"}]
    told = [str(one) for one in shared(mode="investment", stake=30, contributors=people).findings]
    assert any("甲 heads the unit" in one for one in told)
    assert not any("乙" in one for one in told)
    assert not any("heads" in str(one) for one in shared(contributors=people).findings)


@given(
    amount=st.integers(0, 10**13),
    weights=st.lists(st.integers(1, 1000), min_size=1, max_size=8),
    shares=st.lists(st.integers(1, 100), min_size=1, max_size=5),
    remainder=st.sampled_from(["cumulative_rounding", "front_loaded", "back_loaded_to_single_tranche"]),
)
@settings(max_examples=examples(40))
def test_every_sum_closes_to_the_cent(
    amount: int, weights: list[int], shares: list[int], remainder: str
) -> None:
    people = [{"name": str(at), "weight": weight, "main": True} for at, weight in enumerate(weights)]
    payments = [{"name": str(at), "share": share} for at, share in enumerate(shares)]
    found = shared(
        amount=f"{Decimal(amount).scaleb(-2)}", contributors=people, payments=payments, remainder=remainder
    )
    assert sum(line.amount for line in found.lines) == found.reward
    assert all(sum(line.payments) == line.amount and min(line.payments) >= 0 for line in found.lines)
    assert found.reward * 2 >= Decimal(amount).scaleb(-2)


@pytest.mark.parametrize(
    ("keys", "key", "said"),
    [
        ({"mode": "sale"}, "mode", "transfer"),
        ({"amount": 1.234}, "amount", "at most 2"),
        ({"day": "0206-03-10"}, "day", "≥ 1990-01-01"),
        ({"received": "9999-12-31"}, "received", "≤ 2200-12-31"),
        ({"amount": None}, "mode", "amount is missing"),
        ({"unit": {"name": "院"}}, "unit", "legal form"),
        ({"unit": INSTITUTE | {"form": "enterprise"}}, "unit.form", "begins with 12"),
        ({"unit": INSTITUTE | {"credit_code": "12320481O00000019I"}}, "unit.credit_code", "no credit code"),
        ({"mode": "self"}, "mode", "profits"),
        ({"mode": "investment"}, "mode", "stake"),
        ({"contributors": [PEOPLE[0], PEOPLE[0]]}, "contributors[2]", "twice"),
        ({"terms": {"name": "x", "share": 120}}, "terms.share", "≤ 100"),
    ],
)
def test_wrong_cases_say_where_and_what_to_do(keys: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(DocumentError) as refused:
        transfer_case(**keys)
    finding = refused.value.errors[0]
    assert finding.key == key
    assert said in str(finding)
    assert finding.line


def test_shares_are_shared_themselves_so_costs_take_nothing_off() -> None:
    """Art. 45 (2): a part of the shares or of the capital that the result became, not of a net income."""
    costs = [{"name": "评估费", "amount": 100_000}]
    sharing = shared(
        mode="investment", amount=6_000_000, stake=30, costs=costs, contributors=[{"name": "甲"}]
    )
    assert (sharing.reward, sharing.lines[0].stake) == (Decimal("3000000.00"), Fraction(3, 20))
    assert any("100,000.00" in finding.message.in_language("zh") for finding in sharing.findings)


@pytest.mark.parametrize(
    ("keys", "unused"),
    [
        ({"stake": 30}, "stake"),
        ({"profits": [{"year": 2025, "amount": 5}]}, "profits"),
        ({"mode": "self", "profits": [{"year": 2025, "amount": 5}]}, "amount"),
    ],
)
def test_what_does_not_matter_to_the_way_is_told(keys: dict[str, Any], unused: str) -> None:
    said = [finding.message.in_language("en") for finding in shared(**keys).findings]
    assert [text for text in said if text.startswith(f"`{unused}` is not used")]
