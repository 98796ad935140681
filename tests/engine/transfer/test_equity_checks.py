"""What the Company Law and the rules for state-owned units ask of capital, each with its article."""

from datetime import date
from typing import Any

import pytest

from keqiao.engine.transfer import equity_findings

from .conftest import event, ledger

DAY = date(2026, 6, 1)
STATE = [{"name": "院", "kind": "institution", "state_owned": True}, {"name": "A"}]
TECHNOLOGY = event("2025-03-01", "pay", "院", 300, form="technology")
SUBSCRIBED = event("2025-01-10", "subscribe", "院", 300, due="2026-01-10")


def said(*events: dict[str, Any], **keys: Any) -> list[str]:
    return [str(finding) for finding in equity_findings(ledger(*events, **keys), DAY)]


@pytest.mark.parametrize(
    ("founded", "due", "allowed"),
    [
        ("2025-01-10", "2030-01-10", True),
        ("2025-01-10", "2030-01-11", False),
        ("2024-07-01", "2029-07-02", False),
        ("2024-06-30", "2032-06-30", True),
        ("2024-06-30", "2032-07-01", False),
    ],
)
def test_capital_is_paid_within_five_years(founded: str, due: str, allowed: bool) -> None:
    found = said(event(founded, "subscribe", "A", 100, due=due), founded=founded)
    assert any("later than Company Law" in one for one in found) is not allowed


def test_an_increase_has_its_own_five_years_and_a_stock_company_none() -> None:
    increase = event("2026-05-01", "subscribe", "A", 100, due="2031-05-01")
    assert said(increase) == []
    late = event("2025-01-10", "subscribe", "A", 100, due="2040-01-01")
    assert said(late, limited=False) == []
    assert "no day is set" in said(event("2025-01-10", "subscribe", "A", 100))[0]


def test_what_is_due_and_unpaid_is_told_also_of_who_took_it_over() -> None:
    moved = event("2025-06-01", "transfer", "院", 150, to="A")
    found = said(SUBSCRIBED, event("2025-05-01", "pay", "院", 100), moved, holders=STATE)
    assert any("院: 100.00 yuan were due" in one for one in found)
    assert any("A: 100.00 yuan were due" in one for one in found)


@pytest.mark.parametrize(
    ("valuation", "told"),
    [
        (None, ["without a valuation", "basis of the valuation is missing"]),
        ({"value": 299.99, "report": "1号", "pricing": "listed"}, ["valued at 299.99"]),
        ({"value": 300}, ["basis of the valuation is missing"]),
        ({"value": 300, "report": "1号"}, ["no record of its publicity"]),
        (
            {
                "value": 300,
                "pricing": "negotiated",
                "publicity": {"from": "2025-02-01", "until": "2025-02-10"},
            },
            ["2025-02-10"],
        ),
        (
            {
                "value": 300,
                "pricing": "negotiated",
                "publicity": {"from": "2025-02-01", "until": "2025-02-17"},
            },
            [],
        ),
        ({"value": 300, "pricing": "auction"}, []),
    ],
)
def test_technology_of_a_state_unit(valuation: dict[str, Any] | None, told: list[str]) -> None:
    paid = TECHNOLOGY | ({} if valuation is None else {"valuation": valuation})
    found = said(SUBSCRIBED, paid, holders=STATE)
    assert len(found) == len(told)
    assert all(words in one for words, one in zip(told, found, strict=True))


def test_heads_hold_no_shares_also_through_others() -> None:
    holders = [
        {"name": "所长", "position": "head"},
        {"name": "A", "members": [{"name": "所长", "share": 100}]},
    ]
    paid = event("2026-05-01", "subscribe", "A", 100, due="2027-01-01")
    assert "所长 heads a state unit" in said(paid, holders=holders)[0]
    assert said(paid | {"holder": "所长"}, holders=[holders[0] | {"position": "deputy"}]) == []


def test_heads_are_found_behind_two_levels() -> None:
    holders = [
        {"name": "P", "kind": "partnership", "members": [{"name": "Q", "share": 100}]},
        {"name": "Q", "kind": "partnership", "members": [{"name": "甲", "share": 100}]},
        {"name": "甲", "position": "head"},
    ]
    given = {"date": "2025-01-10", "kind": "subscribe", "holder": "P", "amount": 5, "due": "2026-12-31"}
    said = [
        finding.message.in_language("zh")
        for finding in equity_findings(ledger(given, holders=holders), date(2025, 2, 1))
    ]
    assert any("甲" in text and "正职" in text for text in said)
