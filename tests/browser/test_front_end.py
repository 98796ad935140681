"""Charts and tables in Chromium under the content security policy, on pages that this file serves itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from keqiao.web.charts.gallery import examples
from keqiao.web.site import demonstration

STATIC = Path(__file__).resolve().parents[2] / "src/keqiao/web/site/static"
HOST = "http://keqiao.test"
POLICY = "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>t</title>
<meta name="htmx-config" content='{"includeIndicatorStyles": false, "allowEval": false}'>
<link rel="stylesheet" href="/static/keqiao/bundle/app.css"><script src="/static/keqiao/bundle/app.js" defer></script>
</head><body CLASS><main><h1>t</h1>BODY</main></body></html>"""

Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Open a page with the given body; at the end nothing was refused by the policy and no other host was asked."""
    context = browser.new_context(locale="zh-CN")
    said: list[str] = []
    asked: list[str] = []

    def open_page(body: str, *, query: str = "", dark: bool = False, width: int = 1280) -> Page:
        html = PAGE.replace("CLASS", 'class="cockpit"' if dark else "").replace("BODY", body)

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            path = route.request.url.removeprefix(HOST).split("?")[0]
            if path.startswith("/static/"):
                route.fulfill(path=STATIC / path.removeprefix("/static/"))
            elif path == "/favicon.ico":
                route.fulfill(status=204)
            else:
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", lambda entry: said.append(entry.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{HOST}/page/{query}")
        return page

    yield open_page
    context.close()
    assert not said
    assert all(address.startswith(f"{HOST}/") for address in asked)


def figures() -> str:
    """The HTML of all charts of the gallery."""
    with translation.override("zh-hans"), demonstration.marked(False):
        template = Template("{% load charts %}{% for item in charts %}{% chart item %}{% endfor %}")
        return template.render(Context({"charts": examples()})).replace("?v=", "?")


def rows(page: Page) -> list[str]:
    """The names in the first column, as shown."""
    return [name for name in page.locator("tbody th").all_inner_texts() if name]


TABLE = """<div class="table-frame"><table class="table" data-table="t" data-filter><thead><tr>
<th scope="col" data-key="name">平台</th><th scope="col" data-key="n" data-kind="number">人数</th>
<th scope="col" data-key="d" data-kind="date">成立</th><th scope="col" data-key="e">四</th>
<th scope="col" data-key="f">五</th><th scope="col" data-key="g">六</th></tr></thead><tbody>
<tr><th scope="row">重庆</th><td>1,200</td><td>2023-01-05</td><td>x</td><td>x</td><td>x</td></tr>
<tr><th scope="row">北京</th><td>—</td><td>2021-12-31</td><td>x</td><td>x</td><td>x</td></tr>
<tr><th scope="row">安徽</th><td data-value="30">三十</td><td>2022-06-01</td><td>x</td><td>x</td><td>x</td></tr>
<tr><th scope="row">常州</th><td>-5</td><td>2022-06-02</td><td>x</td><td>x</td><td>x</td></tr>
<tr class="total"><th scope="row">合计</th><td>1,225</td><td></td><td></td><td></td><td></td></tr>
</tbody></table></div>"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_chart_is_drawn_within_its_page(show: Show, dark: bool, width: int) -> None:
    page = show(figures(), dark=dark, width=width)
    drawn = sum(not chart.is_empty for chart in examples())
    page.wait_for_function(f"document.querySelectorAll('.chart-drawing svg').length === {drawn}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_charts_redraw_when_the_page_becomes_narrow(show: Show) -> None:
    page = show(figures())
    page.wait_for_selector(".chart-drawing svg")
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_function(
        "Math.abs(document.querySelector('.chart-drawing svg').getBoundingClientRect().width"
        " - document.querySelector('.chart-drawing').clientWidth) < 2"
    )


def test_the_pointer_shows_values_and_a_click_opens_the_figure(show: Show) -> None:
    page = show(figures(), width=900)
    staff = page.locator("figure", has_text="各平台研发人员").locator(".chart-drawing")
    staff.scroll_into_view_if_needed()
    # A place, not the element: a bar under the pointer changes its colour.
    place = staff.locator("path[fill='#2576a8']").first.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    staff.locator("text", has_text="120 人").wait_for()
    page.mouse.click(x, y)
    page.wait_for_url("**/figures/rd_staff/P00/2024-10-31/")


def test_charts_and_tables_pass_axe(show: Show) -> None:
    page = show(figures() + TABLE)
    page.wait_for_selector(".chart-drawing svg")
    for fold in page.locator("details.chart-table").all():
        fold.evaluate("fold => { fold.open = true }")
    # The drawing has a name and a table beside it; its parts are not read.
    found = Axe().run(page, context={"exclude": [[".chart-drawing"]]})
    assert not found.response["violations"], found.generate_report()


def test_numbers_sort_as_numbers_with_gaps_and_totals_last(show: Show) -> None:
    page = show(TABLE)
    page.get_by_role("button", name="人数").click()
    assert rows(page) == ["重庆", "安徽", "常州", "北京", "合计"]
    assert page.locator("th[data-key=n]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="人数").click()
    assert rows(page) == ["常州", "安徽", "重庆", "北京", "合计"]
    assert page.locator("th[data-key=n]").get_attribute("aria-sort") == "ascending"


def test_chinese_names_sort_by_sound(show: Show) -> None:
    page = show(TABLE)
    page.get_by_role("button", name="平台").click()
    assert rows(page) == ["安徽", "北京", "常州", "重庆", "合计"]


def test_what_the_reader_chose_is_kept_in_the_address(show: Show) -> None:
    page = show(TABLE, query="?other=1")
    page.get_by_role("button", name="成立").click()
    page.get_by_role("searchbox", name="筛选").fill("202")
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="五").uncheck()
    address = page.url
    assert "other=1" in address
    again = show(TABLE, query="?" + address.split("?")[1])
    assert rows(again) == ["北京", "安徽", "常州", "重庆", "合计"]
    assert again.get_by_role("searchbox").input_value() == "202"
    assert not again.locator("th[data-key=f]").is_visible()
    assert again.locator("th[data-key=g]").is_visible()


def test_the_filter_hides_rows_and_says_how_many_are_left(show: Show) -> None:
    page = show(TABLE)
    page.get_by_role("searchbox").fill("2022 06")
    shown = [row for row in page.locator("tbody tr:not(.total)").all() if row.is_visible()]
    assert len(shown) == 2
    assert page.get_by_role("status").inner_text() == "2 / 4 行"


def test_a_bad_address_does_not_break_the_table(show: Show) -> None:
    page = show(TABLE, query="?t.sort=-nothing&t.hide=,,x,%00&t.q=%3Cscript%3E")
    assert page.get_by_role("status").inner_text() == "0 / 4 行"


def test_without_scripts_the_table_view_is_there(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(
        "**/*", lambda route: route.fulfill(body=PAGE.replace("BODY", figures()), content_type="text/html")
    )
    page.goto(HOST)
    page.locator("details.chart-table summary").first.click()
    assert page.locator("details.chart-table table").first.is_visible()
    context.close()
