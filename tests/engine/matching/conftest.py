"""The reference sets of ../shared, and small profiles."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from keqiao.engine.matching import Profile

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference"


def reference(name: str) -> Path:
    """A folder of ../shared/reference; the test is skipped where it is not beside the checkout."""
    folder = REFERENCE / name
    if not folder.exists():
        pytest.skip("the reference sets of ../shared are not beside this checkout")
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def exchange(name: str, key: str) -> list[Profile]:
    """The needs or offers of ../shared/reference/exchange with what they tell."""
    with (reference("exchange") / name).open(encoding="utf-8") as file:
        return [_profile(row, key) for row in csv.DictReader(file)]


def _profile(row: dict[str, str], key: str) -> Profile:
    conditions: dict[str, str | float] = {name: row[name] for name in ("kind", "field") if row.get(name)}
    conditions |= {name: float(row[name]) for name in ("trl", "budget_wan", "months") if row.get(name)}
    return Profile(row[key], row["title"], row["body"], conditions)
