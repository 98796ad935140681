"""Workbooks as clerks send them: each ends in the right figure or in words that name the place; nothing is guessed."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from keqiao.web.returns.services import filling
from keqiao.web.returns.services.filling import CellEntry
from keqiao.web.returns.uploading.planning import plan_upload

from .damage import packed, parts_of
from .workbooks import downloaded, filled, fresh, row_of

INCOME, COST = "market_income", "total_expenditure"
VALUES = {INCOME: 120.5, COST: 300}


@pytest.fixture
def world(read_here, opened):
    """The form with figures in it, so that a cell that is lost would take one away."""
    stands = {code: CellEntry(Decimal(1_000_000)) for code in VALUES}
    filling.save_cells(opened.clerk_1, opened.form.pk, stands)
    opened.workbook = downloaded(opened.clerk_1, opened.form)
    return opened


def plan(world, change=None, values=VALUES, content=None, name="表.xlsx"):
    content = filled(world.workbook, values, change=change) if content is None else content
    form = fresh(world.form)
    return plan_upload(world.clerk_1, form.collection, form, content, name)


def amounts(planned):
    return {
        line.code: line.after[0] and Decimal(line.after[0])
        for line in planned.lines
        if line.state == "changed"
    }


RIGHT = {INCOME: Decimal(1_205_000), COST: Decimal(3_000_000)}


class Sheet:
    """The sheet to fill in, by what its columns mean."""

    def __init__(self, book, sheet, top, places):
        self.book, self.sheet, self.top, self.places = book, sheet, top, places

    def row(self, code):
        return row_of(self.sheet, self.top, self.places, code)

    def cell(self, code, key="value"):
        return self.sheet.cell(self.row(code), self.places[key])

    def span(self, first, last):
        return f"{self.letter(first[1])}{first[0]}:{self.letter(last[1])}{last[0]}"

    def letter(self, key):
        return get_column_letter(self.places[key])


def with_sheet(change):
    return lambda *given: change(Sheet(*given))


def struck_figure(s):
    s.cell(INCOME).font = Font(strike=True)


def struck_row(s):
    for cell in s.sheet[s.row(INCOME)]:
        cell.font = Font(strike=True)


def struck_in_part(s):
    s.cell(INCOME).value = CellRichText(
        TextBlock(InlineFont(strike=True), "100"), TextBlock(InlineFont(b=True), "120")
    )


def merged_downwards(s):
    s.sheet.merge_cells(s.span((s.row(INCOME), "value"), (s.row(COST), "value")))


def merged_with_the_next_column(s):
    s.sheet.merge_cells(s.span((s.row(INCOME), "value"), (s.row(INCOME), "not_applicable")))


def merged_with_the_unit(s):
    s.sheet.merge_cells(s.span((s.row(INCOME), "unit"), (s.row(INCOME), "value")))


def sorted_in_part(s):
    for key in ("measure", "value"):
        one, other = s.cell(INCOME, key), s.cell(COST, key)
        one.value, other.value = other.value, one.value


def another_unit(s):
    s.cell(INCOME, "unit").value = "元"


def a_formula_without_result(s):
    s.cell(INCOME).value = "=[1]Sheet1!A1"


def a_code_of_another_form(s):
    s.cell(INCOME, "code").value = "市场化收入"


@pytest.mark.parametrize(
    ("change", "column", "word"),
    [
        (struck_figure, "value", "划去"),
        (struck_row, "code", "划去"),
        (struck_in_part, "value", "100120"),
        (merged_downwards, "value", "合并"),
        (merged_with_the_next_column, "value", "合并"),
        (merged_with_the_unit, "value", "合并"),
        (sorted_in_part, "code", "排序"),
        (another_unit, "unit", "万元"),
        (a_formula_without_result, "value", "公式"),
        (a_code_of_another_form, "code", "市场化收入"),
    ],
)
def test_a_cell_that_may_mean_two_things_is_an_error_with_its_place(world, change, column, word):
    planned = plan(world, with_sheet(change))
    wrong = [line for line in planned.lines if line.state == "error"]
    assert wrong[0].row == 6 and wrong[0].faults[0][0] == column and word in wrong[0].faults[0][1]
    assert INCOME not in amounts(planned) and None not in amounts(planned).values()


def capitals(s):
    s.cell(INCOME, "code").value = "MARKET_INCOME"


def wide_letters(s):
    s.cell(INCOME, "code").value = "ｍarket_income "


def zero_width(s):
    s.cell(INCOME, "code").value = "market\u200b_income"


def blank_rows(s):
    s.sheet.insert_rows(s.row(INCOME) + 1, 3)


def rows_above(s):
    s.sheet.insert_rows(1, 5)


def other_columns_first(s):
    s.sheet.move_range(f"A1:C{s.sheet.max_row}", cols=20)


def renamed_and_protected(s):
    s.sheet.title = "2023年填报-终稿"
    s.sheet.protection.enable()


def total_between(s):
    at = s.row(COST)
    s.sheet.insert_rows(at)
    s.sheet.cell(at, s.places["measure"]).value, s.sheet.cell(at, s.places["value"]).value = "合计", 420.5


def total_as_code(s):
    at = s.sheet.max_row + 1
    s.sheet.cell(at, s.places["code"]).value, s.sheet.cell(at, s.places["value"]).value = (
        "合  计：",
        "=SUM(F6:F9)",
    )


def headings_again(s):
    at = s.row(COST)
    s.sheet.insert_rows(at)
    for column in range(1, s.sheet.max_column + 1):
        s.sheet.cell(at, column).value = s.sheet.cell(s.top, column).value


def a_note_below(s):
    s.sheet.cell(s.sheet.max_row + 2, s.places["code"]).value = "注：以上数据已经核对"


def hidden_row(s):
    s.sheet.row_dimensions[s.row(INCOME)].hidden = True


def hidden_column(s):
    s.sheet.column_dimensions[s.letter("value")].hidden = True


def draft_beside(s):
    s.book.create_sheet("底稿").append(["市场化收入", 999])


def figures_beside(s):
    column = s.sheet.max_column + 1
    s.sheet.cell(s.top, column).value, s.sheet.cell(s.row(INCOME), column).value = "更正值", 999


def thousands_of_rows_further_down(s):
    s.sheet.cell(s.sheet.max_row + 2000, s.places["about"]).value = "x"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (capitals, "market_income"),
        (wide_letters, "market_income"),
        (zero_width, ""),
        (blank_rows, ""),
        (rows_above, ""),
        (other_columns_first, ""),
        (renamed_and_protected, ""),
        (total_between, "合计"),
        (total_as_code, "合计"),
        (headings_again, "指标代码"),
        (a_note_below, "注："),
        (hidden_row, "隐藏"),
        (hidden_column, "填报值"),
        (draft_beside, "底稿"),
        (figures_beside, "更正值"),
        (thousands_of_rows_further_down, ""),
    ],
)
def test_the_right_figures_are_read_and_what_is_not_read_is_told(world, change, told):
    planned = plan(world, with_sheet(change))
    assert amounts(planned) == RIGHT and not planned.summary["counts"].get("error")
    notes = [*planned.summary["remarks"], *planned.summary["unknown"], *(line.note for line in planned.lines)]
    assert told.replace(" ", "") in "".join(notes).replace(" ", "")
    assert told or not any(notes)


def test_a_figure_whose_row_is_gone_stays_and_is_told(world):
    planned = plan(world, with_sheet(lambda s: s.sheet.delete_rows(s.row(COST))))
    assert amounts(planned) == {INCOME: RIGHT[INCOME]}
    assert any("总支出" in remark for remark in planned.summary["remarks"])


def the_heading_twice(s):
    column = s.sheet.max_column + 1
    s.sheet.cell(s.top, column).value = s.sheet.cell(s.top, s.places["value"]).value


def the_heading_in_yuan(s):
    s.sheet.cell(s.top, s.places["value"]).value = "填报值（元）"


def yuan_above(s):
    s.sheet.cell(s.top - 1, s.places["value"]).value = "单位：元"


def two_forms(s):
    s.book.copy_worksheet(s.sheet)


def hidden_sheet(s):
    s.sheet.sheet_state = "hidden"


def stray_cell(s):
    s.sheet.cell(900_000, 16_000).value = "x"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (the_heading_twice, "E"),
        (the_heading_in_yuan, "填报值"),
        (yuan_above, "万元"),
        (two_forms, "填报表"),
        (hidden_sheet, "表头"),
        (stray_cell, "WQJ900000"),
    ],
)
def test_a_sheet_that_may_be_read_in_two_ways_is_refused(world, change, word):
    with pytest.raises(ValidationError, match=word):
        plan(world, with_sheet(change))


def files(content):
    """Files that are no plain .xlsx, with a word of the answer; None: read."""
    parts = parts_of(content)
    prefixed = {
        name: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=", 1)
        if "worksheets/sheet" in name and "rels" not in name
        else data
        for name, data in parts.items()
    }
    yield "WPS.xlsx", packed(prefixed), None
    yield "macros.xlsm", packed(parts | {"xl/vbaProject.bin": b"x" * 100}), None
    yield "表.csv", "指标代码,填报值\nmarket_income,120.5\n".encode("gbk"), "文本文件"
    yield "表.xls", b"<html><table><tr><td>1</td></tr></table></html>", "不是 Excel"
    yield "老.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "xls"
    yield "bomb.xlsx", packed(parts | {"xl/media/a.bin": bytes(300_000_000)}), "300 MB"
    yield "空.xlsx", b"", "空"


def test_other_files_are_read_or_refused_by_name(world):
    for name, content, word in files(filled(world.workbook, VALUES)):
        if word is None:
            assert amounts(plan(world, content=content, name=name)) == RIGHT, name
        else:
            with pytest.raises(ValidationError, match=word):
                plan(world, content=content, name=name)


def test_two_thousand_rows_that_are_none_of_the_form_are_one_kind_of_error(world):
    def more(s):
        for number in range(2000):
            s.sheet.append([f"code{number}"] + [None] * (s.places["value"] - 2) + [number])

    planned = plan(world, with_sheet(more))
    assert planned.summary["counts"]["error"] == 2000 and amounts(planned) == RIGHT
