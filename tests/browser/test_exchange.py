"""J2: a need of two lines, posted on a phone, becomes a contract and money; the figures lead back to the deal."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
PLATFORM, DIRECTOR = "P01", "director_01"
TODAY = date.today()
QUARTER = f"{TODAY.year}Q{(TODAY.month + 2) // 3}"
REGISTRATION = f"{TODAY.year}320000099"
CONSENT = {"way": "commission", "missing": "缺少低温测试条件", "about": "本市制造企业"}


def place_of(page: Page) -> str:
    """The address of a page without its host and query."""
    return re.sub(r"^https?://[^/]+|\?.*$", "", page.url)


def posted(firm: Page) -> str:
    """Five fields on a phone; the page of the need."""
    firm.goto("/exchange/needs/new/")
    firm.locator("#id_title").fill("电芯冬天放电掉得快")
    firm.locator("#id_body").fill("储能电芯低温放电时容量下降明显，客户投诉。\n希望改进电解液，产线不动。")
    firm.locator("#id_disclosure").select_option("anonymous")
    firm.get_by_role("button", name="提交", exact=True).click()
    firm.wait_for_url(re.compile(r"/exchange/needs/\d+/"))
    return place_of(firm)


def recommended(broker: Page, need: str) -> str:
    """The broker takes the need up, publishes it, and recommends the institute for energy storage; the deal."""
    broker.goto(need)
    broker.get_by_role("button", name="接手").click()
    broker.get_by_role("button", name="发布", exact=True).click()
    broker.get_by_role("link", name="对接推荐").click()
    offer = broker.locator("article").filter(has_text="储能").first
    expect(offer).to_contain_text("共同提到")
    offer.locator("a.btn").first.click()
    broker.get_by_role("button", name="征求双方同意").click()
    broker.wait_for_url(re.compile(r"/deals/\d+/"))
    return place_of(broker)


def taken(page: Page, deal: str, step: str, **fields: str) -> None:
    """A person takes a step by its form on the page of the deal."""
    page.goto(deal)
    form = page.locator(f"#step-{step} form")
    if not form.is_visible():
        page.locator(f"#step-{step} summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name='{step}-{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button[type=submit]").click()
    expect(page.locator(".alert-danger")).to_have_count(0)


def count(officer: Page, measure: str) -> int:
    """A figure of the platform in this quarter."""
    officer.goto(f"/figures/{measure}/{PLATFORM}/{QUARTER}/")
    shown = re.search(r"\d+", officer.locator("main .figure-number").first.inner_text())
    return int(shown[0]) if shown else 0


def test_a_need_of_two_lines_becomes_money_and_moves_the_figures(signed_in: SignIn) -> None:
    firm, broker = signed_in("firm", width=390, height=800), signed_in("broker")
    director, officer = signed_in(DIRECTOR), signed_in("officer")
    before = {measure: count(officer, measure) for measure in ("needs_fulfilled", "firms_served")}
    deal = recommended(broker, posted(firm))
    taken(firm, deal, "answer", **CONSENT)
    taken(director, deal, "answer", **CONSENT)
    taken(broker, deal, "protect", secrecy_on=TODAY.isoformat())
    soon = datetime.combine(TODAY + timedelta(days=1), time(9, 30))
    taken(broker, deal, "appoint", meeting_at=f"{soon:%Y-%m-%dT%H:%M}", meeting_place="储能院会议室")
    taken(broker, deal, "minutes", minutes="样品两周内送测。")
    taken(director, deal, "quote", quote_amount="30", quote_words="三批样品")
    taken(
        director,
        deal,
        "sign",
        contract_kind="development",
        contract_title="低温电解液适配",
        contract_amount="28.8",
        contract_tech_amount="26",
        signed_on=TODAY.isoformat(),
    )
    taken(director, deal, "register", registration_no=REGISTRATION, registered_on=TODAY.isoformat())
    taken(director, deal, "receive", received_on=TODAY.isoformat(), amount="28.8")
    expect(director.locator("main")).to_contain_text("28.80")
    for measure, number in before.items():
        assert count(officer, measure) == number + 1
        expect(officer.locator(f"main a[href='{deal}']").first).to_be_visible()
    officer.goto(f"/figures/local_contract_amount/{PLATFORM}/{QUARTER}/")
    officer.locator("main a", has_text=REGISTRATION).first.click()
    expect(officer.locator(f"main a[href='{deal}']").first).to_be_visible()
