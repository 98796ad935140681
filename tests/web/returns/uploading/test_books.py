"""What the downloaded workbook shows, locks and checks; and that other programs may save it."""

import io
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest

from keqiao.web.imports import services
from keqiao.web.returns.services import filling
from keqiao.web.returns.services.filling import CellEntry
from keqiao.web.returns.services.submission import submit
from keqiao.web.returns.uploading.importer import FORM_IMPORTER

from .workbooks import downloaded, filled, fresh, many, row_of, table_of


def opened_book(world):
    return openpyxl.load_workbook(io.BytesIO(downloaded(world.clerk_1, world.form)))


def test_the_form_says_what_it_is_and_explains_itself(opened):
    book = opened_book(opened)
    sheet, top, places = table_of(book)
    head = " ".join(
        str(cell) for row in sheet.iter_rows(max_row=top - 1, values_only=True) for cell in row if cell
    )
    for word in ("绩效评价填报", "科评1表", "示范市科技局", "2023", "P01", "2024-03-31", "不是统计调查"):
        assert word in head
    row = row_of(sheet, top, places, "market_income")
    assert sheet.cell(row, places["unit"]).value == "万元"
    assert sheet.cell(row, places["measure"]).comment.text
    assert "必填" in sheet.cell(row, places["about"]).value
    assert "台账" in sheet.cell(row_of(sheet, top, places, "rd_headcount"), places["about"]).value
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert rules[0].formula1 == '"是,否"'
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "decimal", "whole"}
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert book["_keqiao"].sheet_state == "veryHidden"
    assert book.custom_doc_props["keqiao"].value.startswith("returns collection")
    assert any("指标代码" in str(row) for row in book["填报说明"].iter_rows(values_only=True))


def test_the_bureaus_workbook_has_a_row_for_each_open_figure(opened):
    sheet, top, places = table_of(
        openpyxl.load_workbook(io.BytesIO(many(opened.officer_1, opened.collection)))
    )
    found = [
        (sheet.cell(row, places["platform_code"]).value, sheet.cell(row, places["code"]).value)
        for row in range(top + 1, sheet.max_row + 1)
    ]
    asked = ["market_income", "total_expenditure", "rd_expenditure"]
    assert found == [(platform, code) for platform in ("P01", "P02") for code in asked]


@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_a_file_that_libreoffice_saved_is_read_the_same(opened, tmp_path):
    values = {"market_income": 120.5, "total_expenditure": "=100*3", "rd_expenditure": " 1,234.50 "}
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled(downloaded(opened.clerk_1, opened.form), values))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    content = (tmp_path / "out" / "form.xlsx").read_bytes()
    form = fresh(opened.form)
    upload = services.plan_file(opened.clerk_1, FORM_IMPORTER, str(form.pk), "form.xlsx", content)
    assert upload.summary["counts"] == {"changed": 3, "same": 1}, upload.lines
    services.apply(opened.clerk_1, upload.pk)
    found = dict(form.cells.values_list("item__measure__code", "value"))
    assert found["market_income"] == Decimal(1_205_000)
    assert found["total_expenditure"] == Decimal(3_000_000)
    assert found["rd_expenditure"] == Decimal(12_345_000)


def test_a_formula_that_nobody_computed_is_told(opened):
    form = fresh(opened.form)
    content = filled(downloaded(opened.clerk_1, opened.form), {"market_income": "=1+1"})
    upload = services.plan_file(opened.clerk_1, FORM_IMPORTER, str(form.pk), "表.xlsx", content)
    assert [line[3] for line in upload.lines] == ["error"]


def test_a_closed_form_is_downloaded_locked_with_the_reason(opened):
    filling.save_cells(
        opened.clerk_1,
        opened.form.pk,
        {"market_income": CellEntry(Decimal(1)), "total_expenditure": CellEntry(Decimal(2))},
    )
    submit(opened.clerk_1, opened.form.pk, "王院长")
    sheet, top, places = table_of(opened_book(opened))
    cell = row_of(sheet, top, places, "market_income")
    assert sheet.cell(cell, places["value"]).protection.locked
    assert sheet.cell(cell, places["value"]).value == 0.0001
    assert "clerk_1" in sheet.cell(cell, places["about"]).value
