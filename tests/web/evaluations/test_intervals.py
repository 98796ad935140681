"""Intervals as they are shown: whole ranks outward, the mark 边界, nothing where nothing was drawn."""

from __future__ import annotations

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.robustness.result import BORDERLINE
from keqiao.web.evaluations.documents import UNCERTAINTY
from keqiao.web.evaluations.draws import INTERVALS
from keqiao.web.evaluations.intervals import Certainty, Interval, outward, read


@given(st.floats(1, 500), st.floats(0, 100))
def test_whole_ends_hold_the_interval(low, width):
    start, end = outward(low, low + width)
    assert start <= low + 1e-8
    assert end >= low + width - 1e-8
    assert low - start < 1
    assert end - low - width < 1


def test_exact_ends_stay():
    assert outward(2.0, 5.0) == (2, 5)
    assert outward(2.95, 5.05) == (2, 6)
    assert outward(None, None) == (None, None)


@pytest.mark.parametrize(("low", "high", "span"), [(2, 5, "2–5"), (3, 3, "3"), (None, None, "")])
def test_the_span_in_words(low, high, span):
    assert Interval(3.0, low, high, 0.1, 0.9, False).span == span


def test_rank_and_grade_carry_their_marks():
    sure = Certainty({"A": Interval(3.0, 2, 5, 0.0, 0.76, True)})
    assert sure.rank("A", 3) == "3（2–5）"
    assert sure.rank("B", 3) == "3"
    assert sure.rank("A", None) == "—"
    assert sure.grade("A", "良好") == "良好（边界）"
    assert sure.grade("B", "良好") == "良好"
    assert "76.0%" in sure.sentence("A")
    assert not Certainty()


def test_a_platform_without_a_grade_has_none_to_lose():
    row = dict.fromkeys(INTERVALS) | {"period": "2024", "basis": "reported", "unit": "A", "border": True}
    table = pl.DataFrame([row], schema=INTERVALS)
    assert not read(table, "2024", "reported").is_border("A")
    assert not read(table, "2023", "reported")


def test_the_library_and_the_document_call_the_same_grades_borderline():
    packaged = yaml.safe_load(UNCERTAINTY.package_text)
    assert packaged["border"] == BORDERLINE
