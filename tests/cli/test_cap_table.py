"""`keqiao cap-table` as a user types it: YAML or a workbook, any day, three kinds of output, errors at their cell."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from .conftest import run, sheets

LEDGER = """
name: 某材料公司
founded: 2025-01-10
holders: [{name: 张三}, {name: 某研究院, kind: institution, state_owned: true}, {name: 基金, kind: fund}]
events:
  - {date: 2025-01-10, kind: subscribe, holder: 张三, amount: 700000, due: 2029-12-31, round: 设立}
  - {date: 2025-01-10, kind: subscribe, holder: 某研究院, amount: 300000, due: 2025-12-31, round: 设立}
  - {date: 2025-03-01, kind: pay, holder: 张三, amount: 100000}
  - {date: 2025-05-01, kind: pay, holder: 某研究院, amount: 300000, form: technology,
     valuation: {value: 320000, report: 评报字1号, pricing: listed}}
  - {date: 2025-09-01, kind: subscribe, holder: 基金, amount: 500000, price: 5000000, due: 2026-01-01, round: 天使轮}
"""
HOLDERS = [
    ["名称", "类型", "国有"],
    ["张三", "自然人", "否"],
    ["某研究院", "机构", "是"],
    ["基金", "基金", "否"],
]
HEADS = [
    "日期",
    "事项",
    "股东",
    "出资额(万元)",
    "出资期限",
    "出资方式",
    "评估值(万元)",
    "评估报告",
    "定价方式",
    "对价(元)",
    "轮次",
]
EVENTS: list[list[Any]] = [
    HEADS,
    ["2025年1月10日", "认缴", "张三", 70, "2029-12-31", None, None, None, None, None, "设立"],
    ["2025/1/10", "认缴", "某研究院", 30, "2025-12-31", None, None, None, None, None, "设立"],
    ["2025-03-01", "实缴", "张三", 10, None, "货币"],
    ["2025-05-01", "实缴", "某研究院", 30, None, "技术", 32, "评报字1号", "挂牌交易"],
    ["2025-09-01", "增资", "基金", "50万元", "2026-01-01", None, None, None, None, "500万元", "天使轮"],
]


def book(path: Path, events: list[list[Any]]) -> None:
    tables = {
        "公司": [["公司名称", "某材料公司"], ["成立日期", "2025-01-10"]],
        "股东": HOLDERS,
        "事件": events,
    }
    with xlsxwriter.Workbook(str(path)) as file:
        for name, rows in tables.items():
            sheet = file.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    book(tmp_path / "ledger.xlsx", EVENTS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def test_yaml_and_workbook_say_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cap-table", "ledger.yaml", "--date", "2026-06-01") == 0
    first = capsys.readouterr()
    assert run("cap-table", "ledger.xlsx", "--date", "2026年6月1日") == 0
    assert capsys.readouterr() == first
    assert "某材料公司，2026-06-01 日终" in first.out
    assert first.err.count("应于 2026-06-01 前缴纳而未缴") == 1


def test_three_kinds_of_output(folder: Path) -> None:
    for name in ("out.xlsx", "out.csv", "out.json"):
        assert run("cap-table", "ledger.yaml", "-o", name, "--lang", "en") == 0
    found = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert [one["subscribed_part"] for one in found["holdings"]] == ["46.67", "20.00", "33.33", "100.00"]
    assert [one["paid_part"] for one in found["holdings"]] == ["25.00", "75.00", "0.00", "100.00"]
    assert found["rounds"][-1]["post_money"] == "15000000.00"
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["Subscribed (yuan)"] for line in csv.DictReader(file)][-1] == "1500000.00"
    assert list(sheets(folder / "out.xlsx"))[:4] == ["Cap table", "Looked through", "Rounds", "Events"]


@pytest.mark.parametrize(
    ("row", "column", "cell", "place", "said"),
    [
        (3, 2, "张五", "ledger.xlsx!事件!C4", "张三"),
        (3, 3, 71, "ledger.xlsx!事件!", "待缴只有 700,000.00 元"),
        (3, 1, "买入", "ledger.xlsx!事件!B4", "认缴"),
        (1, 0, "去年", "ledger.xlsx!事件!A2", "不是日期"),
    ],
)
def test_errors_name_file_sheet_and_cell(  # noqa: PLR0917
    folder: Path, capsys: pytest.CaptureFixture[str], row: int, column: int, cell: Any, place: str, said: str
) -> None:
    events = [list(one) for one in EVENTS]
    events[row][column] = cell
    book(folder / "ledger.xlsx", events)
    assert run("cap-table", "ledger.xlsx") == 1
    told = capsys.readouterr().err
    assert place in told
    assert said in told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ledger.yaml", "--date", "去年"), 2, "--date"),
        (("ledger.yaml", "-o", "out.pdf"), 2, ".json"),
        (("ledger.yaml", "-o", "ledger.yaml"), 2, "ledger.yaml"),
        (("absent.yaml",), 1, "absent.yaml"),
        (("absent.zip",), 1, "absent.zip"),
        (("damaged.zip",), 1, "damaged.zip"),
    ],
)
def test_wrong_use_is_refused_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    (folder / "damaged.zip").write_text("no package", encoding="utf-8")
    assert run("cap-table", *words) == code
    assert said in capsys.readouterr().err


def test_a_day_before_the_company_has_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cap-table", "ledger.yaml", "--date", "2024-01-01") == 0
    assert "无人持有" in capsys.readouterr().out


def test_a_package_of_the_open_cap_format_comes_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("cap-table", "ledger.yaml", "-o", "package.zip") == 0
    assert "2 次实缴" in capsys.readouterr().err
    assert run("cap-table", "package.zip", "-o", "out.json") == 0
    found = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert [one["subscribed_part"] for one in found["holdings"]] == ["46.67", "20.00", "33.33", "100.00"]
    assert found["rounds"][-1]["post_money"] == "15000000.00"
