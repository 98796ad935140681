"""Small parts of pages."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from tests.web.markup import markup

from keqiao.web.site.demonstration import marked


def render(text: str, **values: object) -> str:
    return markup(Template("{% load components numbers %}" + text).render(Context(values)))


def test_the_header_shows_the_way():
    with marked(True):
        html = render("{% page_header t s crumbs %}", t="<b>", s="说明", crumbs=[("平台", "/platforms/")])
    assert '<a href="/platforms/">平台</a>' in html
    assert 'aria-current="page">&lt;b&gt;' in html
    assert "演示数据" in html


def test_a_page_does_not_lead_to_itself(rf):
    crumbs = [("平台", "/platforms/"), ("甲", "/platforms/P01/")]
    with marked(True):
        html = render(
            "{% page_header t s crumbs %}", t="甲", s="", crumbs=crumbs, request=rf.get(crumbs[1][1])
        )
    assert "/platforms/" in html
    assert "/platforms/P01/" not in html


@pytest.mark.parametrize(
    ("state", "word"),
    [("good", "正常"), ("watch", "关注"), ("bad", "预警"), ("none", "无数据"), ("x", "无数据")],
)
def test_a_light_says_its_word(state, word):
    assert word in render("{% light s %}", s=state)


def test_badges_and_lists_are_escaped():
    html = render(
        "{% badge t 'good' %}{% badge t 'nonsense' %}{% definition_list e %}",
        t="<i>",
        e=[("<t>", "<d>"), ("x", None), ("y", "")],
    )
    assert "<i>" not in html
    assert "<t>" not in html
    assert html.count("<dt>") == 1
    assert "mark-nonsense" not in html


def test_pages_keep_the_rest_of_the_address():
    page = Paginator(range(500), 10).get_page(7)
    html = render("{% pagination page %}", page=page, request=RequestFactory().get("/?q=a%26b&page=7"))
    assert 'href="?q=a%26b&amp;page=8"' in html
    assert "共 500 条" in html
    assert html.count('aria-current="page"') == 1


def test_filters():
    assert (
        render("{{ m|money }} {{ n|number }} {{ p|percent }}", m=77590000, n=1234, p=0.5)
        == "7,759.00 1,234 50.00%"
    )
