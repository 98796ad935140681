"""Two publicity periods that differ, and when they end by the calendar of the State Council."""

from datetime import date

import pytest

from keqiao.working_days import last_day_of_period

from .conftest import ENTERPRISE, shared

VECTORS = [
    ("2026-09-21", 15, True, "2026-10-19"),
    ("2026-02-09", 5, True, "2026-02-14"),
    ("2026-04-27", 5, True, "2026-05-07"),
    ("2026-09-18", 15, False, "2026-10-08"),
    ("2026-02-05", 10, False, "2026-02-24"),
    ("2026-12-15", 15, True, None),
]
"""The table of days in shared/reference/rules §11: start, days, whether working days, last day (None: year unknown)."""


@pytest.mark.parametrize(("start", "days", "working", "last"), VECTORS)
def test_last_day_of_a_period(start: str, days: int, working: bool, last: str | None) -> None:
    found = last_day_of_period(date.fromisoformat(start), days, working=working)
    assert found == (last and date.fromisoformat(last))


def test_price_counts_days_and_rewards_count_working_days() -> None:
    record = {"from": "2026-09-21", "until": "2026-10-10"}
    price, rewards = shared(price_publicity=record, reward_publicity=record).publicity
    assert price.last_day == date(2026, 10, 8)
    assert price.finding is None
    assert rewards.last_day == date(2026, 10, 19)
    assert "made public until 2026-10-10" in str(rewards.finding)


def test_an_open_objection_and_a_missing_record_are_told() -> None:
    price, rewards = shared(price_publicity={"from": "2026-03-02", "objection": "open"}).publicity
    assert "objection is open" in str(price.finding)
    assert "no record" in str(rewards.finding)


def test_listed_prices_and_enterprises_need_none() -> None:
    assert [str(period.name) for period in shared(pricing="listed").publicity] == ["list of rewards"]
    assert shared(unit=ENTERPRISE).publicity == ()
