"""What if: a slider is moved by keyboard, ranks answer, a draft is kept, the run stays as it is."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
RUN = "/evaluations/2024-001/"


def digest(page: Page) -> str:
    """The digest that the result page shows."""
    page.goto(RUN)
    return page.locator(".facts .hash").first.inner_text()


def test_weights_are_tried_and_kept_as_a_draft(signed_in: SignIn) -> None:
    page = signed_in("officer")
    before = digest(page)
    page.get_by_role("link", name="试调权重").click()
    said = page.locator("#try-sentence")
    expect(said).to_contain_text("尚未改动")
    order = page.locator("#try-answer tbody th").all_inner_texts()

    # The first type's first weight, step by step, as the arrow keys move it.
    slider = page.get_by_role("group", name="一级指标（研发型）").get_by_role("slider").first
    expect(slider).to_have_attribute("aria-valuetext", "45，原为45")
    slider.focus()
    for _ in range(20):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "55，原为45")
    expect(page.get_by_role("spinbutton", name="B 项目孵化绩效").first).to_have_value("24.55")
    expect(said).to_contain_text(re.compile(r"[1-9]\d* 个平台名次变化"))
    expect(page.locator("#try-answer tr.moved").first).to_be_visible()
    assert page.locator("#try-answer tbody th").all_inner_texts() != order
    expect(page).to_have_url(re.compile(r"/try/\?p0\.A=55$"))

    # A threshold above the one above it is refused with the reason; its own reset takes it back.
    good = page.get_by_role("spinbutton", name="良好")
    good.fill("90")
    expect(said).to_contain_text("无法试算")
    page.get_by_role("button", name="恢复良好").click()
    expect(said).to_contain_text("个平台名次变化")
    expect(good).to_have_value("75")

    # The address says it all to a colleague.
    page.reload()
    expect(said).to_contain_text("个平台名次变化")
    page.get_by_label("草稿版本号").fill("2024.1-browser")
    page.get_by_label("理由").fill("试一试科技创新质量加重")
    page.get_by_role("button", name="存为草稿").click()
    expect(page).to_have_url(re.compile(r"/rulebooks/evaluations\.schemes/[0-9]+/"))
    expect(page.locator("main")).to_contain_text("草稿")
    expect(page.locator("main")).to_contain_text("由评价测算 2024-001 试调保存：试一试科技创新质量加重")
    assert digest(page) == before


def test_a_director_tries_on_a_phone_and_sees_the_own_row_only(signed_in: SignIn) -> None:
    page = signed_in("director_01", width=390, height=800)
    page.goto(f"{RUN}try/?p0.A=60")
    expect(page.locator("#try-sentence")).to_be_in_viewport()
    expect(page.locator("#try-answer tbody tr")).to_have_count(1)
    expect(page.locator("#try-answer")).to_contain_text("储能院")
    expect(page.get_by_role("button", name="存为草稿")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
