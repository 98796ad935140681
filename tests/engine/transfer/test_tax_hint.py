"""Half of a cash reward counts as salary: by the first digits of the credit code, and by all conditions only."""

from typing import Any

import pytest

from .conftest import ENTERPRISE, INSTITUTE, shared

PRIVATE = {"name": "某民非", "credit_code": "52320481000000019W"}
ALL = {
    "contract_registered": True,
    "received": "2026-04-01",
    "reward_publicity": {"from": "2026-03-02", "until": "2026-03-31"},
}


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        ({}, "applies"),
        ({"mode": "licence"}, "applies"),
        ({"contract_registered": None}, "open"),
        ({"contract_registered": False}, "does_not_apply"),
        ({"unit": ENTERPRISE}, "does_not_apply"),
        ({"unit": PRIVATE}, "open"),
        ({"unit": PRIVATE | {"non_profit": True, "research_scope": True}}, "applies"),
        ({"unit": PRIVATE | {"non_profit": True, "research_scope": False}}, "does_not_apply"),
        ({"unit": INSTITUTE | {"form": "university"}}, "applies"),
        ({"payments": [{"name": "末期", "date": "2029-04-01", "share": 1}]}, "applies"),
        ({"payments": [{"name": "末期", "date": "2029-04-02", "share": 1}]}, "does_not_apply"),
    ],
)
def test_conditions(keys: dict[str, Any], outcome: str) -> None:
    found = shared(**(ALL | keys)).tax
    assert found is not None
    assert found.outcome == outcome


def test_before_the_rule_and_for_shares_there_is_no_half() -> None:
    assert shared(day="2018-06-30").tax is None
    shares = shared(mode="investment", stake=30).tax
    assert shares is not None and shares.taxed is None
