"""J1: Excel with three errors, corrected in the same workbook; a figure goes back, is corrected, locked, and shows."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
PLATFORM, CLERK = "P08", "clerk_08"
WRONG = {"national_recognitions": "十五项左右", "serious_incidents": -1, "income_products": "见附件"}
RIGHT = {"national_recognitions": 15, "serious_incidents": 2, "income_products": 75}
FIGURE = f"/figures/national_recognitions/{PLATFORM}/2024Q4/"


def write(file: Path, values: dict[str, object]) -> None:
    """Fill the value column of the form, as one does in Excel."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    column = next(cell.column for cell in rows["指标代码"] if cell.value == "填报值")
    for code, value in values.items():
        sheet.cell(rows[code][0].row, column).value = value
    book.save(file)


def taken(page: Page, link: str, file: Path) -> Path:
    """Download what a link leads to."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    download.value.save_as(file)
    return file


def checked(page: Page, form: str, file: Path) -> None:
    """Upload a workbook and wait for the dry run."""
    page.goto(f"{form}upload/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查文件").click()
    page.wait_for_url(re.compile(r"/imports/\d+/"))


def opened(clerk: Page) -> str:
    """The clerk finds the form; its address."""
    clerk.goto("/returns/")
    clerk.locator("main a[href^='/returns/']").filter(has_text="2024年第四季度").first.click()
    clerk.wait_for_url(re.compile(r"/returns/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", clerk.url)


def filled_in(clerk: Page, form: str, tmp_path: Path) -> None:
    """Three errors come back in the same workbook, each in its row; corrected in it, uploaded again, written."""
    file = taken(clerk, "下载 Excel", tmp_path / "填报表.xlsx")
    write(file, WRONG)
    checked(clerk, form, file)
    expect(clerk.locator("main")).to_contain_text("有3行存在错误")
    back = taken(clerk, "下载带错误标注的表格", tmp_path / "带错误.xlsx")
    sheet = openpyxl.load_workbook(back).worksheets[0]
    told = {row[0].value: row[-1].value for row in sheet.iter_rows(min_row=6) if row[-1].value}
    assert set(told) == set(WRONG)
    assert "十五项左右" in told["national_recognitions"]
    assert sheet.auto_filter.ref

    write(back, RIGHT)
    checked(clerk, form, back)
    expect(clerk.locator("main")).not_to_contain_text("存在错误")
    clerk.get_by_role("button", name=re.compile("^写入")).click()
    expect(clerk.get_by_role("status")).to_contain_text("已写入")
    clerk.goto(form)
    expect(clerk.locator("#value-serious_incidents")).to_have_value("2")


def handed_in(clerk: Page) -> None:
    """The head of the platform answers for the figures."""
    clerk.locator("#signed_by").fill("王院长")
    clerk.get_by_role("button", name="保存并报送").click()
    expect(clerk.locator("main")).to_contain_text("已提交")


def sent_back(officer: Page, form: str) -> None:
    """One figure goes back with its reason."""
    officer.goto(form)
    officer.get_by_role("button", name="开始初审").click()
    officer.locator("input[name='mark-national_recognitions'][value=back]").check()
    officer.locator("#reason-national_recognitions").fill("与表彰文件不一致")
    officer.get_by_role("button", name="批量通过无异常指标").click()
    officer.get_by_role("button", name="退回修改").click()
    expect(officer.locator("main")).to_contain_text("退回修改")


def corrected(clerk: Page, form: str) -> None:
    """The figure that went back is corrected; the rest stays passed."""
    clerk.goto(form)
    expect(clerk.locator("#cell-national_recognitions")).to_contain_text("与表彰文件不一致")
    expect(clerk.locator("#value-serious_incidents")).to_have_count(0)
    clerk.locator("#value-national_recognitions").fill("14")


def not_yet_a_figure(officer: Page) -> None:
    """Not a figure before it is locked, but for a switch that marks it."""
    officer.goto(FIGURE)
    expect(officer.locator("main .figure-number").first).to_have_text("—")
    officer.get_by_role("link", name="显示审核中的数据").click()
    expect(officer.locator(".unreviewed")).to_contain_text("14 项")


def passed_and_locked(officer: Page, reviewer: Page, form: str) -> None:
    """The officer sees what changed; two people pass it; it is locked."""
    officer.goto(form)
    officer.get_by_role("button", name="开始初审").click()
    expect(officer.locator("#cell-national_recognitions")).to_contain_text("15")
    officer.get_by_role("button", name="批量通过无异常指标").click()
    officer.get_by_role("button", name="初审通过").click()
    expect(officer.locator("main")).to_contain_text("复审中")
    reviewer.goto(form)
    reviewer.get_by_role("button", name="批量通过无异常指标").click()
    reviewer.get_by_role("button", name="复审通过").click()
    reviewer.get_by_role("button", name="锁定", exact=True).click()
    expect(reviewer.locator("main")).to_contain_text("已锁定")


def test_from_a_workbook_with_errors_to_a_figure(signed_in: SignIn, tmp_path: Path):
    clerk, officer, reviewer = signed_in(CLERK), signed_in("officer"), signed_in("reviewer")
    form = opened(clerk)
    filled_in(clerk, form, tmp_path)
    handed_in(clerk)
    sent_back(officer, form)
    corrected(clerk, form)
    handed_in(clerk)
    not_yet_a_figure(officer)
    passed_and_locked(officer, reviewer, form)
    reviewer.goto(FIGURE)
    expect(reviewer.locator("main .figure-number").first).to_contain_text("14")
    expect(reviewer.locator("main")).to_contain_text("2024年第四季度科创平台绩效评价填报")
    clerk.goto(form)
    expect(clerk.locator("main")).to_contain_text("已锁定：复审通过")
