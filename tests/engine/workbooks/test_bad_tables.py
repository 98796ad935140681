"""Headers, rows and sheets that cannot be read as they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engine.workbooks.sheets import findings, one

from keqiao.engine.schemes import Scheme
from keqiao.engine.workbooks import read_data


def test_a_unit_twice_in_a_period(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff"], ["甲院", 2023, 1], ["甲院 ", "2023年", 2]]
    problem = one(findings(excel(rows), scheme), "doubled_unit")
    assert problem.place == "Sheet1!A3"
    assert "2" in problem.message.in_language("zh")


def test_units_that_differ_only_in_width(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff"], ["研究院（南）", 2023, 1], ["研究院(南)", 2023, 2]]
    assert one(read_data(excel(rows), scheme).problems, "similar_units").row == 3


def test_total_and_note_rows_are_left_out_with_a_word(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows: list[list[Any]] = [
        ["序号", "单位", "期间", "staff"],
        [1, "甲院", 2023, 1],
        [2, "乙院", 2023, 2],
        ["合  计", None, None, 3],
        [None, "小计", 2023, 3],
        ["注：人员按年末数填报"],
        [None, "填表人：某某"],
    ]
    data = read_data(excel(rows), scheme)
    assert data.panel.reported["unit"].to_list() == ["乙院", "甲院"]
    codes = [(problem.code, problem.row) for problem in data.problems if problem.row]
    assert codes == [("total_row", 4), ("total_row", 5), ("note_row", 7)]


def test_figures_without_a_unit(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff"], ["甲院", 2023, 1], [None, 2023, 2]]
    assert one(findings(excel(rows), scheme), "no_unit").place == "Sheet1!A3"


def test_columns_unknown_and_doubled_and_ambiguous(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff", "身高", "体重"], ["甲院", 2023, 1, 2, 3]]
    problem = one(read_data(excel(rows), scheme).problems, "unknown_columns")
    assert "身高 (D)" in str(problem)
    rows = [["单位", "期间", "staff", "研发人员数"], ["甲院", 2023, 1, 2]]
    assert one(findings(excel(rows), scheme), "doubled_column").place == "Sheet1!D1"


def test_a_header_in_another_unit(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "总收入（元）"], ["甲院", 2023, 1]]
    problem = one(findings(excel(rows), scheme), "unit_in_header")
    assert problem.place == "Sheet1!C1"
    assert "万元" in str(problem)


def test_missing_columns_are_listed(excel: Callable[..., Path], scheme: Scheme) -> None:
    data = read_data(excel([["单位", "期间", "staff"], ["甲院", 2023, 1]]), scheme)
    assert any("income" in str(problem) and problem.severity == "warning" for problem in data.problems)


def test_merged_figures_are_refused(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "staff", "income"], ["甲院", 2023, 1, 5], ["乙院", 2023, None, 6]]
    assert one(findings(excel(rows, merged=["C2:C3"]), scheme), "merged_figures").place == "Sheet1!C2"


def test_periods_side_by_side_are_refused(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "2021年", "2022年", "2023年"], ["甲院", 1, 2, 3]]
    assert one(findings(excel(rows), scheme), "periods_across").severity == "error"


def test_no_header_says_what_is_wanted(excel: Callable[..., Path], scheme: Scheme) -> None:
    problem = one(findings(excel([["a", "b"], [1, 2]]), scheme), "no_header")
    assert "研发人员数 (staff)" in str(problem)


def test_header_without_rows(excel: Callable[..., Path], scheme: Scheme) -> None:
    assert one(findings(excel([["单位", "期间", "staff"]]), scheme), "no_rows")


def test_sheets_missing_and_too_many(
    excel: Callable[..., Path], scheme: Scheme, good: list[list[Any]]
) -> None:
    path = excel({"一": good, "二": good})
    assert "一、二" in str(one(findings(path, scheme), "several_sheets"))
    assert read_data(path, scheme, sheet="二").sheet == "二"
    assert "一、二" in str(one(findings(path, scheme, sheet="三"), "no_such_sheet"))
    path = excel({"封面": [["说明"]], "数据": good, "另表": good})
    assert read_data(path, scheme).sheet == "数据"


def test_doubled_figures_of_the_long_form(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "指标", "数值"],
        ["甲", 2023, "staff", 1],
        ["甲", 2023, "研发人员数", 2],
        ["甲", 2023, "身高", 2],
    ]
    problems = findings(excel(rows), scheme)
    assert one(problems, "doubled_figure").row == 3
    assert one(problems, "unknown_measure").row == 4


@pytest.mark.parametrize("columns", [20_000, 100_000])
def test_a_hundred_thousand_columns(tmp_path: Path, scheme: Scheme, columns: int) -> None:
    path = tmp_path / "wide.csv"
    header = ["单位", "期间", "staff", *(f"c{n}" for n in range(columns))]
    path.write_text(",".join(header) + "\n甲院,2023,1" + ",1" * columns + "\n", encoding="utf-8")
    assert "16,384" in str(one(findings(path, scheme), "too_many_cells"))


def test_ten_thousand_unknown_columns_are_one_warning(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "wide.csv"
    header = ["单位", "期间", "staff", *(f"c{n}" for n in range(10_000))]
    path.write_text(",".join(header) + "\n甲院,2023,1" + ",1" * 10_000 + "\n", encoding="utf-8")
    assert "10000" in str(one(read_data(path, scheme).problems, "unknown_columns"))


def test_a_comma_inside_a_number_of_a_text_file(tmp_path: Path, scheme: Scheme) -> None:
    """1,234 without quotes is two cells: the figures behind it must not slip into the next columns unseen."""
    path = tmp_path / "d.csv"
    path.write_text("单位,期间,staff,income\n甲院,2023,1,500\n乙院,2023,2,1,234\n", encoding="utf-8")
    problem = one(findings(path, scheme), "too_many_cells_in_row")
    assert problem.place == "d.csv!E3"
    path.write_text('单位,期间,staff,income\n甲院,2023,1,500,,\n乙院,2023,2,"1,234"\n', encoding="utf-8")
    assert read_data(path, scheme).panel.reported["income"].to_list() == [1234.0, 500.0]


def test_rows_prepared_by_the_form_and_never_filled_are_blank(
    excel: Callable[..., Path], scheme: Scheme
) -> None:
    """The form writes the period into every row; those without a unit or a figure are nobody's mistake."""
    rows: list[list[Any]] = [
        ["单位", "期间", "staff"],
        ["甲院", 2023, 1],
        [None, 2023, None],
        [None, 2023, None],
        ["乙院", 2023, 2],
    ]
    data = read_data(excel(rows), scheme)
    assert data.panel.reported["unit"].to_list() == ["乙院", "甲院"]
    assert [problem for problem in data.problems if problem.row in {3, 4}] == []
