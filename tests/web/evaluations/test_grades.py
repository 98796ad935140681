"""How far the next grade is, and what would close the distance."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import load_scheme
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.grades import distance, value_at

SCHEME = load_scheme("three_pillar")
LEAVES = {leaf.code: leaf for leaf in SCHEME.leaves()}


@given(st.floats(0, 100))
def test_the_value_found_scores_what_was_asked(score):
    # C1: linear from 0 to 3000 万元 by log1p, so that the score of a value is written down here by hand.
    value = value_at(LEAVES["C1"], score)
    assert 100 * math.log1p(value) / math.log1p(3000) == pytest.approx(score, abs=1e-9)
    value = value_at(LEAVES["C2"], score)
    assert 100 * (value - 20) / 80 == pytest.approx(score, abs=1e-9)


def test_a_rule_with_a_treatment_is_not_turned_round():
    assert value_at(LEAVES["A4"], 50) is None


def test_the_lever_really_closes_the_distance(run):
    import polars as pl

    reading = selectors.reading(run, "2024", "reported")
    panel = computation.panel_of(selectors.stored_frames(run))
    checked = 0
    for platform in reading.codes:
        found = distance(reading, platform, most=50)
        if found is None or found.points == 0:
            continue
        for lever in found.levers:
            formula = reading.indicator(platform, lever.node).formula
            if lever.value is None or formula not in panel.reported.columns:
                continue
            here = (pl.col("unit") == platform) & (pl.col("period") == "2024")
            changed = panel.reported.with_columns(
                pl.when(here).then(lever.value).otherwise(pl.col(formula)).alias(formula)
            )
            again = evaluate(reading.scheme, Panel(changed), periods=["2024"]).totals
            total = again.filter(pl.col("unit") == platform)["total"].item()
            # The same figure may count in more than one indicator: at least the threshold, but for rounding.
            if formula == "plan_fulfilment" or sum(formula in leaf.formula for leaf in LEAVES.values()) > 1:
                continue
            assert total >= found.grade.at - 0.011
            checked += 1
    assert checked


def test_the_best_grade_has_no_distance(run):
    reading = selectors.reading(run, "2024", "reported")
    for row in reading.totals:
        if row.grade_code == "excellent":
            assert distance(reading, row.platform.code) is None
