"""What stands wrongly in cells is told with sheet, row and column, and never becomes a figure silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engine.workbooks.sheets import SCHEME, Formula, Percent, findings, one

from keqiao.engine.schemes import Scheme, load_scheme
from keqiao.engine.workbooks import read_data


def sheet_with(measure: str, value: Any) -> list[list[Any]]:
    return [["单位", "期间", measure], ["甲院", 2023, value], ["乙院", 2023, 1]]


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ("income", "约五百", "text_in_number_cell"),
        ("income", "500左右", "other_unit"),
        ("income", "5000元", "other_unit"),
        ("income", "1.2亿", "other_unit"),
        ("income", "12%", "percent_in_number"),
        ("income", Percent(0.5), "percent_in_number"),
        ("income", "1,23,456", "text_in_number_cell"),
        ("income", "(500)", "text_in_number_cell"),
        ("income", "NaN", "not_finite"),
        ("income", "inf", "not_finite"),
        ("income", "1e999", "not_finite"),
        ("income", -5, "negative"),
        ("staff", -1, "negative"),
        ("staff", "-1", "negative"),
        ("share", 101, "too_large_value"),
        ("income", dt.date(2023, 5, 1), "date_in_number_cell"),
        ("income", True, "text_in_number_cell"),
        ("income", Formula("=1/0", "#DIV/0!"), "error_cell"),
        ("income", Formula("=NA()", "#N/A"), "error_cell"),
        ("income", Formula("=B9+1"), "formula_without_value"),
        ("listed", "也许", "text_in_number_cell"),
        ("listed", 2, "not_yes_or_no"),
        ("opinion", "很好", "unknown_level"),
    ],
)
def test_refused_with_its_place(
    excel: Callable[..., Path], scheme: Scheme, measure: str, value: Any, code: str
) -> None:
    problem = one(findings(excel(sheet_with(measure, value)), scheme), code)
    assert problem.severity == "error"
    assert problem.place == "Sheet1!C2"
    assert (problem.unit, problem.measure) == ("甲院", measure)
    assert problem.remedy.in_language("zh")


@pytest.mark.parametrize(
    ("measure", "value", "read"),
    [
        ("income", "1,234", 1234.0),
        ("income", "１２３", 123.0),
        ("income", "12，345.6", 12345.6),
        ("income", " 500 ", 500.0),
        ("income", "500万元", 500.0),
        ("income", "1 234", 1234.0),
        ("growth", "−0.5", -0.5),
        ("income", "—", None),
        ("income", "无", None),
        ("income", "N/A", None),
    ],
)
def test_converted_and_listed(
    excel: Callable[..., Path], scheme: Scheme, measure: str, value: str, read: float | None
) -> None:
    data = read_data(excel(sheet_with(measure, value)), scheme)
    assert data.panel.reported.filter(unit="甲院")[measure].to_list() == [read]
    listed = [problem for problem in data.problems if problem.place == "Sheet1!C2"]
    assert [problem.severity for problem in listed] == ["warning"]


def test_a_formula_with_its_result_is_a_number(excel: Callable[..., Path], scheme: Scheme) -> None:
    data = read_data(excel(sheet_with("income", Formula("=250*2", 500))), scheme)
    assert data.panel.reported.filter(unit="甲院")["income"].to_list() == [500.0]


@pytest.mark.parametrize("text", ["#DIV/0!", "#REF!"])
def test_errors_in_csv(tmp_path: Path, scheme: Scheme, text: str) -> None:
    path = tmp_path / "d.csv"
    path.write_text(f"单位,期间,income\n甲院,2023,{text}\n", encoding="utf-8")
    assert one(findings(path, scheme), "error_cell").place == "d.csv!C2"


def test_plain_digits_are_no_news_in_csv(tmp_path: Path, scheme: Scheme) -> None:
    path = tmp_path / "d.csv"
    path.write_text('单位,期间,income,staff\n甲院,2023,1234.5,"1,000"\n', encoding="utf-8")
    data = read_data(path, scheme)
    assert data.panel.reported.select("income", "staff").row(0) == (1234.5, 1000.0)
    assert [problem.place for problem in data.problems if problem.code == "number_as_text"] == ["d.csv!D2"]


def test_yuan_among_ten_thousands_against_the_units_own_periods(
    excel: Callable[..., Path], scheme: Scheme
) -> None:
    rows = [
        ["单位", "期间", "income"],
        ["甲院", 2021, 480],
        ["甲院", 2022, 500],
        ["甲院", 2023, 5_200_000],
        ["乙院", 2023, 90],
    ]
    data = read_data(excel(rows), scheme)
    problem = one(data.problems, "unit_jump")
    assert (problem.place, problem.severity) == ("Sheet1!C4", "warning")
    assert "× 10,400" in str(problem)  # 5 200 000 ÷ 500, the median of the unit's three figures
    assert data.panel.reported.filter(unit="甲院", period="2023")["income"].to_list() == [5_200_000.0]


@pytest.mark.parametrize(
    ("amounts", "questions"),
    [((5_200_000, 31_000_000), 1), ((12_345_678.9,), 1), ((520, 3_100), 0), ((5_200_000, 520), 0)],
    ids=["all large", "a single one", "as platforms have them", "one is not"],
)
def test_a_whole_column_in_yuan_with_nothing_beside_it_is_asked_about(
    excel: Callable[..., Path], scheme: Scheme, amounts: tuple[float, ...], questions: int
) -> None:
    rows = [["单位", "期间", "income"], *([f"院{n}", 2023, amount] for n, amount in enumerate(amounts))]
    data = read_data(excel(rows), scheme)
    asked = [problem for problem in data.problems if problem.code == "unit_size"]
    assert [problem.severity for problem in asked] == ["warning"] * questions
    assert data.panel.reported["income"].to_list() == list(amounts)  # nothing is guessed


def test_yuan_among_ten_thousands_against_the_field(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "income"],
        *([f"院{n}", 2023, 100 + n] for n in range(9)),
        ["错院", 2023, 1_040_000],
    ]
    assert one(read_data(excel(rows), scheme).problems, "unit_jump").place == "Sheet1!C11"
    calm = [["单位", "期间", "income"], *([f"院{n}", 2023, 10.0**n / 10] for n in range(5))]
    assert not [p for p in read_data(excel(calm), scheme).problems if p.code == "unit_jump"]


@pytest.mark.parametrize("beside", [1_200, 100], ids=["as large", "a twelfth"])
def test_a_whole_column_in_yuan_beside_one_in_ten_thousands(
    excel: Callable[..., Path], beside: float
) -> None:
    two = load_scheme(SCHEME.replace('unit: "", type: number', "unit: 万元, type: money"))
    rows = [
        ["单位", "期间", "income", "growth"],
        *([f"院{n}", 2023, 12_000_000 + n, beside] for n in range(3)),
    ]
    assert one(read_data(excel(rows), two).problems, "unit_jump").place == "Sheet1!C"


def test_fractions_among_percentages(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "share"], ["甲", 2023, 0.6], ["乙", 2023, 0.7], ["丙", 2023, 0.1]]
    assert one(read_data(excel(rows), scheme).problems, "fractions").place == "Sheet1!C"


def test_fractions_of_counts_are_listed(excel: Callable[..., Path], scheme: Scheme) -> None:
    assert (
        one(read_data(excel(sheet_with("staff", 3.5)), scheme).problems, "fraction_of_count").place
        == "Sheet1!C2"
    )


def test_many_alike_are_counted(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [["单位", "期间", "income"], *([f"院{n}", 2023, "多"] for n in range(500))]
    problems = findings(excel(rows), scheme)
    assert len([p for p in problems if p.code == "text_in_number_cell"]) == 21
    assert any("480" in str(problem) for problem in problems)


def test_unknown_words_of_attributes(excel: Callable[..., Path], scheme: Scheme) -> None:
    rows = [
        ["单位", "期间", "类型", "staff"],
        ["甲", 2023, "混合型", 1],
        ["乙", 2023, "Service", 2],
        ["丙", 2023, None, 3],
    ]
    problem = one(findings(excel(rows), scheme), "unknown_word")
    assert problem.place == "Sheet1!C2"
    assert "research" in str(problem)
    rows[1][2] = "research"
    assert read_data(excel(rows), scheme).panel.reported.sort("staff")["kind"].to_list() == [
        "research",
        "service",
        "research",
    ]
