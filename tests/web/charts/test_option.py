"""What each kind of chart draws, and that its table says the same."""

import json
import re
from decimal import Decimal

import pytest
from django.utils import translation

from keqiao.web.charts.definition import Chart, Point, Reference, Series
from keqiao.web.charts.gallery import examples
from keqiao.web.charts.kinds import waterfall_steps
from keqiao.web.charts.option import echarts_option
from keqiao.web.charts.table import chart_table

NAMES = ["a", "b", "c"]


def values(series):
    return [item["value"] for item in series["data"]]


def test_a_line_keeps_its_gaps():
    option = echarts_option(Chart("line", "T", [Series("x", [1, None, 3]), Series("y", [4, 5, 6])], NAMES))
    assert [series["type"] for series in option["series"]] == ["line", "line"]
    assert values(option["series"][0]) == [1.0, None, 3.0]
    assert option["series"][0]["connectNulls"] is False
    assert option["xAxis"]["data"] == NAMES
    assert option["legend"]["show"] and option["legend"]["data"] == ["x", "y"]
    # Told apart by more than colour.
    assert option["series"][0]["symbol"] != option["series"][1]["symbol"]


@pytest.mark.parametrize(("horizontal", "along"), [(False, "xAxis"), (True, "yAxis")])
def test_bars_carry_values_links_and_reference_lines(horizontal, along):
    rows = [Series("x", [Point(Decimal("1234.50"), url="/figures/m/p/2023/"), 2, 3])]
    chart = Chart("bar", "T", rows, NAMES, horizontal=horizontal, references=[Reference("mean {b}", 2.25)])
    option = echarts_option(chart)
    first = option["series"][0]["data"][0]
    assert (first["value"], first["text"], first["url"]) == (1234.5, "1,234.5", "/figures/m/p/2023/")
    assert option[along]["data"] == NAMES
    (line,) = option["series"][0]["markLine"]["data"]
    assert line["xAxis" if horizontal else "yAxis"] == 2.25
    assert line["label"]["formatter"] == "mean (b) 2.25"
    assert option["legend"]["show"] is False


def test_stacked_bars_share_a_stack():
    option = echarts_option(Chart("stacked", "T", [Series("x", [1, 2, 3]), Series("y", [1, 2, 3])], NAMES))
    assert {series["stack"] for series in option["series"]} == {"all"}


def test_a_radar_has_an_axis_for_each_category_and_grey_peers():
    rows = [Series("own", [50, 120, None]), Series("median", [60, 20, 0], emphasis=False)]
    option = echarts_option(Chart("radar", "T", rows, NAMES))
    assert [axis["max"] for axis in option["radar"]["indicator"]] == [60.0, 120.0, 1]
    own, median = option["series"][0]["data"]
    assert own["value"] == [50.0, 120.0, None]
    assert own["texts"] == ["50", "120", "—"]
    assert median["itemStyle"]["color"] != own["itemStyle"]["color"]
    asked = echarts_option(Chart("radar", "T", rows, NAMES, maxima=[100, 100, 100]))
    assert [axis["max"] for axis in asked["radar"]["indicator"]] == [100.0] * 3


def test_contributions_write_their_sign():
    option = echarts_option(Chart("contribution", "T", [Series("pull", [2.5, 0, -1.25])], NAMES))
    data = option["series"][0]["data"]
    assert [item["text"] for item in data] == ["+2.50", "0.00", "-1.25"]
    assert data[0]["itemStyle"] != data[2]["itemStyle"]
    assert [item["label"]["position"] for item in data] == ["right", "right", "left"]


@pytest.mark.parametrize(
    ("start", "changes"),
    [
        (61.2, [3.2, 2.4, -1.75]),
        (12, [-30, 10, 45]),
        (-5, [-3, 2, -1]),
        (0, [0, None, 4]),
        (10, [-10, -5, 20]),
    ],
)
def test_a_waterfall_adds_up_and_draws_every_step_where_it_is(start, changes):
    chart = Chart("waterfall", "T", [Series("change", changes)], NAMES, start=start)
    steps = waterfall_steps(chart)
    assert steps[-1][2] == pytest.approx(start + sum(change or 0 for change in changes))
    unseen, above, below = (option["data"] for option in echarts_option(chart)["series"])
    for (_name, before, after, _point), hidden, up, down in zip(steps, unseen, above, below, strict=True):
        # Stacked bars: those above nought and those below are piled up apart, the unseen one first.
        top = max(hidden, 0) + up["value"]
        bottom = min(hidden, 0) + down["value"]
        assert up["value"] >= 0 >= down["value"]
        low, high = sorted((before, after))
        if low >= 0:
            assert (hidden, top) == pytest.approx((low, high))
        elif high <= 0:
            assert (hidden, bottom) == pytest.approx((high, low))
        else:
            assert (top, bottom) == pytest.approx((high, low))


