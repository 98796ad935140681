"""Pictures of charts: SVG that says what the chart says, PNG of the size asked for."""

import re
import struct
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from keqiao.web.charts import fonts, render
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.gallery import examples

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def texts(drawing):
    """All words in an SVG; words broken into lines come in pieces."""
    return "".join("".join(node.itertext()) for node in ElementTree.fromstring(drawing).iter(f"{SVG}text"))


def png_size(content):
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", content[16:24])


@pytest.mark.parametrize("chart", examples(), ids=lambda chart: f"{chart.kind}-{chart.title[:8]}")
def test_every_kind_is_drawn_as_well_formed_svg(chart):
    drawing = render.svg(chart)
    root = ElementTree.fromstring(drawing)
    assert (root.get("width"), root.get("height")) == tuple(map(str, render.SIZES[chart.size]))
    said = texts(drawing)
    for word in (chart.title, chart.source, chart.as_of):
        assert word in said
    assert "演示数据" in said
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "style", "a"}


def test_labels_and_values_stand_in_the_picture():
    chart = Chart("bar", "研发人员", [Series("甲", [817, 212])], ["全市", "博士"], show_values=True)
    said = texts(render.svg(chart))
    assert all(word in said for word in ("研发人员", "全市", "博士", "817", "212"))


@pytest.mark.parametrize(
    "label", ["</script><script>alert(1)</script>", "]]>", "&amp;", "\"'<b>", "{a|b}", "😀🀄", "\x00\x1b龘"]
)
def test_hostile_labels_stay_words(label):
    chart = Chart("bar", label, [Series(label, [1, 2]), Series("b", [3, 4])], [label, "b"])
    drawing = render.svg(chart)
    assert "<script" not in drawing
    if label.isprintable() and "{" not in label:
        assert label in texts(drawing)
    assert png_size(render.png(chart)) == (1760, 960)


def test_very_long_labels_do_not_break_the_drawing():
    chart = Chart("radar", "长" * 5000, [Series("名" * 5000, [1, 2, 3])], ["轴" * 5000, "b", "c"])
    assert ElementTree.fromstring(render.svg(chart)).tag.endswith("}svg")


@pytest.mark.parametrize(
    "kind", ["line", "bar", "stacked", "radar", "contribution", "waterfall", "scatter", "heatmap"]
)
@pytest.mark.parametrize("rows", [[], [Series("a", [])], [Series("a", [None])]])
def test_nothing_to_draw_is_said(kind, rows):
    categories = ["x"] if rows and rows[0].points and kind != "scatter" else []
    drawing = render.svg(Chart(kind, "空", rows, categories))
    assert "暂无数据" in texts(drawing)


@pytest.mark.parametrize(
    "kind", ["line", "bar", "stacked", "radar", "contribution", "waterfall", "scatter", "heatmap"]
)
def test_one_value_can_be_drawn_by_every_kind(kind):
    points = [Point(5, x=1, label="甲")]
    chart = Chart(kind, "一个值", [Series("a", points)], [] if kind == "scatter" else ["甲"])
    assert "NaN" not in render.svg(chart)


def test_the_same_chart_gives_the_same_bytes():
    chart = examples()[0]
    first = render.svg(chart), render.png(chart)
    render.svg(examples()[3])
    cache.clear()
    assert (render.svg(chart), render.png(chart)) == first


@pytest.mark.parametrize(("width", "height", "scale"), [(400, 300, 1), (880, 480, 2), (334, 776, 1.5)])
def test_a_png_has_the_size_asked_for(width, height, scale):
    found = png_size(render.png(examples()[0], width, height, scale))
    assert found == pytest.approx((width * scale, height * scale), abs=1)


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(10, 300, 1), (300, 99999, 1), (300, 300, 9), (4000, 4000, 2)]
)
def test_sizes_beyond_the_limits_are_refused(width, height, scale):
    with pytest.raises(ValueError):
        render.png(examples()[0], width, height, scale)


def test_the_font_in_the_package_draws_chinese_without_fonts_of_the_machine():
    """Two different characters give different pictures: they are not the box of a missing glyph."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    drawing = svg + '<text x="4" y="30" font-size="28">{}</text></svg>'
    pictures = {render.rasterise(drawing.format(letter), 40, texts=(letter,)) for letter in "科桥平台龟"}
    assert len(pictures) == 5
    assert fonts.covers(["科创平台 12.5 万元（截至 2024-10-31）— “示范” ①"])
    assert not fonts.covers(["龘"])


def test_a_drawing_that_takes_too_long_ends_and_the_next_one_works(monkeypatch):
    monkeypatch.setattr(render, "_bundle", lambda: "globalThis.keqiaoDraw = () => { for (;;) {} }")
    monkeypatch.setattr(render, "TIME_LIMIT", 0.2)
    interpreter = render._Interpreter()
    with pytest.raises(render.RenderError):
        interpreter.draw("{}", 100, 100)
    monkeypatch.setattr(render, "_bundle", lambda: "globalThis.keqiaoDraw = () => 'drawn'")
    assert interpreter.draw("{}", 100, 100) == "drawn"


def test_a_drawing_that_takes_too_much_memory_ends(monkeypatch):
    monkeypatch.setattr(
        render,
        "_bundle",
        lambda: "globalThis.keqiaoDraw = () => { const a = []; for (;;) a.push('x'.repeat(9e5) + a.length) }",
    )
    monkeypatch.setattr(render, "MEMORY_LIMIT", 16 * 2**20)
    with pytest.raises(render.RenderError):
        render._Interpreter().draw("{}", 100, 100)


def test_threads_may_draw_at_the_same_time():
    with ThreadPoolExecutor(4) as threads:
        drawing = [threads.submit(copy_context().run, render.svg, chart) for chart in examples()]
        drawn = [thread.result() for thread in drawing]
    assert all(re.match(r"<svg ", drawing) for drawing in drawn)


def test_a_missing_bundle_says_what_to_do(monkeypatch):
    monkeypatch.setattr(render, "BUNDLE", "keqiao/bundle/not-there.js")
    with pytest.raises(render.RenderError, match=r"hatch_build\.py"):
        render._bundle.__wrapped__()


def test_a_line_through_a_scatter_is_in_the_drawing():
    points = Series("平台", [Point(5, x=1, label="甲"), Point(7, x=4, label="乙")])
    line = Series(
        "前沿", [Point(0, x=1), Point(5, x=1), Point(7, x=4), Point(None), Point(7, x=5)], line=True
    )
    with_line, without = (render.svg(Chart("scatter", "题", rows)) for rows in ([points, line], [points]))
    assert "前沿" in texts(with_line)
    assert "NaN" not in with_line
    assert with_line.count("<path") > without.count("<path")
    assert png_size(render.png(Chart("scatter", "题", [points, line])))
