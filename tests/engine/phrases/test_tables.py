"""Totals of tables, and the same figure in a table and in the text."""

import io

import docx
import pytest

from keqiao.engine.phrases import ProseVerification, verify_paragraphs, word_paragraphs

HEAD = ["平台", "研发人员（人）", "营业收入", "占比"]
ROWS = [["甲", "500", "1,200.50", "61.20%"], ["乙", "317", "759.50", "38.80%"]]


def verified(rows: list[list[str]], *texts: str, unit: str = "单位：万元") -> ProseVerification:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.add_paragraph(unit)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return verify_paragraphs(word_paragraphs(file.getvalue()))


def results(verification: ProseVerification) -> list[tuple[str, bool]]:
    return [(check.type, check.holds) for check in verification.checks]


def test_a_total_is_tried_column_by_column() -> None:
    good = verified([HEAD, *ROWS, ["合计", "817", "1,960.00", "100.00%"]])
    assert results(good) == [("sum", True), ("sum", True)]
    bad = verified([HEAD, *ROWS, ["总  计", "818", "1,960.00", "100.00%"]])
    assert results(bad) == [("sum", False), ("sum", True)]


def test_units_come_from_the_heading_and_from_the_line_above() -> None:
    figures = verified([HEAD, *ROWS]).figures
    assert [(found.figure.span, found.figure.unit, found.figure.kind) for found in figures[:3]] == [
        ("500", "人", "count"),
        ("1,200.50", "元", "money"),
        ("61.20%", "%", "share"),
    ]
    assert figures[1].figure.value == 12_005_000


def test_subtotals_are_not_counted_twice_and_parts_of_a_row_not_at_all() -> None:
    rows = [
        ["单位", "人员数（人）"],
        ["甲", "5"],
        ["其中：博士", "2"],
        ["乙", "7"],
        ["小计", "12"],
        ["丙", "3"],
        ["小计", "3"],
        ["合计", "15"],
    ]
    assert results(verified(rows)) == [("sum", True), ("sum", True)]


def test_a_total_on_top() -> None:
    assert results(verified([["单位", "人员数（人）"], ["合计", "12"], ["甲", "5"], ["乙", "8"]])) == [
        ("sum", False)
    ]


@pytest.mark.parametrize(
    ("text", "holds"),
    [("现有研发人员817人。", True), ("研发人员达819人。", False), ("营业收入约1960万元。", True)],
)
def test_text_and_table(text: str, holds: bool) -> None:
    checks = verified([HEAD, *ROWS, ["合计", "817", "1,960.00", "100%"]], text).checks
    assert [check.holds for check in checks if check.type == "table"] == [holds]


@pytest.mark.parametrize(("ranks", "holds"), [(["2", "1", "3"], True), (["1", "2", "3"], False)])
def test_ranks_follow_the_points(ranks: list[str], holds: bool) -> None:
    points = ["85.10", "92.30", "80.00"]
    rows = [[f"平台{at}", point, rank] for at, (point, rank) in enumerate(zip(points, ranks, strict=True))]
    checks = verified([["平台名称", "综合得分", "名次"], *rows]).checks
    assert [(check.type, check.holds) for check in checks] == [("rank", holds)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("储能院研发人员500人。", [True]),
        ("储能院研发人员510人。", [False]),
        ("储能院研发人员约500人。", [True]),
        ("装备院研发人员510人。", []),
    ],
)
def test_a_figure_of_the_text_that_names_a_row_and_a_column(text: str, wanted: list[bool]) -> None:
    checks = verified(
        [HEAD, ["储能院", "500", "1,200.50", "61.20%"], ["智能院", "317", "759.50", "38.80%"]], text
    ).checks
    assert [check.holds for check in checks if check.type == "table"] == wanted


def test_what_is_said_of_a_row_is_not_said_of_all() -> None:
    rows = [["平台名称", "研发人员（人）"], ["甲研究院", "120"], ["乙研究院", "80"], ["合计", "200"]]
    found = verified(rows, "甲研究院研发人员120人。上年研发人员180人。")
    assert results(found) == [("sum", True), ("table", True)]
    assert results(verified(rows, "全市共有研发人员210人。")) == [("sum", True), ("table", False)]


def test_cells_with_spaces_signs_and_changes_are_one_number_each() -> None:
    head = ["平台名称", "营业收入（万元）", "同比增长（%）"]
    found = verified([head, ["甲研究院", "5 200", "-3.1"], ["乙研究院", "4 380.5", "8.2"]])
    assert found.unread == ()
    assert [(it.figure.kind, f"{it.figure.value:f}") for it in found.figures] == [
        ("money", "52000000"),
        ("change_rate", "-3.1"),
        ("money", "43805000.0"),
        ("change_rate", "8.2"),
    ]
