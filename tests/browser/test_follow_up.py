"""J5: the recommendation of a report becomes a task: declined, given on, accepted, answered, rated by the member,
reviewed, closed by a fact, and opened anew by the same fact. A late one shows its red light with its word.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.web.papers import PNG

SignIn = Callable[..., Page]
TITLE = "开展平台安全生产自查"
CONDITION = "COALESCE(serious_incidents, 0) < 1"
YEAR = "2021"
"""Before the returns of this city: a figure that they ask for is not entered by hand."""


def taken(page: Page, task: str, step: str, **fields: str) -> None:
    """Take a step of the task with what its form asks for; the page comes back with it taken."""
    page.goto(task)
    form = page.locator(f"#step-{step}")
    if form.locator("summary").count() and form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={step}-{name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value) if not value.isascii() else field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.get_by_role("button").click()
    expect(page.locator(".alert-danger")).to_have_count(0)


def recommended(member: Page) -> str:
    """From the report that is issued to a recommendation; its address."""
    member.goto("/reports/")
    expect(member.locator("main")).to_contain_text("调研报告")
    member.goto("/recommendations/new/")
    member.locator("[name=origin]").select_option("report")
    member.locator("[name=title]").fill("压实平台安全责任")
    member.locator("[name=text]").fill("各平台应当落实安全生产主体责任，不发生安全事故。")
    member.locator("[name=source]").fill("调研报告四（二）三")
    member.locator("form.card button[type=submit]").click()
    member.wait_for_url(re.compile(r"/recommendations/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", member.url)


def issued(officer: Page, recommendation: str) -> str:
    """The recommendation as a task for the finance bureau, tied to a fact; its address."""
    officer.goto(recommendation)
    form = officer.locator("form", has=officer.locator("[name=condition]"))
    form.locator("[name=title]").fill(TITLE)
    form.locator("[name=lead]").select_option(label="示范市财政局")
    form.locator("[name=due_on]").fill((date.today() + timedelta(days=9)).isoformat())
    form.locator("[name=platform]").select_option("P02")
    form.locator("[name=condition]").fill(CONDITION)
    form.locator("[name=period]").fill(YEAR)
    form.get_by_role("button").click()
    officer.wait_for_url(re.compile(r"/tasks/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", officer.url)


def incident(officer: Page, reviewer: Page, file: Path) -> None:
    """An incident of the year is entered by one person and confirmed by another: the fact ceases to hold."""
    officer.goto(f"/facts/record/?measure=serious_incidents&platform=P02&period={YEAR}")
    officer.locator("[name=value]").fill("1")
    officer.locator("[name=reason]").fill("应急管理局通报一起事故。")
    file.write_bytes(PNG)
    officer.locator("[name=evidence]").set_input_files(file)
    officer.locator("form.card button[type=submit]").click()
    officer.wait_for_url(re.compile(r"/facts/proposals/\d+/$"))
    reviewer.goto(re.sub(r"^https?://[^/]+", "", officer.url))
    reviewer.locator("button[formaction$='/confirm/']").click()
    expect(reviewer.locator("#decide")).to_have_count(0)


def test_a_recommendation_is_followed_until_its_fact_holds(signed_in: SignIn, tmp_path: Path) -> None:
    member, officer, reviewer = signed_in("congress"), signed_in("officer"), signed_in("reviewer")
    finance, talent = signed_in("finance"), signed_in("talent")
    task = issued(officer, recommended(member))
    taken(finance, task, "decline", reason="属人才办职责。")
    taken(officer, task, "reassign", lead="示范市人才办")
    taken(talent, task, "accept")
    member.goto("/tasks/?light=bad")
    expect(member.locator("table").first).to_contain_text("已超期")
    taken(talent, task, "answer", text="自查完成，全年无事故。", result="A")
    taken(reviewer, task, "review")
    member.goto(task)
    expect(member.locator("main")).to_contain_text("自查完成，全年无事故。")
    taken(member, task, "rate", satisfaction="satisfied")
    taken(reviewer, task, "close")
    expect(reviewer.locator(".lead-line")).to_contain_text("已销号")
    expect(reviewer.locator("#step-reopen")).to_have_count(0)
    incident(officer, reviewer, tmp_path / "通报.png")
    taken(officer, task, "reopen")
    expect(officer.locator(".lead-line")).to_contain_text("办理中")
    member.goto(task)
    expect(member.locator("main")).to_contain_text("不成立")
