"""The least change of one weight, against the same search written out by hand over the scores of an evaluation."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.robustness import single_weight_changes
from keqiao.engine.schemes import load_scheme

WEIGHTS = {"A": {"ia": 40.0, "ib": 20.0}, "B": {"ic": 30.0, "id": 10.0}}
FACTORS = [*(round(1 - 0.01 * n, 2) for n in range(1, 100)), *(round(1 + 0.01 * n, 2) for n in range(1, 101))]


def by_hand(
    scores: dict[str, dict[str, float | None]], node: str = "", factor: float = 1.0
) -> dict[str, float]:
    """Totals with one weight multiplied: a gap's weight goes to its sibling, siblings share the rest."""
    found = {}
    for unit, marks in scores.items():
        total = weight_of_all = 0.0
        for branch, leaves in WEIGHTS.items():
            weights = {leaf: w * (factor if leaf == node else 1) for leaf, w in leaves.items()}
            there = {leaf: w for leaf, w in weights.items() if marks[leaf] is not None}
            own = sum(leaves.values()) * (factor if branch == node else 1)
            sum_ = sum(there.values())
            value = sum(w * marks[leaf] for leaf, w in there.items()) / sum_ if sum_ else np.nan
            if np.isnan(value):
                continue
            total, weight_of_all = total + own * value, weight_of_all + own
        found[unit] = total / weight_of_all
    return found


def grades_by_hand(totals: dict[str, float]) -> dict[str, str]:
    """良好 from 60 points for at most half of the units, 合格 from 30."""
    order = sorted(totals, key=lambda unit: -totals[unit])
    good = {unit for place, unit in enumerate(order) if place < len(order) // 2 and totals[unit] >= 60}
    return {
        unit: "good" if unit in good else "pass" if total >= 30 else "fail" for unit, total in totals.items()
    }


@pytest.fixture(scope="module")
def expected(index):
    scheme, panel = index
    table = evaluate(scheme, panel).indicators
    scores: dict[str, dict[str, float | None]] = {}
    for row in table.iter_rows(named=True):
        value = row["score"]
        scores.setdefault(row["unit"], {})[row["indicator"]] = value
    nominal = by_hand(scores)
    order = sorted(nominal, key=lambda unit: -nominal[unit])
    grades = grades_by_hand(nominal)
    rows = set()
    for node in ("A", "ia", "ib", "B", "ic", "id"):
        for side in (FACTORS[:99], FACTORS[99:]):
            seen = set()
            for factor in side:
                now = by_hand(scores, node, factor)
                leader = max(now, key=lambda unit: now[unit])
                events = [("first", order[0], leader)] if leader != order[0] else []
                events += [
                    ("swap", upper, lower)
                    for upper, lower in itertools.pairwise(order)
                    if now[lower] > now[upper]
                ]
                events += [
                    ("grade", unit, grade)
                    for unit, grade in grades_by_hand(now).items()
                    if grade != grades[unit]
                ]
                for event, unit, other in events:
                    key = (event, unit) if event != "swap" else (event, unit, other)
                    if key not in seen:
                        seen.add(key)
                        rows.add((event, unit, other, node, factor))
    return rows


def test_each_row_is_the_first_change_that_does_it(index, expected):
    found = single_weight_changes(*index)
    told = {(e, u, o, n, round(f, 2)) for e, u, o, n, f in found.iter_rows()}
    assert told == expected


def test_the_least_change_comes_first(index):
    found = single_weight_changes(*index)
    for _key, rows in found.group_by("event", "unit"):
        sizes = (rows["factor"] - 1).abs()
        assert sizes.is_sorted()


def test_larger_sets_are_looked_at_in_larger_steps(index, monkeypatch, expected):
    from keqiao.engine.robustness import single_weights

    monkeypatch.setattr(single_weights, "MOST_CELLS", 800)
    found = single_weight_changes(*index)
    fine = {(e, u, n, f > 1): abs(f - 1) for e, u, _o, n, f in expected}
    for event, unit, _other, node, factor in found.iter_rows():
        assert round(factor * 10) == pytest.approx(factor * 10)
        assert abs(factor - 1) + 1e-9 >= fine[event, unit, node, factor > 1]


def test_one_indicator_has_no_weight_to_change():
    scheme = load_scheme(
        "scheme: 1\ncode: ONE\nversion: '1'\nname: {zh: 一, en: One}\nweights: points\n"
        "measures:\n  - {code: a, name: {zh: 甲, en: a}}\n"
        "defaults:\n  score: {rule: min_max, range: [1, 100]}\n"
        "indicators:\n  - {code: ia, name: {zh: 甲, en: a}, weight: 100, formula: a}\n"
    )
    panel = Panel.from_frame(scheme, pl.DataFrame({"unit": ["U", "V"], "period": "2024", "a": [1.0, 2.0]}))
    assert single_weight_changes(scheme, panel).is_empty()
