"""A rule gives each platform one light with its word; bands with gaps or overlaps are refused before use."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.diagnostics import DiagnosticRules, check_rules, city_lights, diagnose, measures_read
from keqiao.engine.documents import DocumentForm, Positions
from keqiao.engine.documents.intervals import NumberInterval, interval_faults

MEASURES = ("heads", "income", "cost")
RULES = {
    "source": "测试",
    "groups": [{"code": "governance", "name": "运行体制机制"}],
    "city": {
        "counts": ["bad"],
        "bands": [
            {"below": 25, "light": "good", "words": "少数"},
            {"from": 25, "below": 50, "light": "watch", "words": "部分"},
            {"from": 50, "light": "bad", "words": "多数"},
        ],
    },
    "rules": [
        {
            "code": "G1",
            "name": "造血率",
            "group": "governance",
            "applies": "heads > 0",
            "value": "income / NULLIF(cost, 0) * 100",
            "bands": [
                {"below": 30, "light": "bad", "words": "低"},
                {"from": 30, "below": 50, "light": "watch", "words": "偏低"},
                {"from": 50, "light": "good", "words": "正常"},
            ],
            "calls_for": {"text": "提高造血能力"},
        },
        {
            "code": "G2",
            "name": "增长",
            "group": "governance",
            "value": "income - income_before",
            "missing": "watch",
            "missing_words": "没有可比数据",
            "bands": [
                {"up_to": 0, "light": "bad", "words": "未增长"},
                {"above": 0, "light": "good", "words": "增长"},
            ],
            "calls_for": {"text": "拓展市场"},
        },
    ],
}


def form(measures=MEASURES):
    return DocumentForm(DiagnosticRules, lambda rules, positions: check_rules(rules, positions, measures))


def rules(changed=None) -> DiagnosticRules:
    return form().read_data(RULES | (changed or {}), Positions()).usable


def test_the_worked_example():
    figures = pl.DataFrame(
        {
            "platform": [1, 2, 3, 4],
            "heads": [1.0, 1.0, 1.0, 0.0],
            "income": [30.0, 29.999, None, 90.0],
            "cost": [100.0, 100.0, 100.0, 100.0],
            "income_before": [30.0, 20.0, 5.0, None],
        }
    )
    found = diagnose(rules(), figures)
    lights = {(rule, platform): light for rule, platform, _value, light in found.iter_rows()}
    assert lights == {
        ("G1", 1): "watch",  # the edge belongs to the band that includes it
        ("G1", 2): "bad",
        ("G1", 3): "none",
        ("G2", 1): "bad",
        ("G2", 2): "good",
        ("G2", 3): "watch",
        ("G2", 4): "watch",
    }
    city = {row["rule"]: row for row in city_lights(rules().city, found).iter_rows(named=True)}
    assert (city["G1"]["judged"], city["G1"]["counted"], city["G1"]["light"]) == (2, 1, "bad")
    assert (city["G2"]["value"], city["G2"]["light"]) == (25.0, "watch")
    assert measures_read(rules(), MEASURES) == {"heads": False, "income": True, "cost": False}


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=40))
def test_every_value_has_one_light_and_every_light_its_words(values):
    figures = pl.DataFrame(
        {
            "platform": range(len(values)),
            "heads": [1.0] * len(values),
            "income": values,
            "cost": [1.0] * len(values),
            "income_before": [0.0] * len(values),
        },
        schema_overrides={"income": pl.Float64},
    )
    document = rules()
    for rule, _platform, value, light in diagnose(document, figures).iter_rows():
        words = document.rule(rule).words_of(light, value)
        assert (light == "none") == (words is None)
        if value is not None:
            assert sum(1 for band in document.rule(rule).bands if band.words == words) == 1


EDGES = st.one_of(st.none(), st.integers(-3, 3).map(float))


@st.composite
def intervals(draw):
    low, high = draw(EDGES), draw(EDGES)
    given_edges = {}
    if low is not None:
        given_edges[draw(st.sampled_from(["from", "above"]))] = low
    if high is not None:
        given_edges[draw(st.sampled_from(["up_to", "below"]))] = high
    return NumberInterval.model_validate(given_edges)


def holds(interval: NumberInterval, x: float) -> bool:
    return (
        (interval.from_ is None or x >= interval.from_)
        and (interval.above is None or x > interval.above)
        and (interval.up_to is None or x <= interval.up_to)
        and (interval.below is None or x < interval.below)
    )


@given(st.lists(intervals(), min_size=1, max_size=5))
def test_bands_are_faultless_just_where_each_number_lies_in_one(bands):
    tried = [x / 2 for x in range(-8, 9)]
    if any(not any(holds(band, x) for x in tried) for band in bands):
        return  # one that holds no number is refused before
    counts = [sum(holds(band, x) for band in bands) for x in tried]
    faults = {fault.kind for fault in interval_faults(bands, range(len(bands)), -math.inf, math.inf)}
    assert ("overlap" in faults) == any(count > 1 for count in counts)
    assert ("gap" in faults) == any(count == 0 for count in counts)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([{"below": 30, "light": "bad", "words": "低"}, {"above": 30, "light": "good", "words": "高"}], "30"),
        ([{"up_to": 30, "light": "bad", "words": "低"}, {"from": 30, "light": "good", "words": "高"}], "30"),
        ([{"from": 0, "light": "good", "words": "高"}], "(-∞, 0)"),
        ([{"from": 9, "below": 2, "light": "good", "words": "高"}], "holds no number"),
    ],
)
def test_a_gap_an_overlap_and_an_empty_band_are_told(bands, said):
    reading = form().read_data(
        RULES | {"rules": [RULES["rules"][0] | {"bands": bands}]}, Positions(file="rules.yaml")
    )
    assert any(said in str(finding.message) for finding in reading.errors)


def test_a_colour_without_a_word_an_unknown_measure_and_an_unknown_problem_are_refused():
    first = RULES["rules"][0]
    for change, said in (
        ({"bands": [{"light": "good"}]}, "words"),
        ({"value": "incme"}, "incme"),
        ({"group": "nowhere"}, "nowhere"),
        ({"missing": "bad"}, "missing_words"),
    ):
        reading = form().read_data(RULES | {"rules": [first | change]}, Positions())
        assert any(said in f"{finding.key} {finding.message}" for finding in reading.errors), change
    assert form().read_data(RULES | {"rules": [first, first]}, Positions()).errors
