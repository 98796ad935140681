"""J4, from final grades to money: two proposals, a decision by another person, the notice, the auditor's archive."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal

import openpyxl
from docx import Document
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
GRADING = "2022-G01"
POOL = "2022年度绩效资金（演示）"
AMOUNT = Decimal("1000.00")
DIRECTOR, OWN = "director_01", "储能院"


def taken(page: Page, address: str) -> bytes:
    """What an address sends to the person of a page."""
    answer = page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


def made(officer: Page) -> str:
    """A pool that follows a final grading; 元 typed for 万元 is asked about. Its address."""
    officer.goto("/funding/")
    officer.get_by_role("link", name="新建资金池").first.click()
    officer.locator("#id_title").fill(POOL)
    grading = officer.locator("#id_grades option", has_text=GRADING).get_attribute("value")
    assert grading
    officer.locator("#id_grades").select_option(grading)
    officer.locator("#id_amount").fill("10000000")
    officer.get_by_role("button", name="保存").click()
    expect(officer.locator(".errorlist")).to_contain_text("10,000,000.00")
    officer.locator("#id_amount").fill("1000")
    officer.get_by_role("button", name="保存").click()
    officer.wait_for_url(re.compile(r"/funding/\d+/$"))
    return re.sub(r"^https?://[^/]+", "", officer.url)


def chosen(officer: Page, pool: str, rules: str) -> None:
    """The figures that rules read, found by the system, computed with."""
    officer.goto(f"{pool}propose/")
    version = officer.locator("#rules option", has_text=rules).first.get_attribute("value")
    assert version
    officer.locator("#rules").select_option(version)
    officer.get_by_role("button", name="查看规则所读数据").click()
    officer.get_by_role("button", name="计算", exact=True).click()


def proposed(officer: Page, pool: str) -> None:
    """Rules that cannot hold together are explained with figures; a column is left out with a reason; a second one."""
    chosen(officer, pool, "按得分比例")
    expect(officer.get_by_role("alert")).to_contain_text("资金池只有 1,000.00 万元")
    officer.get_by_label("协议基础经费", exact=True).check()
    officer.locator("#why").fill("基础经费另行安排")
    officer.get_by_role("button", name="计算", exact=True).click()
    officer.wait_for_url(re.compile(r"/proposals/1/$"))
    chosen(officer, pool, "按等次")
    officer.wait_for_url(re.compile(r"/proposals/2/$"))


def decided(reviewer: Page, pool: str) -> None:
    """Another person decides by the first proposal, with minutes."""
    reviewer.goto(f"{pool}decide/")
    reviewer.locator("#id_proposal").select_option(index=1)
    reviewer.locator("#id_minutes").fill("局长办公会比较两个方案，同意按得分比例分配。")
    reviewer.get_by_role("button", name="作出决定").click()
    expect(reviewer.locator("main")).to_contain_text("不能撤回")
    reviewer.get_by_role("button", name="作出决定").click()
    reviewer.wait_for_url(re.compile(r"/funding/\d+/$"))
    expect(reviewer.locator("main")).to_contain_text("已决定")


def amounts(workbook: bytes) -> dict[str, Decimal]:
    """The amount of each platform in a workbook of lines (万元)."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if "科创平台" in row)
    name, amount = rows[head].index("科创平台"), rows[head].index("金额（万元）")
    body = [row for row in rows[head + 1 :] if row[name]]
    return {row[name]: Decimal(str(row[amount])).quantize(Decimal("0.01")) for row in body}


def test_from_final_grades_to_the_notice(signed_in: SignIn):
    officer, reviewer = signed_in("officer"), signed_in("reviewer")
    pool = made(officer)
    proposed(officer, pool)
    officer.goto(f"{pool}decide/")
    expect(officer.locator("main")).to_contain_text("须由他人决定")
    decided(reviewer, pool)

    lines = amounts(taken(officer, f"{pool}proposals/1/lines.xlsx"))
    assert len(lines) == 13
    assert sum(lines.values()) == AMOUNT

    notice = Document(io.BytesIO(taken(officer, f"{pool}notice.docx")))
    told = "\n".join(paragraph.text for paragraph in notice.paragraphs)
    assert "资金总额1,000.00万元" in told
    assert GRADING in told
    written = [cell.text for table in notice.tables for row in table.rows for cell in row.cells]
    assert {f"{amount:,.2f}" for amount in lines.values() if amount} <= set(written)

    director = signed_in(DIRECTOR)
    director.goto(pool)
    expect(director.locator("main")).to_contain_text(f"{lines[OWN]:,.2f}")
    others = director.request.get(f"{pool}proposals/1/")
    assert others.status in {403, 404}

    auditor = signed_in("auditor")
    auditor.goto("/evaluations/gradings/")
    auditor.get_by_role("link", name=re.compile(GRADING)).first.click()
    auditor.wait_for_url(re.compile(r"/gradings/\d+/"))
    auditor.goto(f"{auditor.url.partition('?')[0]}dossier.zip")
    with auditor.expect_download() as download:
        auditor.get_by_role("button", name="汇编").click()
    archive = zipfile.ZipFile(download.value.path())
    listed = json.loads(
        archive.read(next(name for name in archive.namelist() if name.endswith("manifest.json")))
    )
    for entry in listed["files"]:
        assert hashlib.sha256(archive.read(entry["path"])).hexdigest() == entry["sha256"]
    assert any(POOL in archive.read(name).decode(errors="ignore") for name in archive.namelist())
