"""The address of pictures, and the figure on a page."""

import json
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from keqiao.web.charts import signed
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.gallery import examples
from keqiao.web.charts.option import echarts_option

ADDRESS = "/charts/image"


@pytest.fixture
def client():
    return Client()


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg "), ("png", b"\x89PNG")])
def test_a_signed_chart_is_handed_out_as_a_file(db, client, kind, start):
    answer = client.post(ADDRESS, {"chart": signed.sign(examples()[0]), "format": kind})
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Type"].startswith("image/")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"chart": ""},
        {"chart": "nonsense", "format": "svg"},
        {"chart": signed.sign(examples()[0])[:-3] + "abc", "format": "svg"},
        {"chart": signed.sign(examples()[0]), "format": "pdf"},
        {"chart": signed.sign(examples()[0])},
    ],
)
def test_anything_else_is_refused(client, data):
    assert client.post(ADDRESS, data).status_code == 400


def test_pictures_are_asked_for_by_post(client):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.django_db
def test_the_gallery_is_not_there_in_a_real_installation(client):
    assert settings.DEBUG is False
    assert client.get("/charts/gallery/").status_code == 404


class Page(HTMLParser):
    """Collects start tags with attributes and the text of the JSON script."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.script, self.inside = [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag == "script"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.script += data


def figure(chart, language="zh-hans"):
    with translation.override(language):
        return Template("{% load charts %}{% chart chart %}").render(Context({"chart": chart}))


def test_a_figure_carries_drawing_table_source_and_mark():
    chart = Chart(
        "bar",
        "研发人员",
        [Series("人数", [Point(817, url="/figures/rd_staff/city/2024-10-31/"), None])],
        ["全市", "未报"],
        unit="人",
        as_of="2024-10-31",
        source="季报",
    )
    html = figure(chart)
    page = Page(html)
    assert json.loads(page.script) == json.loads(json.dumps(figure_option(chart)))
    for said in (
        "研发人员",
        "截至 2024-10-31",
        "季报",
        "演示数据",
        "查看数据表",
        "817",
        "—",
    ):
        assert said in html
    assert ("a", {"href": "/figures/rd_staff/city/2024-10-31/"}) in page.tags
    english = figure(chart, "en")
    assert "Show as table" in english and "Demonstration data" in english


def figure_option(chart):
    with translation.override("zh-hans"):
        return echarts_option(chart)


@pytest.mark.parametrize("chart", examples(), ids=lambda chart: f"{chart.kind}-{chart.title[:8]}")
def test_a_figure_keeps_to_the_content_security_policy(chart):
    page = Page(figure(chart))
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert tag != "script" or attributes == {"type": "application/json"}


@pytest.mark.parametrize("label", ["</script><script>alert(1)</script>", "<!--<script>", "&lt;", "a\u2028b"])
def test_hostile_labels_cannot_leave_the_script_element(label):
    chart = Chart("bar", label, [Series(label, [1])], [label])
    page = Page(figure(chart))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert json.loads(page.script)["xAxis"]["data"] == list(chart.categories)


def test_an_empty_chart_says_so_and_offers_no_picture():
    html = figure(Chart("line", "空", [Series("a", [None])], ["x"]))
    assert "暂无数据" in html
    assert "<script" not in html and "<form" not in html
