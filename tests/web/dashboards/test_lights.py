"""Lights by rules that are data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.dashboards.documents import LIGHTS
from keqiao.web.dashboards.lights import lights
from keqiao.web.rulebooks.in_force import pinned

with pinned({LIGHTS.code: LIGHTS.packaged}):
    GIVEN = lights()
RULES = {rule.measure: rule for rule in GIVEN.measures}
NUMBERS = st.one_of(st.none(), st.floats(-1e9, 1e9, allow_nan=False))


@pytest.mark.parametrize(
    ("measure", "x", "yoy", "light"),
    [
        ("incubated_revenue", 100, 0, "good"),
        ("incubated_revenue", 100, -0.01, "watch"),
        ("incubated_revenue", 100, -10, "watch"),
        ("incubated_revenue", 100, -10.01, "bad"),
        ("incubated_revenue", 100, None, "none"),
        ("self_financing_rate", 50, None, "good"),
        ("self_financing_rate", 49.99, 80, "watch"),
        ("self_financing_rate", 29.99, 80, "bad"),
        ("self_financing_rate", None, 80, "none"),
        ("rd_headcount", 10, -5.5, "bad"),
    ],
)
def test_thresholds_as_printed_beside_the_table(measure, x, yoy, light):
    assert RULES[measure].of(x, yoy) == light


@given(NUMBERS, NUMBERS)
def test_every_figure_has_one_of_four_lights(x, yoy):
    for rule in RULES.values():
        assert rule.of(x, yoy) in {"good", "watch", "bad", "none"}


@pytest.mark.parametrize(
    ("grade", "light"),
    [("excellent", "good"), ("pass", "watch"), ("fail", "bad"), ("", "none"), ("other", "none")],
)
def test_lights_of_grades(grade, light):
    assert GIVEN.of_grade(grade) == light
