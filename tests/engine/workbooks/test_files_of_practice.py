"""Small files from practice that were once read wrongly: the right value of each, and the word that is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.engine.workbooks.sheets import findings, one

from keqiao.engine.schemes import Scheme, load_scheme
from keqiao.engine.workbooks import read_data
from keqiao.engine.workbooks.reading import DataFile

DATA = Path(__file__).parent / "data"
RIGHT = {"甲院": (1200.5, 12.0, 40.0), "乙院": (800.0, 30.0, 22.0), "丙院": (90.0, 55.0, 7.0)}


@pytest.fixture(scope="module")
def mini() -> Scheme:
    return load_scheme((DATA / "mini.yaml").read_text(encoding="utf-8"))


def rows(data: DataFile) -> dict[str, tuple[Any, ...]]:
    frame = data.panel.reported.filter(period="2023")
    return {row["unit"]: tuple(row[name] for name in ("income", "rate", "staff")) for row in frame.to_dicts()}


@pytest.mark.parametrize(("name", "unit"), [("data.xlsx", "元"), ("in-title.xlsx", "亿元")])
def test_a_unit_stated_above_the_table_counts(mini: Scheme, name: str, unit: str) -> None:
    problem = one(findings(DATA / "unit-line-above-the-table" / name, mini), "unit_above")
    assert problem.severity == "error" and problem.measure == "income" and unit in problem.in_language("zh")


def test_a_unit_of_the_scheme_above_the_table_is_no_news(mini: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "表（单位：万元、%、人）\n单位,期间,总收入,成果转化率,研发人员\n甲院,2023,1,2,3\n", encoding="utf-8"
    )
    assert not read_data(path, mini).problems


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("单位：元", "unit_above"),
        ("金额单位:元", "unit_above"),
        ("(in yuan)", "unit_above"),
        ("填报单位：某某研究院", ""),
    ],
)
def test_stated_at_the_foot_or_in_other_words(mini: Scheme, tmp_path: Path, stated: str, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"单位,期间,总收入\n甲院,2023,1\n乙院,2023,2\n{stated},,\n", encoding="utf-8")
    found = [problem.code for problem in findings(path, mini) if problem.severity == "error"]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    "name",
    [
        "合计：",
        "合计数",
        "总计（万元）",
        "（合计）",
        "小计",
        "全市平均",
        "全国",
        "Total:",
        "North Total",
        "共2000家",
        "合\u200b计",
        "合　计",
        "合\u200d计",
        "【合计】",
        "★合计",
        "合计：3家",
        "3家合计",
        "合計",
        "2023年总计",
        "本年累计",
        "总额",
        "中位数",
        "标准差",
        "行业平均值",
        "Σ",
        "其中：企业",
        "AVG.",
        "Std. dev.",
        "Total of 3 units",
        "All platforms",
        "ＴＯＴＡＬ：",
        "Summe",
        "Итого",
    ],
)
def test_totals_however_they_are_written(mini: Scheme, tmp_path: Path, name: str) -> None:
    text = (DATA / "total-rows-written-otherwise" / "data.csv").read_text(encoding="utf-8")
    path = tmp_path / "d.csv"
    path.write_text(text.replace("合计：", name), encoding="utf-8")
    data = read_data(path, mini)
    assert rows(data) == RIGHT and one(data.problems, "total_row").row == 5


@pytest.mark.parametrize(
    "name",
    [
        "总装厂",
        "共享平台",
        "全国重点实验室",
        "平均科技",
        "合力研究院",
        "Total Energies Institute",
        "Summit Lab",
        "Maximilian Institute",
    ],
)
def test_names_that_only_begin_like_totals_are_units(mini: Scheme, tmp_path: Path, name: str) -> None:
    text = (DATA / "total-rows-written-otherwise" / "data.csv").read_text(encoding="utf-8")
    path = tmp_path / "d.csv"
    path.write_text(text.replace("合计：,2023,2090.5,32.3,69", f"{name},2023,20.5,3.3,6"), encoding="utf-8")
    assert set(rows(read_data(path, mini))) == {*RIGHT, name}


@pytest.mark.parametrize(
    "line",
    [
        "一、研究院类",
        "（二）企业类",
        "* 含外协人员",
        "※ 见附表",
        "（1）含外协",
        "截至2023年底",
        "制表：张三",
        "Prepared by: x",
        "以下空白",
    ],
)
def test_closing_lines_beside_a_prepared_period_are_no_units(mini: Scheme, tmp_path: Path, line: str) -> None:
    text = (DATA / "total-rows-written-otherwise" / "data.csv").read_text(encoding="utf-8")
    path = tmp_path / "d.csv"
    path.write_text(text.replace("合计：,2023,2090.5,32.3,69", f"{line},2023,,,"), encoding="utf-8")
    assert rows(read_data(path, mini)) == RIGHT


def test_several_totals_in_one_file(mini: Scheme) -> None:
    data = read_data(DATA / "total-rows-written-otherwise" / "others.csv", mini)
    assert rows(data) == RIGHT and [p.row for p in data.problems if p.code == "total_row"] == [5, 6, 7]


@pytest.mark.parametrize(
    ("figures", "words"), [("2090.5,32.3,69", "之和"), ("696.8,32.3,23", "平均值")], ids=["sum", "mean"]
)
def test_a_row_of_sums_under_a_name_that_nobody_knows_is_told(
    mini: Scheme, tmp_path: Path, figures: str, words: str
) -> None:
    text = (DATA / "total-rows-written-otherwise" / "data.csv").read_text(encoding="utf-8")
    path = tmp_path / "d.csv"
    path.write_text(text.replace("合计：,2023,2090.5,32.3,69", f"示范区,2023,{figures}"), encoding="utf-8")
    problem = one(read_data(path, mini).problems, "sum_of_rows")
    assert problem.unit == "示范区" and words in problem.in_language("zh")


@pytest.mark.parametrize("name", ["group.xlsx", "merged.xlsx", "remark.csv"])
def test_a_line_of_text_is_no_unit(mini: Scheme, name: str) -> None:
    period = "2023" if name == "remark.csv" else None
    data = read_data(DATA / "lines-of-text-inside-a-table" / name, mini, period=period)
    assert rows(data) == RIGHT and one(data.problems, "text_row")


@pytest.mark.parametrize(
    ("name", "place"), [("header.xlsx", "C1"), ("number.xlsx", "C2"), ("unit.xlsx", "A5")]
)
def test_characters_that_nobody_sees_are_taken_away_and_listed(mini: Scheme, name: str, place: str) -> None:
    data = read_data(DATA / "invisible-characters" / name, mini)
    assert rows(data) == RIGHT
    assert [p.place for p in data.problems if "U+200B" in p.in_language("zh")] == [f"Sheet1!{place}"]
    assert set(data.panel.reported["unit"]) == set(RIGHT)


@pytest.mark.parametrize("letter", ["\u200d", "\ufeff", "\u00ad", "\u200f", "\u202e", "\u2060", "\u3164"])
@pytest.mark.parametrize("word", ["单位", "期间", "总收入", "（万元）", "甲院", "2023", "1200.5"])
def test_wherever_such_a_character_stands(mini: Scheme, tmp_path: Path, letter: str, word: str) -> None:
    text = (DATA / "total-rows-written-otherwise" / "data.csv").read_text(encoding="utf-8")
    path = tmp_path / "d.csv"
    path.write_text(text.replace(word, f"{word}{letter}", 1), encoding="utf-8")
    data = read_data(path, mini)
    assert rows(data) == RIGHT
    assert [p for p in data.problems if f"U+{ord(letter):04X}" in p.in_language("zh")]


def test_the_column_under_a_group_heading_is_that_measure(mini: Scheme) -> None:
    data = read_data(DATA / "figures-under-an-empty-or-group-heading" / "data.xlsx", mini)
    assert rows(data) == RIGHT and not data.problems


def test_figures_under_an_empty_heading_are_listed(mini: Scheme) -> None:
    data = read_data(DATA / "figures-under-an-empty-or-group-heading" / "empty.xlsx", mini)
    assert one(data.problems, "column_without_heading").place == "Sheet1!D2"


@pytest.mark.parametrize("name", ["data.xlsx", "thousands.xlsx"])
def test_a_number_shown_otherwise_than_it_is_stored_is_not_used(mini: Scheme, name: str) -> None:
    found = findings(DATA / "number-format-that-scales" / name, mini)
    assert {(p.code, p.severity) for p in found} == {("scaled_number", "error")} and len(found) == 3


@pytest.fixture(scope="module")
def practice() -> Scheme:
    return load_scheme((DATA / "scheme-language" / "s.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "units"), [("mixed_yuan", {"甲院"}), ("half_yuan", {"甲院", "乙院"})])
def test_yuan_among_ten_thousands_of_few_units(practice: Scheme, name: str, units: set[str]) -> None:
    data = read_data(DATA / "scheme-language" / f"{name}.xlsx", practice)
    assert {p.unit for p in data.problems if p.code == "unit_jump"} == units


def test_a_row_of_units_is_read_as_such(practice: Scheme) -> None:
    data = read_data(DATA / "scheme-language" / "unit_row.xlsx", practice)
    assert data.panel.reported.height == 4 and not data.problems


def test_a_row_of_other_units_is_an_error(mini: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位,期间,总收入,研发人员\n,,元,人\n甲院,2023,1,2\n", encoding="utf-8")
    assert one(findings(path, mini), "unit_above").measure == "income"


def test_a_unit_in_the_rows_of_the_long_form_counts(mini: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "单位,期间,指标,数值,计量单位\n甲院,2023,总收入,12,元\n甲院,2023,研发人员,3,人\n", encoding="utf-8"
    )
    problem = one(findings(path, mini), "unit_in_row")
    assert problem.severity == "error" and problem.row == 2


@pytest.mark.parametrize(
    ("figures", "listed"),
    [("35.5,0.355,41,28", [3]), ("35.5,0.355,0.41,28", [3, 4]), ("12,0.02,15,9", []), ("0.5,-0.2,3,1", [])],
)
def test_single_fractions_among_percentages(
    mini: Scheme, tmp_path: Path, figures: str, listed: list[int]
) -> None:
    path = tmp_path / "a.csv"
    lines = [f"院{at},2023,{value}" for at, value in enumerate(figures.split(","))]
    path.write_text("\n".join(["单位,期间,成果转化率（%）", *lines]), encoding="utf-8")
    assert [p.row for p in read_data(path, mini).problems if p.code == "fraction"] == listed


def test_a_rating_above_its_points_is_told(tmp_path: Path) -> None:
    scheme = load_scheme((DATA / "scheme-language" / "b.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "a.csv"
    path.write_text("unit,period,flag,q@甲,lev,area\n甲,2023,1,40,一般,3\n", encoding="utf-8")
    assert one(read_data(path, scheme).problems, "above_the_points").measure == "q@甲"


@pytest.mark.parametrize("value", ["1e300", "9" * 25, "1e20"])
def test_more_than_anything_can_be_is_refused(mini: Scheme, tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"单位,期间,总收入\n甲院,2023,{value}\n", encoding="utf-8")
    assert one(findings(path, mini), "not_finite").severity == "error"
