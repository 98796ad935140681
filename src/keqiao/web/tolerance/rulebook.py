"""By which rules of fault tolerance a case is judged, and its ground in words."""

from __future__ import annotations

from keqiao.web.tolerance.documents import RULES, ToleranceRules
from keqiao.web.tolerance.models import ToleranceCase


def ground_name(code: str, rules: ToleranceRules | None = None) -> str:
    """Return a ground in words, by the rules in force where none are given; one they do not know stays as it is."""
    item = (rules or RULES.in_force()).ground.get(code)
    return str(item.name) if item else code


def ground_of(case: ToleranceCase) -> str:
    """Return the ground of a case in words, by the rules of the case."""
    return ground_name(case.ground, rules_of(case))


def rules_of(case: ToleranceCase) -> ToleranceRules:
    """Return the rules of a case: those it was applied for by, whose version it names; for a draft those in force."""
    return RULES.used_by(case.documents)
