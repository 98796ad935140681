"""What a chart accepts, refuses and prints."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.charts.definition import Chart, ChartError, Point, Reference, Series, words
from keqiao.web.charts.option import echarts_option
from keqiao.web.charts.table import chart_table


def bar(values, **more):
    names = [f"c{position}" for position in range(len(values))]
    return Chart("bar", "Title", [Series("s", values)], names, **more)


@pytest.mark.parametrize(
    "value", [None, math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("Infinity"), 10**400]
)
def test_what_is_no_finite_number_is_a_gap(value):
    chart = bar([1, value])
    assert chart.series[0].items[1].value is None
    assert chart.text_of(chart.series[0].items[1]) == "—"


@pytest.mark.parametrize("value", ["12", True, object(), [1]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ChartError):
        Point(value)


@pytest.mark.parametrize(
    ("values", "decimals", "printed"),
    [
        ([Decimal("7759.00"), Decimal("3240.64")], 2, ["7,759.00", "3,240.64"]),
        ([817, 212], None, ["817", "212"]),
        ([67.07, 50], None, ["67.07", "50.00"]),
        ([Decimal("1.5"), 2], None, ["1.5", "2.0"]),
        ([-0.5], 1, ["-0.5"]),
    ],
)
def test_values_are_printed_with_separators_and_equal_decimals(values, decimals, printed):
    chart = bar(values, decimals=decimals)
    assert [chart.text_of(point) for point in chart.series[0].items] == printed


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "pie"},
        {"title": " "},
        {"size": "xl"},
        {"decimals": 12},
        {"categories": ["only one"]},
        {"kind": "radar", "maxima": [1]},
        {"kind": "waterfall", "series": [Series("a", [1, 2]), Series("b", [1, 2])]},
        {"series": [Series(str(number), [1, 2]) for number in range(61)]},
    ],
)
def test_parts_that_do_not_fit_are_refused(parts):
    whole = {"kind": "bar", "title": "T", "categories": ["a", "b"], "series": [Series("s", [1, 2])]}
    with pytest.raises(ChartError):
        Chart(**{**whole, **parts})


@pytest.mark.parametrize(
    "url",
    [
        "https://example.test/",
        "//example.test/",
        "/\\example.test",
        "javascript:alert(1)",
        "figures/x",
        "/a b",
    ],
)
def test_a_point_leads_only_to_pages_of_this_site(url):
    with pytest.raises(ChartError):
        Point(1, url=url)
    assert Point(1, url="/figures/rd_staff/city/2024-10-31/?x=1#y").url


def test_a_reference_line_needs_a_number():
    with pytest.raises(ChartError):
        Reference("mean", math.nan)


@given(st.text())
def test_words_are_one_line_and_can_stand_in_xml(text):
    clean = words(text)
    assert len(clean) <= 400
    assert "\n" not in clean
    clean.encode("utf-8")
    assert not any(ord(letter) < 0x20 or 0xD800 <= ord(letter) <= 0xDFFF for letter in clean)


_NUMBERS = (
    st.none()
    | st.integers(-(10**9), 10**9)
    | st.floats()
    | st.decimals(places=2, min_value=-(10**7), max_value=10**7)
)


@given(st.lists(_NUMBERS, min_size=1, max_size=6), st.text(max_size=20), st.integers(0, 4) | st.none())
def test_plain_data_and_back_says_the_same(values, word, decimals):
    chart = bar(values, note=word, decimals=decimals, references=[Reference("line", 1.5)])
    again = Chart.from_dict(chart.to_dict())
    assert echarts_option(again, document=True) == echarts_option(chart, document=True)
    assert chart_table(again) == chart_table(chart)


@pytest.mark.parametrize(
    "data", [{}, {"kind": "bar"}, {"kind": "bar", "title": "T", "series": [3]}, {"series": None, "x": 1}]
)
def test_plain_data_of_something_else_are_refused(data):
    with pytest.raises(ChartError):
        Chart.from_dict(data)
