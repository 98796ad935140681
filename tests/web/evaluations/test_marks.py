"""Marks in columns say what the engine's tables say row by row."""

from __future__ import annotations

from statistics import median
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.evaluations.marks import NOTHING, Marks, NodeResult

UNITS, LEAVES, BRANCHES = ("P1", "P2", "P10", "P3"), ("A1", "A2", "B1"), ("A", "B")
NUMBERS = st.none() | st.floats(-1e6, 1e6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of indicators and of branches in any order, some of them missing."""
    number = dict.fromkeys(("score", "weight", "contribution"), NUMBERS)
    leaf = st.fixed_dictionaries(
        {
            "raw": NUMBERS,
            "treated": NUMBERS,
            **number,
            "flags": st.sampled_from(("", "missing", "logged capped")),
        }
    )
    leaves, branches = (
        draw(st.permutations([(unit, node) for unit in UNITS for node in nodes]))[draw(st.integers(0, 3)) :]
        for nodes in (LEAVES, BRANCHES)
    )
    indicators = [{"unit": unit, "indicator": node} | draw(leaf) for unit, node in leaves]
    nodes = [{"unit": unit, "node": node} | draw(st.fixed_dictionaries(number)) for unit, node in branches]
    return indicators, nodes


def marks_of(indicators: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> Marks:
    """The rows as the engine stores them."""
    numbers = dict.fromkeys(("raw", "treated", "score", "weight", "contribution"), pl.Float64)
    return Marks.of(
        pl.DataFrame(
            indicators, schema={"unit": pl.String, "indicator": pl.String, **numbers, "flags": pl.String}
        ),
        pl.DataFrame(
            nodes,
            schema={"unit": pl.String, "node": pl.String}
            | {name: numbers[name] for name in ("score", "weight", "contribution")},
        ),
    )


@given(tables())
def test_marks_and_columns_are_those_of_the_rows(
    rows: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    indicators, nodes = rows
    marks = marks_of(indicators, nodes)
    expected = {
        (row["unit"], row["indicator"]): NodeResult(
            row["raw"],
            row["treated"],
            row["score"],
            row["weight"],
            row["contribution"],
            tuple(row["flags"].split()),
        )
        for row in indicators
    } | {
        (row["unit"], row["node"]): NodeResult(None, None, row["score"], row["weight"], row["contribution"])
        for row in nodes
    }
    for node in (*LEAVES, *BRANCHES, "C9"):
        here = {unit: mark for (unit, code), mark in expected.items() if code == node}
        assert marks.of_node(node) == here
        assert {unit: marks.mark(unit, node) for unit in here} == here
        assert dict(marks.column(node, "score").iter_rows()) == {
            unit: mark.score for unit, mark in here.items()
        }
        assert [marks.mark(unit, node) for unit in (*UNITS, "P99") if unit not in here] == [NOTHING] * (
            len(UNITS) + 1 - len(here)
        )


@given(tables(), st.sets(st.sampled_from(UNITS)))
def test_of_some_platforms_nothing_else_is_left(
    rows: tuple[list[dict[str, Any]], list[dict[str, Any]]], own: set[str]
) -> None:
    marks = marks_of(*rows).only(own)
    assert set(marks.frame["unit"]) <= own
    assert marks.mark(next(iter(set(UNITS) - own), "P99"), "A1") == NOTHING


def test_the_median_of_a_column_is_that_of_the_values_there_are() -> None:
    scores = [0.5, None, 3.0, 10.0, 4.0]
    indicators = [
        {"unit": f"P{at}", "indicator": "A1", "raw": None, "treated": None, "score": score, "weight": 1.0}
        | {"contribution": score, "flags": ""}
        for at, score in enumerate(scores)
    ]
    values = marks_of(indicators, []).column("A1", "score")["value"]
    assert values.median() == pytest.approx(median(score for score in scores if score is not None))
