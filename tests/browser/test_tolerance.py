"""J3, its effect on the evaluation: projects that miss their gates, a case that is accepted, a neutral new run."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
PLATFORM, DIRECTOR = "P06", "director_06"
OLD = "/evaluations/2024-001/"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def answered(page: Page, yes: str = "", why: str = "") -> None:
    """Answer the negative list with no, but for one item."""
    for item in page.locator("input[type=radio][name^=answer-][value=no]").all():
        item.check()
    if yes:
        page.locator(f"input[name=answer-{yes}][value=yes]").check()
        page.locator(f"#note-{yes}").fill(why)


def applied(director: Page, tmp_path: Path, node: str, subject: str) -> str:
    """The director applies with a file; the address of the case."""
    director.goto("/evaluations/tolerance/")
    director.get_by_role("link", name="提出容错案").first.click()
    director.locator("#of").select_option("three_pillar:2024")
    director.get_by_role("button", name="显示指标").click()
    director.locator("#subject").fill(subject)
    director.locator("#ground").select_option("route")
    director.locator("#facts").fill(
        "目标明确，试验记录完整；技术路线未达预期，两个项目未过门，经论证及时终止。"
    )
    box = director.locator(f"#indicator-{node}")
    if not box.is_visible():
        director.locator("summary", has_text="其他指标").click()
    box.check()
    answered(director)
    director.get_by_role("button", name="保存并提出申请").click()
    expect(director.locator("main")).to_contain_text("请至少附1份材料")
    file = tmp_path / f"{node}.pdf"
    file.write_bytes(PDF + node.encode())
    director.locator("#file").set_input_files(file)
    director.locator("#title").fill(f"{subject}：论证会纪要")
    director.get_by_role("button", name="保存并提出申请").click()
    director.wait_for_url(re.compile(r"/evaluations/tolerance/\d+/$"))
    expect(director.locator("main")).to_contain_text("待主管部门查明事实")
    return re.sub(r"^https?://[^/]+", "", director.url)


def facts_found(officer: Page, case: str, yes: str = "", why: str = "") -> None:
    """One officer finds the facts, and may not decide."""
    officer.goto(case)
    answered(officer, yes, why)
    officer.locator("#findings").fill("查阅任务书、试验记录和论证会纪要。")
    officer.get_by_role("button", name="保存查明的事实").click()
    expect(officer.locator("main")).to_contain_text("另一名工作人员作出决定")
    expect(officer.get_by_role("button", name="予以认定", exact=True)).to_have_count(0)
    expect(officer.locator("main")).to_contain_text("应由他人作出决定")


def points(page: Page) -> list[Decimal]:
    """The totals of the preview: without and with the case."""
    text = page.locator("#effect-total").inner_text().split("+")[0]
    return [Decimal(part.strip()) for part in text.split("→")]


def total_on_why_page(page: Page, run: str) -> Decimal:
    """The platform's total as its why page says."""
    page.goto(f"{run}{PLATFORM}/")
    return Decimal(re.findall(r"[\d.]+", page.locator(".score-facts dd").first.inner_text())[0])


def run_anew(officer: Page, case: str) -> str:
    """Start a run from the case; the address of its result."""
    officer.goto(case)
    officer.get_by_role("link", name="计入本案，启动新的测算").click()
    officer.locator("main form").last.locator("button[type=submit]").click()
    officer.wait_for_url(re.compile(r"/evaluations/2024-\d{3}/$"), timeout=60_000)
    return re.sub(r"^https?://[^/]+", "", officer.url)


def test_a_case_is_accepted_and_the_next_run_is_neutral(signed_in: SignIn, tmp_path: Path):
    director, officer, reviewer = signed_in(DIRECTOR), signed_in("officer"), signed_in("reviewer")
    case = applied(director, tmp_path, "B7", "城市级感知平台中试未过门")
    before, after = points(director)
    assert before < after
    assert before == total_on_why_page(director, OLD)
    facts_found(officer, case)

    reviewer.goto(case)
    assert points(reviewer) == [before, after]
    reviewer.locator("#reason").fill("符合容错依据，负面清单逐项核对均未触及。")
    reviewer.get_by_role("button", name="予以认定", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("此后启动的评价测算计入本案")

    run = run_anew(officer, case)
    assert total_on_why_page(officer, run) == after
    expect(officer.locator(".sentences").first).to_contain_text("中性")
    assert total_on_why_page(officer, OLD) == before

    auditor = signed_in("auditor")
    auditor.goto(case)
    expect(auditor.locator("#runs")).to_contain_text(run.strip("/").split("/")[-1])
    expect(auditor.locator("main")).to_contain_text("符合容错依据")
    auditor.goto(f"{run}{PLATFORM}/")
    expect(auditor.locator("main")).to_contain_text("RC2024-")
    auditor.goto(run)
    auditor.get_by_role("button", name="复算并核对哈希值").click()
    expect(auditor.locator("main")).to_contain_text("一致", timeout=60_000)


def test_the_negative_list_cannot_be_passed_over(signed_in: SignIn, tmp_path: Path):
    director, officer, reviewer = signed_in(DIRECTOR), signed_in("officer"), signed_in("reviewer")
    case = applied(director, tmp_path, "C2", "数据服务收入未达预期")
    facts_found(officer, case, yes="fraud", why="合同台账与银行流水不一致")
    reviewer.goto(case)
    expect(reviewer.locator("#forbidden")).to_contain_text("弄虚作假")
    expect(reviewer.get_by_role("button", name="予以认定", exact=True)).to_be_disabled()
    reviewer.locator("#reason").fill("触及负面清单，不予认定。")
    reviewer.get_by_role("button", name="不予认定", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("对评价没有影响")
    director.goto(case)
    expect(director.locator("#decision")).to_contain_text("触及负面清单")
