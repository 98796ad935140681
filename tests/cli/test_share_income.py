"""`keqiao share-income` as a user types it: YAML or a workbook, three kinds of output, errors at their cell."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from .conftest import run, sheets

CASE = """
name: 低温电解液专利转让
day: 2026-03-10
mode: transfer
unit: {name: 某研究院, credit_code: "123204810000000191"}
amount: 1000000
costs: [{name: 评估费, amount: 20000}]
terms: {name: 本院办法第八条, share: 70}
contributors:
  - {name: 甲, weight: 5, main: true}
  - {name: 乙, weight: 3}
  - {name: 丙, weight: 2}
payments:
  - {name: 首期, share: 1}
  - {name: 末期, share: 2}
"""
ITEMS: list[list[Any]] = [
    ["项目", "内容"],
    ["成果名称", "低温电解液专利转让"],
    ["合同日期", date(2026, 3, 10)],
    ["转化方式", "转让"],
    ["单位名称", "某研究院"],
    ["统一社会信用代码", "123204810000000191"],
    ["收入(万元)", 100],
    ["奖励规定", "本院办法第八条"],
    ["奖励比例", 0.7],
]
PEOPLE: list[list[Any]] = [
    ["课题组人员"],
    ["姓名", "权重", "主要贡献"],
    ["甲", 5, "是"],
    ["乙", 3, "否"],
    ["丙", 2, None],
]


def book(path: Path, **tables: list[list[Any]]) -> None:
    """A workbook of a case: days as days, the share as a percentage."""
    with xlsxwriter.Workbook(str(path)) as file:
        day, percent = (file.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "0%"))
        for name, rows in tables.items():
            sheet = file.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    form = day if isinstance(cell, date) else percent if cell == 0.7 else None
                    sheet.write(at, column, cell, form)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    book(
        tmp_path / "case.xlsx",
        成果=ITEMS,
        人员=PEOPLE,
        成本=[["名称", "金额(元)"], ["评估费", "2万元"]],
        付款=[["名称", "份额"], ["首期", 1], ["末期", 2]],
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_yaml_and_workbook_say_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("share-income", "case.yaml") == 0
    first = capsys.readouterr()
    assert run("share-income", "case.xlsx") == 0
    assert capsys.readouterr() == first
    assert "净收入 980,000.00 元；奖励 686,000.00 元；单位留存 294,000.00 元" in first.out
    assert "按本院办法第八条：70%" in first.out
    assert "没有公示记录" in first.err


def test_three_kinds_of_output_hold_the_same_amounts(folder: Path) -> None:
    for name in ("out.xlsx", "out.csv", "out.json"):
        assert run("share-income", "case.yaml", "-o", name, "--lang", "en") == 0
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    persons = json.loads((folder / "out.json").read_text(encoding="utf-8"))["persons"]
    assert [line["Amount (yuan)"] for line in lines] == [one["amount"] for one in persons]
    assert [one["amount"] for one in persons] == ["343000.00", "205800.00", "137200.00", "686000.00"]
    tables = sheets(folder / "out.xlsx")
    assert list(tables) == ["Distribution", "Net income", "Grounds of the reward", "Warnings", "Model"]
    assert tables["Distribution"][-1][3:] == [686000, "", 228666.68, 457333.32]


@pytest.mark.parametrize(
    ("table", "row", "cell", "place", "said"),
    [
        ("成果", 2, "去年", "case.xlsx!成果!B3", "不是日期"),
        ("成果", 3, "出售", "case.xlsx!成果!B4", "转让、许可"),
        ("成果", 5, "12320481O", "case.xlsx!成果!B6", "不是统一社会信用代码"),
        ("成果", 6, "约100", "case.xlsx!成果!B7", "约100"),
        ("成果", 8, 170, "case.xlsx!成果!B9", "≤ 100"),
        ("人员", 3, -3, "case.xlsx!人员!B4", "> 0"),
    ],
)
def test_errors_name_file_sheet_and_cell(  # noqa: PLR0917
    folder: Path, capsys: pytest.CaptureFixture[str], table: str, row: int, cell: Any, place: str, said: str
) -> None:
    tables = {"成果": [list(one) for one in ITEMS], "人员": [list(one) for one in PEOPLE]}
    tables[table][row][1] = cell
    book(folder / "case.xlsx", **tables)
    assert run("share-income", "case.xlsx") == 1
    told = capsys.readouterr().err
    assert place in told
    assert said in told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("case.yaml", "-o", "out.pdf"), 2, ".json"),
        (("case.xlsx", "-o", "case.xlsx"), 1, "case.xlsx"),
        (("absent.yaml",), 1, "absent.yaml"),
        (("absent.xlsx",), 1, "absent.xlsx"),
        (("bare.xlsx",), 1, "成果"),
        (("case.yaml", "--law", "case.yaml"), 1, "transfer_law"),
    ],
)
def test_wrong_use_is_refused_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    book(folder / "bare.xlsx", Sheet1=[["a", "b"]])
    assert run("share-income", *words) == code
    assert said in capsys.readouterr().err


def test_items_that_are_not_known_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book(folder / "case.xlsx", 成果=[*ITEMS, ["合同编号", "H-1"]])
    assert run("share-income", "case.xlsx") == 0
    assert "case.xlsx!成果!A10" in capsys.readouterr().err
