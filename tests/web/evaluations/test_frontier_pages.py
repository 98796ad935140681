"""The drawn frontier is the one of the engine: every score is read off the line."""

from __future__ import annotations

import itertools
import math

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.efficiency import dea
from keqiao.web.charts.table import chart_table
from keqiao.web.evaluations.frontier_pages import edge

RETURNS = ("vrs", "crs", "drs", "irs", "fdh")


def height(corners, x):
    """The highest point of the line at x."""
    found = []
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        if x0 - 1e-9 <= x <= x1 + 1e-9:
            found.append(max(y0, y1) if x1 - x0 < 1e-12 else y0 + (y1 - y0) * (x - x0) / (x1 - x0))
    return max(found)


@pytest.mark.parametrize("returns", RETURNS)
@given(
    points=st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 40)).map(lambda p: (float(p[0]), float(p[1]))),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=examples(40), deadline=None)
def test_every_score_is_read_off_the_line(returns, points):
    found = dea([[x] for x, _y in points], [[y] for _x, y in points], returns=returns, orientation="output")
    corners = edge(points, returns)
    for (x, y), score in zip(points, found.efficiency, strict=True):
        assert y / height(corners, x) == pytest.approx(float(score), abs=1e-7)


def test_nothing_to_draw():
    assert edge([], "vrs") == []
    assert edge([(0.0, 0.0)], "crs") == []


@pytest.mark.parametrize("returns", RETURNS)
def test_something_for_nothing_is_drawn_without_a_ray(returns):
    corners = edge([(0.0, 5.0), (2.0, 3.0), (4.0, 9.0)], returns)
    assert corners
    assert all(math.isfinite(x) and y < 100 for x, y in corners)


def get(client, user, run, **query):
    client.force_login(user)
    response = client.get(reverse("evaluations:efficiency", args=(run.code,)), query)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("returns", RETURNS)
def test_the_page_draws_what_is_chosen(client, officer, run, returns):
    query = {
        "input": ["rd_headcount", "total_expenditure"],
        "output": ["contract_amount", "new_incubated_firms"],
    }
    context = get(client, officer, run, **query, up="new_incubated_firms", returns=returns).context
    chart = context["frontier"]
    assert chart.kind == "scatter"
    listed = chart_table(chart).rows
    assert len(listed) == 4
    rows = context["ways"].rows
    on = {row["platform"].value for row in rows if row["place"]}
    assert on
    assert all(row["score"] <= 1 for row in rows)
    assert [code for code, _name, chosen in context["up"] if chosen] == ["new_incubated_firms"]


def test_platform_staff_see_no_frontier(client, director, run):
    """The frontier is drawn through the raw figures of others."""
    query = {"input": "rd_headcount", "output": "contract_amount", "across": "x" * 5000, "up": "💥"}
    client.force_login(director)
    assert client.get(reverse("evaluations:efficiency", args=(run.code,)), query).status_code == 403
