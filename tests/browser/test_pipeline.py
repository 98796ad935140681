"""J3: from the idea to a stopped project whose platform is not punished, and what the pages say of the good faith."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.test_tolerance import answered, facts_found, points, run_anew
from tests.web.papers import PDF

SignIn = Callable[..., Page]
PLATFORM, INDICATOR = "P07", "B7"
NUMBER, TITLE = "ZH-J3-001", "变频驱动桨叶除冰"
OLD = "/evaluations/2024-001/"


def path_of(page: Page) -> str:
    """The address of a page without the host."""
    return re.sub(r"^https?://[^/]+", "", page.url)


def taken_up(director: Page) -> str:
    """The director enters an idea in the register, takes it up and appoints a manager; the address of the project."""
    director.goto("/registers/pipeline-projects/new/")
    for name, text in (("number", NUMBER), ("title", TITLE), ("readiness", "3"), ("budget", "80")):
        director.locator(f"#id_{name}").fill(text)
    director.locator("#id_proposed_on").fill("2026-01-05")
    director.locator("#id_platform").select_option(index=1)
    director.locator("#id_field").select_option("equipment")
    director.get_by_role("button", name="保存").click()
    director.get_by_role("link", name=NUMBER).first.click()
    director.get_by_role("link", name="受理").click()
    director.get_by_role("button", name="受理").click()
    director.get_by_role("link", name=TITLE).first.click()
    project = path_of(director)
    director.locator("#step-appoint summary").click()
    director.locator("#id_appoint-manager").select_option(label="技术经理人")
    director.locator("#id_appoint-qualification").select_option("senior")
    director.locator("#step-appoint button[type=submit]").click()
    expect(director.locator("#managers")).to_contain_text("高级技术经理人")
    return project


def brought_before_a_gate(manager: Page, file: Path) -> str:
    """The manager asks for the next gate on the board by the keyboard, hands the material in; the review's address."""
    manager.goto("/pipeline/board/?manager=mine")
    card = manager.locator(".stage-board .card", has_text=TITLE)
    card.get_by_role("button").focus()
    manager.keyboard.press("Enter")
    manager.wait_for_url(re.compile(r"/pipeline/gates/\d+/$"))
    items = manager.locator("#id_hand_in-item option:not([value=''])")
    codes = [option.get_attribute("value") for option in items.all()]
    for code in codes:
        if code == "letter":  # a statement of a user, which may be left out
            continue
        manager.locator("#id_hand_in-item").select_option(code)
        manager.locator("#id_hand_in-file").set_input_files(file)
        manager.locator("#step-hand_in button[type=submit]").click()
        expect(manager.locator("#material")).to_contain_text(file.name)
    manager.locator("#id_submit-summary").fill("按任务书完成试验，记录完整。")
    manager.locator("#step-submit button[type=submit]").click()
    expect(manager.locator("main")).to_contain_text("评审中")
    return path_of(manager)


def decided(reviewer: Page, review: str, decision: str, met: str, why: str = "") -> None:
    """The bureau decides with a word, and a reason where it is wanted, on each criterion."""
    reviewer.goto(review)
    reviewer.locator("#id_decide-decision").select_option(decision)
    reviewer.locator("#id_decide-readiness").select_option("3")
    for field in reviewer.locator("select[name^=decide-met_]").all():
        field.select_option(met)
    if why:
        for field in reviewer.locator("input[name^=decide-why_]").all():
            field.fill(why)
    reviewer.locator("#id_decide-reason").fill("经会议研究决定。")
    reviewer.locator("#step-decide button[type=submit]").click()


def applied(director: Page, case: str) -> None:
    """The director completes the draft, which says what was decided at the gate, with a file that is there already."""
    director.goto(f"{case}edit/")
    expect(director.locator("#facts")).to_have_value(re.compile("经会议研究决定"))
    director.locator("#ground").select_option("route")
    director.locator(f"#indicator-{INDICATOR}").check()
    answered(director)
    director.locator("#known").select_option(index=1)
    director.get_by_role("button", name="保存并提出申请").click()
    director.wait_for_url(re.compile(r"/evaluations/tolerance/\d+/$"))
    expect(director.locator("main")).to_contain_text("待主管部门查明事实")


def total(page: Page, run: str) -> Decimal:
    """The platform's total as its page in a run says."""
    page.goto(f"{run}{PLATFORM}/")
    return Decimal(re.findall(r"[\d.]+", page.locator(".score-facts dd").first.inner_text())[0])


def test_a_project_is_stopped_in_good_faith_and_its_platform_is_not_punished(
    signed_in: SignIn, tmp_path: Path
):
    file = tmp_path / "试验记录.pdf"
    file.write_bytes(PDF + b"J3")
    director, manager, reviewer = signed_in("director_07"), signed_in("broker"), signed_in("reviewer")
    project = taken_up(director)
    decided(reviewer, brought_before_a_gate(manager, file), "let_pass", "yes")
    expect(reviewer.locator("main")).to_contain_text("关口已通过")
    stopped = brought_before_a_gate(manager, file)
    decided(reviewer, stopped, "stop", "no", "覆冰条件下重复性不足")
    expect(reviewer.locator("#tolerance")).to_contain_text("未提出容错案件")

    director.goto(stopped)
    director.locator("#id_open_case-of").select_option("three_pillar:2024")
    director.locator("#step-open_case button[type=submit]").click()
    director.wait_for_url(re.compile(r"/evaluations/tolerance/\d+/"))
    case = re.sub(r"edit/$", "", path_of(director))
    applied(director, case)
    before, after = points(director)
    assert before < after and before == total(director, OLD)

    officer = signed_in("officer")
    facts_found(officer, case)
    reviewer.goto(case)
    reviewer.locator("#reason").fill("已勤勉尽责，及时止损，负面清单逐项核对均未触及。")
    reviewer.get_by_role("button", name="予以认定", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("此后启动的评价测算计入本案")
    run = run_anew(officer, case)
    assert total(officer, run) == after
    assert total(officer, OLD) == before

    for address in (project, stopped):
        director.goto(address)
        expect(director.locator("#tolerance")).to_contain_text("勤勉尽责")
    expect(director.locator("#decision")).to_contain_text("覆冰条件下重复性不足")
    auditor = signed_in("auditor")
    auditor.goto(project)
    auditor.locator("#tolerance").get_by_role("link", name="RC2024-").click()
    expect(auditor.locator("main")).to_contain_text("及时止损")
    auditor.goto(project)
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="下载项目档案").click()
    assert download.value.suggested_filename == f"{NUMBER}.zip"
