"""Headings as offices write them: where a unit may be stated, marks around names, groups over two and three rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.engine.workbooks.sheets import findings, one
from tests.engine.workbooks.test_files_of_practice import DATA, RIGHT, rows

from keqiao.engine.schemes import Scheme, load_scheme
from keqiao.engine.workbooks import read_data

HEADINGS = ["单位", "期间", "总收入（万元）", "成果转化率（%）", "研发人员（人）"]
BODY = [["甲院", 2023, 1200.5, 12, 40], ["乙院", 2023, 800, 30, 22], ["丙院", 2023, 90, 55, 7]]
TABLE = "".join(f"{','.join(map(str, row))}\n" for row in BODY)


@pytest.fixture(scope="module")
def mini() -> Scheme:
    return load_scheme((DATA / "mini.yaml").read_text(encoding="utf-8"))


def text_file(folder: Path, text: str) -> Path:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return path


def book(folder: Path, lines: list[list[Any]], merged: str = "") -> Path:
    path = folder / "a.xlsx"
    file = openpyxl.Workbook()
    for line in lines:
        file.active.append(line)
    for area in merged.split():
        file.active.merge_cells(area)
    file.save(path)
    return path


@pytest.mark.parametrize(
    "stated",
    [
        "单位 元",
        "单　位：元",
        "單位：元",
        "金额：元",
        "单位（元）",
        "人民币元",
        "（元）",
        "示范市平台统计表（元）",
        "注：表中金额单位均为元",
        "说明：本表金额以元为单位",
        "说明：金额以元计",
        "单位：,元",
        "计量单位,人民币元",
        "币种：人民币  单位：元",
        "Amounts in yuan",
        "Currency: CNY (yuan)",
        "RMB '000",
        "(Unit: RMB million)",
        "Unit:,RMB",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_the_unit_is_heard_wherever_and_however_it_is_stated(
    mini: Scheme, tmp_path: Path, stated: str, place: str
) -> None:
    table = "单位,期间,总收入,研发人员\n甲院,2023,1,2\n乙院,2023,3,4\n"
    path = text_file(tmp_path, f"{stated}\n{table}" if place == "above" else f"{table}{stated}\n")
    problem = one([p for p in findings(path, mini) if p.severity == "error"], "unit_above")
    assert problem.measure == "income" and "总收入" in problem.in_language("zh")


@pytest.mark.parametrize(
    "stated",
    [
        "单位：万元",
        "Unit: 10k yuan",
        '"(Unit: 10,000 yuan)"',
        "RMB 10 thousand",
        "金额单位：人民币万元",
        "填报单位：,某某研究院",
    ],
)
def test_the_unit_of_the_scheme_in_other_words_is_no_news(mini: Scheme, tmp_path: Path, stated: str) -> None:
    path = text_file(tmp_path, f"{stated}\n单位,期间,总收入,成果转化率,研发人员\n{TABLE}")
    assert not read_data(path, mini).problems


@pytest.mark.parametrize(
    "units",
    [
        "单位：,,元,%,人",
        "(单位),,（元）,（%）,（人）",
        ",,单位：元,单位：%,单位：人",
        ",,RMB,%,people",
        ",,yuan,percent,persons",
    ],
)
def test_a_row_of_other_units_in_other_words(mini: Scheme, tmp_path: Path, units: str) -> None:
    path = text_file(tmp_path, f"单位,期间,总收入,成果转化率,研发人员\n{units}\n{TABLE}")
    assert one(findings(path, mini), "unit_above").measure == "income"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("总收入/万元", ""),
        ("总收入，万元", ""),
        ("总收入 万元", ""),
        ("总收入（人民币万元）", ""),
        ("Income (10k yuan)", ""),
        ("*总收入（万元）", ""),
        ("总收入（万元）*", ""),
        ("1.总收入（万元）", ""),
        ("（一）总收入", "unknown_columns"),
        ("总收入/元", "unit_in_header"),
        ("总收入 元", "unit_in_header"),
        ("Income (yuan)", "unit_in_header"),
        ("总收入（含税）", "unit_in_header"),
    ],
)
def test_units_and_marks_in_a_heading(mini: Scheme, tmp_path: Path, heading: str, code: str) -> None:
    path = text_file(tmp_path, ",".join(HEADINGS).replace(HEADINGS[2], heading) + f"\n{TABLE}")
    if code:
        assert code in {problem.code for problem in findings(path, mini)}
    else:
        data = read_data(path, mini)
        assert rows(data) == RIGHT and not data.problems


def test_a_unit_behind_a_sign_is_the_columns_own(mini: Scheme, tmp_path: Path) -> None:
    path = text_file(tmp_path, f"单位：元\n单位,期间,总收入/万元,成果转化率,研发人员\n{TABLE}")
    assert rows(read_data(path, mini)) == RIGHT


def test_words_in_brackets_that_are_no_unit_are_told_as_such(mini: Scheme, tmp_path: Path) -> None:
    path = text_file(tmp_path, "单位,期间,总收入（含税）\n甲院,2023,1\n")
    problem = one(findings(path, mini), "unit_in_header")
    assert "has another unit" not in problem.in_language("en") and "“总收入”" in problem.in_language("zh")


TWO = [["单位", "期间", "总收入（万元）", None, "成果转化率（%）", "研发人员（人）"]]
MERGED = "A1:A2 B1:B2 C1:D1 E1:E2 F1:F2"


def wide(part_first: bool) -> list[list[Any]]:
    return [[u, p, *((i / 2, i) if part_first else (i, i / 2)), r, s] for u, p, i, r, s in BODY]


@pytest.mark.parametrize("merged", [MERGED, ""], ids=["merged", "not merged"])
@pytest.mark.parametrize(
    ("below", "part_first"),
    [
        (["合计", "其中：技术收入"], False),
        (["小计", "技术收入"], False),
        ([None, "其中：技术收入"], False),
        (["技术收入", "合计"], True),
    ],
)
def test_below_a_group_the_total_is_the_measure_and_a_part_never_is(
    mini: Scheme, tmp_path: Path, below: list[Any], part_first: bool, merged: str
) -> None:
    path = book(tmp_path, [*TWO, [None, None, *below, None, None], *wide(part_first)], merged)
    data = read_data(path, mini)
    assert rows(data) == RIGHT
    assert "技术收入" in one(data.problems, "unknown_columns").in_language("zh")


@pytest.mark.parametrize("merged", [MERGED, ""], ids=["merged", "not merged"])
def test_a_group_of_parts_without_a_total_gives_no_figure(mini: Scheme, tmp_path: Path, merged: str) -> None:
    path = book(tmp_path, [*TWO, [None, None, "技术收入", "服务收入", None, None], *wide(True)], merged)
    codes = [problem.code for problem in findings(path, mini)]
    assert "unknown_columns" in codes and "panel" in codes


def test_a_group_heading_states_the_unit_of_its_columns(mini: Scheme, tmp_path: Path) -> None:
    top = ["单位", "期间", "金额（元）", None, "研发人员（人）"]
    below = [None, None, "总收入", "成果转化率（%）", None]
    path = book(tmp_path, [top, below, *BODY], "A1:A2 B1:B2 C1:D1 E1:E2")
    assert one(findings(path, mini), "unit_above").place == "Sheet!C1"


def test_a_header_of_three_rows_and_a_row_that_numbers_the_columns(mini: Scheme, tmp_path: Path) -> None:
    lines = [
        ["单位", "期间", "评价指标", None, None],
        [None, None, "经济", None, "人员"],
        [None, None, *HEADINGS[2:]],
        ["甲", "乙", 1, 2, 3],
    ]
    data = read_data(book(tmp_path, [*lines, *BODY], "A1:A3 B1:B3 C1:E1 C2:D2"), mini)
    assert rows(data) == RIGHT and not data.problems


def test_a_figure_merged_over_a_column_without_heading_is_read(mini: Scheme, tmp_path: Path) -> None:
    lines = [[u, p, i, None, r, s] for u, p, i, r, s in BODY]
    data = read_data(book(tmp_path, [*TWO, *lines], "C1:D1 C2:D2 C3:D3 C4:D4"), mini)
    assert rows(data) == RIGHT


def test_findings_name_the_measure_in_both_languages(mini: Scheme, tmp_path: Path) -> None:
    path = text_file(tmp_path, "单位,期间,总收入（万元）\n甲院,2023,很多\n")
    problem = one([p for p in findings(path, mini) if p.severity == "error"], "text_in_number_cell")
    assert "(甲院, 2023, 总收入)" in problem.in_language("zh")
    assert "(甲院, 2023, Income)" in problem.in_language("en")