@pytest.mark.parametrize(
    ("start", "changes", "cut"),
    [
        (61.2, [3.2, 2.4, -1.75], True),
        (12, [-30, 10, 45], False),
        (0, [0, 0, 0], False),
        (70, [0, 0, 0], True),
    ],
)
def test_a_waterfall_of_small_changes_shows_a_part_of_the_axis(start, changes, cut):
    chart = Chart("waterfall", "T", [Series("change", changes)], NAMES, start=start)
    floor = echarts_option(chart)["yAxis"].get("min")
    assert (floor is not None) is cut
    if cut:
        assert 0 < floor < min(step[2] for step in waterfall_steps(chart)) + 1e-9


def test_a_scatter_leaves_out_points_without_a_place():
    rows = [Series("s", [Point(1, x=2, label="one"), Point(None, x=3, label="two"), Point(4, label="three")])]
    chart = Chart("scatter", "T", rows, x_label="cost", x_unit="万元", y_label="patents")
    option = echarts_option(chart)
    assert [(item["name"], item["value"]) for item in option["series"][0]["data"]] == [("one", [2.0, 1.0])]
    assert option["xAxis"]["name"] == "cost（万元）"
    # The table leaves nothing out.
    assert [name for name, _cells in chart_table(chart).rows] == ["one", "two", "three"]


def test_a_heatmap_places_values_by_column_and_row():
    option = echarts_option(
        Chart("heatmap", "T", [Series("r1", [1, 2, 3]), Series("r2", [4, None, 6])], NAMES)
    )
    assert [item["value"] for item in option["series"][0]["data"]] == [
        [0, 0, 1.0],
        [1, 0, 2.0],
        [2, 0, 3.0],
        [0, 1, 4.0],
        [2, 1, 6.0],
    ]
    assert (option["visualMap"]["min"], option["visualMap"]["max"]) == (1.0, 6.0)


def test_a_document_says_title_unit_day_source_and_mark():
    chart = Chart(
        "bar",
        "研发人员",
        [Series("s", [1])],
        ["a"],
        unit="人",
        as_of="2024-10-31",
        source="季报",
    )
    with translation.override("zh-hans"):
        said = echarts_option(chart, document=True)["keqiao"]["words"]
    assert said["title"] == "研发人员"
    assert re.fullmatch("单位[:：] ?人", said["subtitle"])
    assert "截至 2024-10-31" in said["foot"] and "季报" in said["foot"]
    assert said["mark"] == "演示数据"
    assert "words" not in echarts_option(chart)["keqiao"]


@pytest.mark.parametrize("chart", examples(), ids=lambda chart: f"{chart.kind}-{chart.title[:8]}")
def test_every_option_is_plain_json_and_every_point_is_in_the_table(chart):
    json.dumps(echarts_option(chart, document=True), allow_nan=False)
    texts = [cell.text for _name, cells in chart_table(chart).rows for cell in cells]
    for row in chart.series:
        for point in row.items:
            assert row.line or chart.text_of(point) in texts


def test_a_line_through_a_scatter_is_drawn_and_not_listed():
    rows = [
        Series("s", [Point(1, x=2, label="one"), Point(2, x=3, label="two")]),
        Series("frontier", [Point(0, x=2), Point(1, x=2), Point(None), Point(2, x=3)], line=True),
        Series("way", [Point(0, x=2), Point(1, x=3)], emphasis=False, line=True),
    ]
    chart = Chart("scatter", "T", rows, x_label="cost", y_label="patents")
    drawn = echarts_option(chart)["series"]
    assert [series["type"] for series in drawn] == ["scatter", "line", "line"]
    assert [item["value"] for item in drawn[1]["data"]] == [[2.0, 0.0], [2.0, 1.0], ["-", "-"], [3.0, 2.0]]
    assert (drawn[1]["lineStyle"]["type"], drawn[2]["lineStyle"]["type"]) == ("solid", "dashed")
    assert "min" not in echarts_option(chart)["xAxis"]
    assert echarts_option(chart)["yAxis"]["min"] == 0
    assert chart_table(chart).heads[1:] == ("cost", "patents")
    assert [name for name, _cells in chart_table(chart).rows] == ["one", "two"]
    again = Chart.from_dict(chart.to_dict())
    assert [row.line for row in again.series] == [False, True, True]
    assert echarts_option(again) == echarts_option(chart)
