"""The boundary vectors of the rules about transformation of results: what they expect is what the engine says."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from keqiao.engine.transfer import packaged_law
from keqiao.engine.transfer.tax_hint import months_after, taxed_transfer_income

from .conftest import ENTERPRISE, INSTITUTE, shared

RULES = {
    rule["rule"]: rule
    for rule in yaml.safe_load(Path(__file__).with_name("reference_rules.yaml").read_text("utf-8"))
}
DAY = date(2026, 4, 30)


def vectors(name: str) -> list[Any]:
    return [pytest.param(one["given"], one["expect"], id=str(one["why"])) for one in RULES[name]["vectors"]]


@pytest.mark.parametrize(("given", "expect"), vectors("transformation_law_2015"))
def test_floors(given: dict[str, Any], expect: dict[str, bool]) -> None:
    mode = {"transfer": "transfer", "invest": "investment", "own_use": "self"}[given["mode"]]
    base = (
        next(given[key] for key in ("net_income", "operating_profit", "shares_formed") if key in given)
        * 10_000
    )
    keys: dict[str, Any] = {
        "amount": base,
        "mode": mode,
        "unit": INSTITUTE if given["state_set"] else ENTERPRISE,
    }
    if mode == "investment":
        keys["stake"] = 30
    if mode == "self":
        keys |= {"amount": None, "profits": [{"year": 2026, "amount": base}]}
    if given["has_rule"]:
        keys["terms"] = {"name": "规定", "share": given["rule_share"]}
    found = shared(contributors=[{"name": "甲", "main": True}], **keys)
    reward = Decimal(str(given["reward"])) * 10_000
    kept = reward >= found.reward
    assert kept is next(holds for key, holds in expect.items() if key.startswith("floor"))
    if "main" in expect:
        assert found.main is not None
        part = Fraction(str(given["main_reward"])) / Fraction(str(given["reward"]))
        assert (part >= found.main.floor) is expect["main"]


@pytest.mark.parametrize(("given", "expect"), vectors("cash_reward_income_tax_2018"))
def test_cash_rewards(given: dict[str, Any], expect: dict[str, int]) -> None:
    # Month 37 begins the day after 36 months are over.
    paid = months_after(DAY, min(given["months_since_income"], 36)) + timedelta(
        days=given["months_since_income"] > 36
    )
    found = shared(
        unit=INSTITUTE if given["non_profit_body"] else ENTERPRISE,
        received=DAY.isoformat(),
        contract_registered=bool(given["contract_registered"]),
        reward_publicity={"from": "2026-04-01", "until": "2026-04-23"} if given["publicised"] else None,
        payments=[{"name": "一次", "date": paid.isoformat(), "share": 1}],
    ).tax
    assert found is not None
    assert found.counted(Decimal(given["reward_yuan"])) == expect["counted_yuan"]


@pytest.mark.parametrize(("given", "expect"), vectors("technology_transfer_income_tax"))
def test_income_of_a_unit(given: dict[str, int], expect: dict[str, float]) -> None:
    taxed = taxed_transfer_income(Decimal(given["transfer_income"] * 10_000), DAY, packaged_law())
    assert taxed is not None
    assert taxed == Decimal(str(expect["taxable"])) * 10_000
    assert taxed / 4 == Decimal(str(expect["tax_25"])) * 10_000
