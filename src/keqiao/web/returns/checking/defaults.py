"""The checks that an installation starts with, from checks.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.rules import ready
from keqiao.web.returns.models import CheckRule

FILE = Path(__file__).parents[1] / "checks.yaml"


def default_checks() -> list[dict[str, Any]]:
    """Return the entries of checks.yaml."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return rows


@transaction.atomic
def load_checks(actor: Actor | None = None) -> int:
    """Create the checks of checks.yaml that are missing; return how many. Measures must have been loaded.

    A check that exists is left as it is. Raises RuleRefused where the file names what is no measure.
    """
    present = set(CheckRule.objects.values_list("code", flat=True))
    missing = [row for row in default_checks() if row["code"] not in present]
    if not missing:
        return 0
    codes = list(Measure.objects.values_list("code", flat=True))
    rules = []
    for row in missing:
        ready(row["expression"], codes)
        advice = row.get("advice", {})
        rule = CheckRule(
            code=row["code"],
            severity=row["severity"],
            title=row["title"]["zh"],
            title_en=row["title"]["en"],
            expression=row["expression"],
            advice=advice.get("zh", ""),
            advice_en=advice.get("en", ""),
        )
        rule.full_clean()
        rules.append(rule)
    CheckRule.objects.bulk_create(rules)
    record(actor, "returns.load_checks", detail={"checks": [rule.code for rule in rules]})
    return len(rules)
