"""The clerk's day: paste thirty patent numbers of which two are wrong, correct them, see the figure move, undo."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from keqiao.web.registry.identifiers import patent_check_digit

SignIn = Callable[..., Page]
DAY = "2024-10-31"


def number(serial: int) -> str:
    """An invention's application number that the demonstration does not use."""
    digits = f"20201{9_900_000 + serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


def wrong(serial: int) -> str:
    """The same with a wrong check digit."""
    right = number(serial)
    return right[:-1] + ("1" if right[-1] != "1" else "2")


def figure(page: Page) -> int:
    """The platform's invention patents granted up to the day."""
    page.goto(f"/figures/patents_invention/P01/{DAY}/")
    said = page.locator("main").inner_text()
    found = re.search(r"(\d[\d,]*)\s*件", said)
    assert found, said
    return int(found.group(1).replace(",", ""))


def opens_the_row(page: Page, wanted: str):
    """The rows behind the figure on the page stand below it; the wanted one is among them and opens."""
    rows, number_of_page = page.locator("#rows"), 1
    while not (link := rows.get_by_role("link", name=wanted)).count():
        number_of_page += 1
        rows.get_by_role("link", name=str(number_of_page), exact=True).click()
        page.wait_for_url(f"**page={number_of_page}*")
    link.first.click()
    expect(page.locator("h1")).to_contain_text(wanted)
    expect(page.locator("main")).to_contain_text("2024-06-03")


def test_thirty_numbers_two_wrong_the_figure_moves_and_comes_back(signed_in: SignIn):
    page = signed_in("clerk_01")
    page.goto("/platforms/")
    name = page.locator("main table a[href='/platforms/P01/']").first.inner_text().strip()
    page.goto(f"/platforms/?q={name}")
    expect(page.locator("main table a[href='/platforms/P01/']").first).to_be_visible()
    page.goto("/platforms/?q=cny")  # 储能院 by the initials of its pinyin
    expect(page.locator("main table")).to_contain_text("储能院")
    before = figure(page)

    page.goto("/registers/patents/paste/")
    page.locator("textarea").fill("\n".join([*map(number, range(28)), wrong(28), wrong(29)]))
    page.get_by_label("授权公告日").fill("2024-06-03")
    page.get_by_role("button", name="检查").click()
    expect(page.locator("main")).to_contain_text("有2行存在错误")
    for at, serial in ((29, 28), (30, 29)):
        row = page.locator(f"#row-{at}")
        expect(row).to_contain_text(f"应为{number(serial)[-1]}")
        row.get_by_label("申请号").fill(number(serial))
    page.get_by_role("button", name="检查更正内容").click()
    expect(page.locator("main")).to_contain_text("将写入30行")
    page.get_by_role("button", name="写入30行").click()
    expect(page.get_by_role("status")).to_contain_text("已写入")
    done = page.url

    assert figure(page) == before + 30
    expect(page.locator("main")).to_contain_text(str(before + 30))
    opens_the_row(page, number(29))

    page.goto(done)
    page.get_by_role("link", name="查看变更，或撤销").click()
    expect(page.locator("main")).to_contain_text(number(0))
    page.get_by_label("撤销事由").fill("试填")
    page.get_by_role("button", name="全部撤销").click()
    expect(page.locator("main")).to_contain_text("撤销")
    assert figure(page) == before
