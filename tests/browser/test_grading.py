"""J4, first half: a run, its meeting, the publicity, an objection that is upheld, a new run, final grades.

Ten days pass in this test. The product has no clock that could be set from outside, and must have none: instead the
days of the publicity are moved back in the database of this city, as if they lay that far behind. The city's case of
fault tolerance counts as decided only while the grades are public: what it makes neutral is what the new run moves.
"""

import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.papers import PNG

SignIn = Callable[..., Page]
OLD, CASE = "2023-001", "RC2023-001"


@pytest.fixture
def days_pass(city: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], None]:
    """``days_pass("3", 10)``: the publicity of a grading lies ten days further back."""
    (home,) = [path for path in tmp_path_factory.getbasetemp().glob("city*") if not path.is_symlink()]

    def back(key: str, days: int) -> None:
        database = sqlite3.connect(home / "keqiao.sqlite3", timeout=30)
        with database:
            for column in ("publicity_from", "publicity_to"):
                (day,) = database.execute(
                    f"SELECT {column} FROM grading_grading WHERE id = ?", (key,)
                ).fetchone()
                earlier = date.fromisoformat(day) - timedelta(days=days)
                database.execute(
                    f"UPDATE grading_grading SET {column} = ? WHERE id = ?", (earlier.isoformat(), key)
                )
        database.close()

    return back


@pytest.fixture
def case_state(city: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """``case_state("checked")``: how far the city's case of fault tolerance has come."""
    (home,) = [path for path in tmp_path_factory.getbasetemp().glob("city*") if not path.is_symlink()]

    def put(state: str) -> None:
        database = sqlite3.connect(home / "keqiao.sqlite3", timeout=30)
        with database:
            database.execute("UPDATE tolerance_tolerancecase SET state = ? WHERE code = ?", (state, CASE))
        database.close()

    return put


def begun(officer: Page) -> str:
    """From the result to a grading that puts right the final one of the year; its address."""
    officer.goto(f"/evaluations/gradings/new/?run={OLD}")
    officer.get_by_label("更正已定等次的理由").fill("审计核减一家平台的合同额")
    officer.get_by_label("不以核定值定级的理由").fill("演示城市的评价以填报值进行")
    officer.get_by_role("button", name="启动").click()
    officer.wait_for_url(re.compile(r"/evaluations/gradings/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", officer.url)


def published(officer: Page, grading: str) -> None:
    """The meeting, then the publicity of a week as the page proposes it."""
    officer.goto(f"{grading}consult/")
    officer.get_by_label("会商纪要").fill("会议同意测算结果，按程序公示。")
    officer.get_by_role("button", name="记录", exact=True).click()
    expect(officer.locator("main")).to_contain_text("会商已记录")
    officer.get_by_role("button", name="开始公示").click()
    expect(officer.locator(".lead-line")).to_contain_text("公示中")


def objected(director: Page, grading: str, file: Path) -> str:
    """The director sees the list without the points of others, and objects with a file."""
    director.goto(grading)
    expect(director.locator("table").first).to_contain_text("优秀")
    expect(director.locator("table").first).not_to_contain_text("总分")
    director.get_by_role("link", name="提出异议").click()
    director.get_by_label("异议内容及理由").fill("合同额认定有误，请复核。")
    director.locator("input[name=indicators][value=B7]").check()
    file.write_bytes(PNG)
    director.locator("input[type=file]").set_input_files(file)
    director.get_by_role("button", name="提交异议").click()
    director.wait_for_url(re.compile(r"/objections/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", director.url)


def upheld(officer: Page, reviewer: Page, objection: str) -> None:
    """One officer re-checks, the other answers."""
    officer.goto(objection)
    officer.get_by_role("button", name="启动复核").click()
    officer.get_by_label("复核情况").fill("经查，该合同应予计入。")
    officer.get_by_role("button", name="记录复核情况").click()
    expect(officer.locator("#steps")).to_contain_text("须由另一人答复")
    reviewer.goto(objection)
    reviewer.get_by_label("异议成立").check()
    reviewer.get_by_label("对平台的答复").fill("异议成立，重新评价。")
    reviewer.get_by_role("button", name="答复异议").click()
    expect(reviewer.locator("main")).to_contain_text("请以新的评价测算为依据")


def computed_again(officer: Page) -> None:
    """A new run of the year by a later snapshot, beside the old one."""
    officer.goto("/evaluations/new/")
    later = officer.locator("#id_snapshot option", has_text="2024年度评价数据").first.get_attribute("value")
    officer.goto(f"/evaluations/new/?snapshot={later}")
    officer.get_by_label("2023", exact=True).check()
    officer.get_by_label("2024", exact=True).uncheck()
    officer.locator("input[name=basis][value=reported]").check()
    officer.get_by_label("标题").fill("2023年度复核后的评价")
    officer.get_by_role("button", name="开始").click()
    expect(officer.locator("main")).to_contain_text("完成", timeout=60_000)


def test_from_a_run_to_final_grades(
    signed_in: SignIn,
    days_pass: Callable[[str, int], None],
    case_state: Callable[[str], None],
    tmp_path: Path,
):
    officer, reviewer, director = signed_in("officer"), signed_in("reviewer"), signed_in("director_08")
    case_state("checked")
    grading = begun(officer)
    key = grading.rstrip("/").rsplit("/", maxsplit=1)[-1]
    published(officer, grading)
    upheld(officer, reviewer, objected(director, grading, tmp_path / "证明.png"))
    case_state("accepted")
    computed_again(officer)
    officer.goto(f"{grading}rebase/")
    officer.get_by_role("button", name="确认作为依据").click()
    expect(officer.locator("main")).to_contain_text("公示时间")
    reviewer.goto(grading)
    expect(reviewer.get_by_role("button", name="定级", exact=True)).to_have_count(0)
    expect(reviewer.locator("#steps")).to_contain_text("起方可定级")
    days_pass(key, 10)
    officer.goto(grading)
    expect(officer.locator("#steps")).to_contain_text("由您编制")
    reviewer.goto(grading)
    reviewer.get_by_role("button", name="定级", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("不能撤回")
    reviewer.get_by_role("button", name="定级", exact=True).click()
    expect(reviewer.locator(".lead-line")).to_contain_text("不可修改")
    with reviewer.expect_download() as download:
        reviewer.get_by_role("link", name="定级通知（Word）").click()
    assert download.value.suggested_filename.endswith(".docx")
    director.goto(grading)
    expect(director.locator("main")).to_contain_text("最终等次")
