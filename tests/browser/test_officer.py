"""The officer's day: a figure for the mayor, why a platform is third, the Excel and a changed weight."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from keqiao.engine.schemes import packaged

SignIn = Callable[..., Page]
KEQIAO = str(Path(sys.executable).with_name("keqiao"))


def test_how_many_rd_staff_and_what_was_it_last_year(signed_in: SignIn):
    """领导要数: the question as it is asked is answered with value, date, definition and last year's figure."""
    page = signed_in("officer")
    page.get_by_label("要查什么数").fill("全市平台研发人员多少？比去年呢？")
    page.keyboard.press("Enter")
    answer = page.locator("main")
    expect(answer).to_contain_text("研发人员数（截至 2024-10-31）817人")
    expect(answer).to_contain_text(re.compile(r"上年同期\d{3}人，同比\+\d+\.\d\d%"))
    expect(answer).to_contain_text("演示数据")


def test_a_figure_opens_down_to_its_rows(signed_in: SignIn):
    """From the home page one click to the figure and its 817 persons, listed twenty to a page."""
    page = signed_in("officer")
    page.locator("main").get_by_role("link", name=re.compile("817")).first.click()
    expect(page).to_have_url(re.compile(r"/figures/rd_headcount/city/2024-10-31/"))
    expect(page.locator("main")).to_contain_text("时点在岗")
    expect(page.locator("main")).to_contain_text("817")
    expect(page.locator("table").last.locator("tbody tr")).to_have_count(20)


def test_why_a_platform_is_third(signed_in: SignIn):
    """Result page → the platform in third place → its reasons, each figure a link to its fact."""
    page = signed_in("officer")
    page.get_by_role("link", name="2024-001").first.click()
    third = page.locator("table").first.locator("tbody tr").nth(2)
    name = third.get_by_role("link").inner_text()
    third.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("距“")
    page.locator("main table a[href*='/figures/']").first.click()
    expect(page).to_have_url(re.compile(r"/figures/\w+/P\d\d/2024"))


def test_the_downloaded_excel_is_evaluated_with_a_changed_weight(signed_in: SignIn, tmp_path: Path):
    """The analyst's way: download, run the command, get the same totals; change a weight, get others."""
    page = signed_in("officer")
    page.goto("/evaluations/2024-001/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    book = tmp_path / "result.xlsx"
    download.value.save_as(book)

    def totals(scheme: str) -> dict[str, float]:
        out = tmp_path / "out.json"
        command = [
            KEQIAO,
            "--lang",
            "zh",
            "--quiet",
            "evaluate",
            scheme,
            "--data",
            str(book),
            "--period",
            "2024",
        ]
        done = subprocess.run([*command, "-o", str(out)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return {row["unit"]: row["total"] for row in json.loads(out.read_text(encoding="utf-8"))["totals"]}

    shown = page.locator("table").first.locator("tbody tr")
    same = totals("three_pillar")
    assert len(same) == shown.count() == 13
    best = shown.first.locator("td").all_inner_texts()
    assert f"{max(same.values()):.2f}" in best

    text = packaged()["three_pillar"].read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        re.sub(r"综合型: \{A: 35, B: 35, C: 30\}", "综合型: {A: 20, B: 35, C: 45}", text), encoding="utf-8"
    )
    other = totals(str(changed))
    assert other.keys() == same.keys()
    assert any(other[unit] != pytest.approx(same[unit]) for unit in same)


def test_a_new_run_shows_its_progress_and_result(signed_in: SignIn):
    """Choose snapshot and scheme, start, watch the job, arrive at the result; recomputing gives the same hash."""
    page = signed_in("officer")
    page.goto("/evaluations/new/")
    page.locator("main form").last.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"/evaluations/\d{4}-\d{3}/$"), timeout=60_000)
    page.get_by_role("button", name="复算并核对哈希值").click()
    expect(page.locator("main")).to_contain_text("一致", timeout=60_000)
