"""An amount as the sum of its parts; grades by code or name."""

from __future__ import annotations

from decimal import Decimal

from tests.web.funding.conftest import PUBLISHED

from keqiao.engine.allocation import load_rules
from keqiao.web.funding.computation import grade_word, names_of, sum_line


def test_a_sum_line() -> None:
    """The worked example of docs/user/en/allocation.md, a cut, a single part, nothing."""
    parts = [Decimal(100000), Decimal(300000), Decimal(1091500)]
    assert sum_line(Decimal(1491500), parts) == "149.15 = 10.00 + 30.00 + 109.15"
    assert sum_line(Decimal(500000), [Decimal(600000), Decimal(-100000)]) == "50.00 = 60.00 − 10.00"
    assert sum_line(Decimal(500000), [Decimal(500000)]) == "50.00"
    assert sum_line(Decimal(0), []) == "0.00"


def test_grades_by_code_or_name() -> None:
    rules = load_rules(PUBLISHED.encode())
    assert grade_word(rules, "good", "良好") == "good"
    assert grade_word(rules, "", "起步期") == "起步期"
    assert grade_word(rules, "A", "优秀") == "优秀"
    assert not grade_word(rules, "", "")


def test_units_of_one_name_carry_their_codes() -> None:
    units = [{"name": "一院", "code": "P1"}, {"name": "一院", "code": "P2"}, {"name": "二院", "code": "P3"}]
    assert names_of(units) == ["一院 P1", "一院 P2", "二院"]
