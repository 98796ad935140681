"""Small rules and units for the tests of money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keqiao.engine.allocation import AllocationRules, Applicants, applicants

GRADES = {"excellent": {"zh": "优秀", "en": "Excellent"}, "good": "良好", "pass": "合格", "fail": "不合格"}


def make_rules(**keys: Any) -> AllocationRules:
    sharing = keys.pop("sharing", {"rule": "proportional"})
    base = {"allocation": 1, "code": "test", "version": "1", "name": "试验规则", "grades": GRADES}
    return AllocationRules.model_validate({**base, "sharing": sharing, **keys})


def make_units(
    rules: AllocationRules, scores: list[Any], grades: list[str] | None = None, **figures: Any
) -> Applicants:
    names = [f"单位{at + 1:02}" for at in range(len(scores))]
    return applicants(rules, names, scores, grades, figures)


@pytest.fixture(name="rules")
def _rules() -> Callable[..., AllocationRules]:
    return make_rules


@pytest.fixture(name="units")
def _units() -> Callable[..., Applicants]:
    return make_units
