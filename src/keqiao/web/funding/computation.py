"""The room's door to the engine: standings and figures → an allocation, and the rows in which it is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keqiao.engine.allocation import Allocation, AllocationRules, allocate, applicants
from keqiao.engine.allocation.money import digits
from keqiao.money import YUAN_PER_WAN
from keqiao.web.site.stored_sentences import wording_of


@dataclass(frozen=True)
class ComputedAllocation:
    """An allocation with its digest."""

    allocation: Allocation
    digest: str


def computed(rules: AllocationRules, content: Mapping[str, Any], amount: Decimal) -> ComputedAllocation:
    """Share out ``amount`` (元) by what a proposal's input says; the same input gives the same digest.

    Raises AllocationError for figures or rules that cannot be used, Clash where rules cannot hold together.
    """
    allocation = allocate(
        rules, units_of(rules, content), amount / YUAN_PER_WAN if rules.unit == "万元" else amount
    )
    return ComputedAllocation(allocation, digest_of(allocation, content))


def units_of(rules: AllocationRules, content: Mapping[str, Any]) -> Any:
    """Return the engine's applicants of a proposal's input. Raises AllocationError."""
    units = content["units"]
    return applicants(
        rules,
        names_of(units),
        [_number(unit["score"]) for unit in units],
        [grade_word(rules, unit["grade"], unit["grade_zh"], unit["grade_en"]) for unit in units],
        {column["heading"]: [_number(value) for value in column["values"]] for column in content["columns"]},
    )


def names_of(units: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return how the engine names the units: short names, with the code where two are the same."""
    short = [unit["name"] for unit in units]
    return [
        f"{unit['name']} {unit['code']}" if short.count(unit["name"]) > 1 else unit["name"] for unit in units
    ]


def grade_word(rules: AllocationRules, code: str, zh: str, en: str = "") -> str | None:
    """Return the grade as the rules may know it: by code, else by name; None where there is none."""
    return code if code in rules.grades or not (zh or en) else (zh or en)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def digest_of(allocation: Allocation, computed_from: Mapping[str, Any]) -> str:
    """SHA-256 of pool, amounts and what stays, by the codes of the platforms, with every step and its amount."""
    content = {
        "pool": f"{allocation.pool:.2f}",
        "unspent": f"{allocation.unspent:.2f}",
        "lines": [
            [unit["code"], f"{line.amount:.2f}", step_rows(allocation, at)]
            for at, (unit, line) in enumerate(zip(computed_from["units"], allocation.lines, strict=True))
        ],
    }
    return sha256(content)


def sha256(content: Any) -> str:
    """Return the SHA-256 of plain data in its canonical form."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def step_rows(allocation: Allocation, at: int) -> list[dict[str, Any]]:
    """Return the steps of a line as they are kept: kind, sentence, amount (元)."""
    return [
        {"kind": step.kind, "said": wording_of(step.sentence), "amount": f"{step.amount:.2f}"}
        for step in allocation.lines[at].steps
    ]


def price_rows(allocation: Allocation) -> list[dict[str, Any]]:
    """Return the prices of the rules as they are kept."""
    return [
        {"rule": wording_of(price.rule), "value": price.value, "said": wording_of(price.sentence)}
        for price in allocation.prices
    ]


def sum_line(amount: Decimal, parts: Sequence[Decimal]) -> str:
    """``149.15 = 10.00 + 30.00 + 109.15``: the amount (元) as the sum of its parts, in 万元; parts of 0 left out."""
    words = [part for part in parts if part]
    if not words or words == [amount]:
        return wan(amount)
    text = wan(words[0]) if words[0] > 0 else f"− {wan(-words[0])}"
    for part in words[1:]:
        text += f" {'+' if part > 0 else '−'} {wan(abs(part))}"
    return f"{wan(amount)} = {text}"


def wan(amount: Decimal) -> str:
    """Return an amount in 元 as 万元 with as many decimals as it has, two at least."""
    return digits(amount / YUAN_PER_WAN, least=2)
