"""Good files in every form give the same panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.engine.workbooks.sheets import HEADER, Percent, findings, one

from keqiao.engine.evaluation import evaluate
from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import read_data

EXPECTED = {
    "unit": ["乙院", "甲院"],
    "period": ["2023", "2023"],
    "kind": ["service", "research"],
    "staff": [12.0, 40.0],
    "income": [80.0, 500.5],
    "share": [20.5, 60.0],
    "growth": [-0.2, 0.1],
    "listed": [0.0, 1.0],
    "opinion": [5.0, 4.0],
}


def as_expected(frame: pl.DataFrame) -> bool:
    return frame.sort("unit").select(list(EXPECTED)).to_dict(as_series=False) == EXPECTED


def test_wide_by_chinese_names(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    data = read_data(excel(good), scheme)
    assert as_expected(data.panel.reported)
    assert data.problems == ()
    assert len(data.sha256) == 64


@pytest.mark.parametrize(
    "header",
    [
        ["unit", "period", "kind", "staff", "income", "share", "growth", "listed", "opinion"],
        [
            "platform",
            "year",
            "Kind",
            "R&D staff",
            "INCOME (万元)",
            "R&D share",
            "Growth",
            "Listed",
            "Opinion",
        ],
        [
            "平台名称",
            "年度",
            "类型",
            "研发人员数",
            "总收入(万元)",
            "研发占比（％）",
            "增 长",
            "是否上市",
            "专家评价(分)",
        ],
    ],
)
def test_wide_by_code_and_english_and_loose_names(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]], header: list[str]
) -> None:
    assert as_expected(read_data(excel([header, *good[1:]]), scheme).panel.reported)


def test_title_rows_blank_rows_and_columns_are_passed_over(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    rows = [[None, "全市科创平台数据表"], [None, "单位：万元"], []]
    rows += [[None, *good[0]], [], [None, *good[1]], [], [None, *good[2]], []]
    assert as_expected(read_data(excel(rows), scheme).panel.reported)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_encodings_and_separators(
    tmp_path: Path, scheme: Scheme, good: list[list[Any]], encoding: str, separator: str
) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes("\r\n".join(separator.join(map(str, row)) for row in good).encode(encoding))
    data = read_data(path, scheme)
    assert as_expected(data.panel.reported)
    assert data.problems == ()


def test_parquet(tmp_path: Path, scheme: Scheme, good: list[list[Any]]) -> None:
    path = tmp_path / "data.parquet"
    columns = ["unit", "period", "kind", "staff", "income", "share", "growth", "listed", "opinion"]
    rows = [[*good[1][:7], True, 4.0], [*good[2][:7], False, 5.0]]
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(path)
    assert as_expected(read_data(path, scheme).panel.reported)


def test_long_form(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    rows: list[list[Any]] = [["单位", "年度", "指标", "数值", "核定值"]]
    for row in good[1:]:
        rows += [[row[0], row[1], name, value, None] for name, value in zip(HEADER[2:], row[2:], strict=True)]
    rows[2][4] = 39
    panel = read_data(excel(rows), scheme).panel
    assert as_expected(panel.reported)
    assert panel.verified is not None
    assert panel.basis("verified").sort("unit")["staff"].to_list() == [12.0, 39.0]


def test_verified_values_in_columns(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    for heading in (
        "staff@核定",
        "staff@verified",
        "研发人员数（人）@核定",
        "研发人员数（核定值）",
        "研发人员数核定值",
    ):
        rows = [[*good[0], heading], [*good[1], 38], [*good[2], None]]
        panel = read_data(excel(rows), scheme).panel
        assert panel.verified is not None, heading
        assert panel.verified.sort("unit")["staff"].to_list() == [None, 38.0]


def test_verified_values_in_their_own_sheet(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    verified = [["单位", "期间", "研发人员数（人）"], ["甲院", 2023, 37], ["乙院", 2023, None]]
    panel = read_data(excel({"填报": good, "核定值": verified}), scheme).panel
    assert panel.basis("verified").sort("unit")["staff"].to_list() == [12.0, 37.0]
    stray = [["单位", "期间", "研发人员数（人）"], ["丙院", 2023, 37]]
    problem = one(findings(excel({"填报": good, "核定值": stray}), scheme), "stray_verified")
    assert problem.place == "核定值!C2"


def test_ratings_of_several_experts(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "opinion@张三", "专家评价@李四"],
        ["甲院", 2023, 4, "一般"],
        ["乙院", 2023, None, 5],
    ]
    assert read_data(excel(rows), scheme).panel.reported.sort("unit")["opinion"].to_list() == [5.0, 3.5]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (2023, "2023"),
        ("2023", "2023"),
        ("2023年", "2023"),
        ("２０２３年度", "2023"),
        (dt.date(2023, 12, 31), "2023"),
        ("2023-12-31", "2023"),
        ("2023/12/31", "2023"),
        ("2023年12月31日", "2023"),
        (dt.date(2023, 1, 1), "2023"),
        ("2023Q4", "2023Q4"),
        ("2023年第四季度", "2023Q4"),
        ("2023年上半年", "2023H1"),
        ("2023年10月", "2023-10"),
        ("202310", "2023-10"),
        ("20231231", "2023"),
    ],
)
def test_periods_as_people_write_them(
    excel: Callable[..., Path], scheme: Scheme, written: Any, read: str
) -> None:
    data = read_data(excel([["单位", "期间", "staff"], ["甲院", written, 3]]), scheme)
    assert data.panel.periods == [read]
    dated = isinstance(written, dt.date) or str(written).replace("日", "").endswith("31")
    assert [p.code for p in data.problems if p.code == "date_as_period"] == ["date_as_period"] * dated


@pytest.mark.parametrize("written", ["2023-06-15", "昨年", 45291, 2023.5, True, "2023-13-01", "2023Q5", None])
def test_what_is_no_period_is_an_error(excel: Callable[..., Path], scheme: Scheme, written: Any) -> None:
    problem = one(findings(excel([["单位", "期间", "staff"], ["甲院", written, 3]]), scheme), "bad_period")
    assert (problem.row, problem.column, problem.severity) == (2, "B", "error")


def test_period_of_data_without_the_column(excel: Callable[..., Path], scheme: Scheme) -> None:
    path = excel([["单位", "staff"], ["甲院", 3]])
    assert read_data(path, scheme, period="2023年").panel.periods == ["2023"]
    assert one(findings(path, scheme), "no_period").severity == "error"


def test_units_and_periods_merged_downwards(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff"], ["甲院", 2022, 1], [None, 2023, 2], ["乙院", 2022, 3], [None, 2023, 4]]
    data = read_data(excel(rows, merged=["A2:A3", "A4:A5"]), scheme)
    assert data.panel.reported.select("unit", "period", "staff").sort("unit", "period").rows() == [
        ("乙院", "2022", 3.0),
        ("乙院", "2023", 4.0),
        ("甲院", "2022", 1.0),
        ("甲院", "2023", 2.0),
    ]
    assert "2" in str(one(data.problems, "merged_keys"))


def test_header_of_two_rows_with_merged_cells(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "投入", None, "总收入", None],
        [None, None, "研发人员数", "研发占比", "填报值", "核定值"],
        ["甲院", 2023, 5, 50, 100, 99],
    ]
    panel = read_data(excel(rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"]), scheme).panel
    assert panel.reported.select("staff", "share", "income").row(0) == (5.0, 50.0, 100.0)
    assert panel.verified is not None
    assert panel.verified["income"].to_list() == [99.0]


def test_percentages_follow_the_measures_unit(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "share", "growth"],
        ["甲院", 2023, Percent(0.12), Percent(0.25)],
        ["乙院", 2023, "12%", "25％"],
    ]
    data = read_data(excel(rows), scheme)
    assert data.panel.reported["share"].to_list() == [12.0, 12.0]
    assert data.panel.reported["growth"].to_list() == [0.25, 0.25]
    assert sum(problem.code == "number_as_text" for problem in data.problems) == 3


def test_result_can_be_evaluated(excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]) -> None:
    totals = evaluate(scheme, read_data(excel(good), scheme).panel).totals
    # 甲院: 30 × 40/100 + 30 × 500.5/1000 + 20 × 60/100 + 5 × 0.1 + 5 × 1 + 10 × 4/5, by hand.
    assert totals.filter(pl.col("unit") == "甲院")["total"].to_list() == [
        pytest.approx(12 + 15.015 + 12 + 0.5 + 5 + 8)
    ]
