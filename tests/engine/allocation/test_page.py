"""The example of the user's page comes out as the page says, and every key of the language is on it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from keqiao.engine.allocation import allocate, applicants, load_rules
from keqiao.engine.allocation.rules import AllocationRules, ByGrade, Optimised, Proportional

PAGE = (Path(__file__).parents[3] / "docs" / "user" / "en" / "allocation.md").read_text(encoding="utf-8")


def rows(head: str) -> list[list[str]]:
    """The body of the table whose head begins so."""
    table = PAGE[PAGE.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_the_example_comes_out_as_written() -> None:
    rules = load_rules(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0], "page")
    names, scores, grades, base, projects, start = zip(*rows("| 平台名称"), strict=True)
    figures = {
        "协议基础经费": [int(cell) for cell in base],
        "重点项目数": [int(cell) for cell in projects],
        "起步期": [int(cell == "是") for cell in start],
    }
    found = allocate(rules, applicants(rules, names, [int(cell) for cell in scores], grades, figures))
    written = {name: Decimal(amount) for name, amount, _ in rows("| Unit | Amount")}
    assert dict(zip(names, (amount / 10_000 for amount in found.amounts), strict=True)) == written


@pytest.mark.parametrize("model", [AllocationRules, ByGrade, Proportional, Optimised])
def test_every_key_is_listed(model) -> None:
    known = {"allocation", "code", "version", "name", "note", "regulation", "issuer", "rule"}
    for name in set(model.model_fields) - known:
        assert f"`{name}`" in PAGE or f"`{name}:" in PAGE, name
