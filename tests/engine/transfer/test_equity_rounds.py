"""Dilution round by round, against the usual arithmetic of pre- and post-money, and looking through holders."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from keqiao.engine.documents import DocumentError
from keqiao.engine.transfer import cap_table, equity_rounds, look_through

from .conftest import event, ledger

HOLDERS = [
    {"name": "A"},
    {
        "name": "平台",
        "kind": "partnership",
        "members": [{"name": "A", "share": 25}, {"name": "母平台", "share": 75}],
    },
    {"name": "母平台", "members": [{"name": "李四", "share": 40}, {"name": "王五", "share": 60}]},
    {"name": "基金"},
]
EVENTS = [
    event("2025-01-10", "subscribe", "A", 800_000, round="设立"),
    event("2025-01-10", "subscribe", "平台", 200_000, round="设立"),
    event("2025-09-01", "subscribe", "基金", 250_000, price=5_000_000, round="天使轮"),
    event("2026-03-01", "transfer", "A", 100_000, to="基金"),
]


def test_rounds_dilute_by_post_money() -> None:
    founding, angel, sale = equity_rounds(ledger(*EVENTS, holders=HOLDERS))
    assert (founding.name, angel.name, sale.name) == ("设立", "天使轮", "2026-03-01")
    assert founding.post_money is None
    # 5 million for 20 %: 25 million after the round, 20 before it.
    assert (angel.raised, angel.post_money) == (5_000_000, 25_000_000)
    assert angel.table.parts("subscribed")["基金"] == Fraction(5_000_000, 25_000_000)
    assert angel.change("subscribed") == {
        "A": Fraction(-16, 100),
        "平台": Fraction(-4, 100),
        "基金": Fraction(20, 100),
    }
    assert sale.change("subscribed")["A"] == Fraction(-100_000, 1_250_000)
    assert all(
        sum(one.change("subscribed").values()) == (0 if one.before else 1) for one in (founding, angel, sale)
    )


def test_looking_through_multiplies_and_adds() -> None:
    found = ledger(*EVENTS[:2], holders=HOLDERS)
    behind = look_through(found, cap_table(found, date(2026, 1, 1)), "subscribed")
    assert behind == {
        "A": Fraction(8, 10) + Fraction(2, 10) * Fraction(25, 100),
        "王五": Fraction(2, 10) * Fraction(75, 100) * Fraction(60, 100),
        "李四": Fraction(2, 10) * Fraction(75, 100) * Fraction(40, 100),
    }
    assert sum(behind.values()) == 1


def test_members_in_a_circle_or_not_a_hundred_are_refused() -> None:
    circle = [
        {"name": "A", "members": [{"name": "B", "share": 100}]},
        {"name": "B", "members": [{"name": "A", "share": 100}]},
    ]
    with pytest.raises(DocumentError, match="A stands behind itself"):
        ledger(holders=circle)
    with pytest.raises(DocumentError, match="hold 90 % together"):
        ledger(holders=[{"name": "A", "members": [{"name": "B", "share": 90}]}])


@pytest.mark.parametrize(
    "members",
    [
        [{"name": "某公司", "share": 100}],  # the company itself, through its shareholder
        [{"name": "X", "share": 50}, {"name": "X", "share": 50}],
    ],
)
def test_the_company_is_not_behind_its_holders_and_nobody_stands_twice(members: list[dict[str, Any]]) -> None:
    holders = [{"name": "A", "kind": "company", "members": members}]
    with pytest.raises(DocumentError):
        ledger({"date": "2025-01-10", "kind": "subscribe", "holder": "A", "amount": 1}, holders=holders)
