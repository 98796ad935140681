"""The groups of the navigation fold: on a phone all but the present one, on a desk as their reader left them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_on_a_phone_only_the_present_group_is_open(signed_in: Callable[..., Page]) -> None:
    page = signed_in("officer", width=390)
    page.goto("/snapshots/")
    expect(page.locator("aside nav")).to_be_hidden()
    page.get_by_role("button", name="菜单").click()
    expect(page.locator("details[data-group=data]")).to_have_attribute("open", "")
    expect(page.get_by_role("link", name="资金", exact=True)).to_be_hidden()
    page.locator("#nav-funding").press("Enter")
    expect(page.get_by_role("link", name="资金", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("aside nav")).to_be_hidden()


def test_on_a_desk_a_closed_group_stays_closed(signed_in: Callable[..., Page]) -> None:
    page = signed_in("officer")
    page.goto("/evaluations/")
    funding = page.locator("aside").get_by_role("link", name="资金", exact=True)
    expect(funding).to_be_visible()
    page.locator("#nav-funding").press("Enter")
    expect(funding).to_be_hidden()
    page.goto("/snapshots/")
    expect(funding).to_be_hidden()
    page.locator("#nav-funding").press("Enter")
    page.reload()
    expect(funding).to_be_visible()


def test_paper_has_no_navigation(signed_in: Callable[..., Page]) -> None:
    page = signed_in("officer")
    page.goto("/snapshots/")
    page.emulate_media(media="print")
    expect(page.locator("aside")).to_be_hidden()
