"""Download, fill in, upload, apply: what stands in the form afterwards, and what is refused."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from keqiao.web.audit.models import Entry
from keqiao.web.imports import services
from keqiao.web.imports.importer import PlannedAnew
from keqiao.web.imports.models import ImportPlan
from keqiao.web.returns.models import Cell, Return, Step
from keqiao.web.returns.services import filling
from keqiao.web.returns.services.filling import CellEntry
from keqiao.web.returns.uploading.errors import errors_workbook
from keqiao.web.returns.uploading.importer import FORM_IMPORTER, MANY_FORMS_IMPORTER
from keqiao.web.returns.uploading.planning import PlannedLine

from ..conftest import ASKED, collection_of
from .workbooks import downloaded, filled, fresh, many, row_of, table_of


def stored(world, content, form=None, user=None):
    form = form or world.form
    return services.plan_file(user or world.clerk_1, FORM_IMPORTER, str(form.pk), "表.xlsx", content)


def lines(upload):
    return [PlannedLine(*one) for one in upload.lines]


def value(form, code):
    return form.cells.get(item__measure__code=code).value


def test_what_is_filled_in_offline_stands_in_the_form_to_the_cent(opened):
    content = filled(
        downloaded(opened.clerk_1, opened.form),
        {
            "market_income": 120.000051,
            "total_expenditure": " １，２３４.５６ ",
            "rd_expenditure": {"not_applicable": "是", "comment": "本年无研发支出"},
        },
    )
    upload = stored(opened, content)
    assert [line.state for line in lines(upload)] == ["changed"] * 3
    assert upload.summary["counts"] == {"changed": 3, "same": 1}
    assert value(opened.form, "market_income") is None  # a dry run writes nothing
    services.apply(opened.clerk_1, upload.pk)
    assert value(opened.form, "market_income") == Decimal("1200000.51")
    assert value(opened.form, "total_expenditure") == Decimal("12345600")
    cell = opened.form.cells.get(item__measure__code="rd_expenditure")
    assert (cell.value, cell.not_applicable, cell.comment) == (None, True, "本年无研发支出")
    assert Step.objects.filter(action="fill").count() == 3


def test_the_same_file_again_changes_nothing(opened):
    content = filled(downloaded(opened.clerk_1, opened.form), {"market_income": 88.8})
    services.apply(opened.clerk_1, stored(opened, content).pk)
    again = stored(opened, content)
    assert again.lines == []
    with pytest.raises(ValidationError, match="没有可写入"):
        services.apply(opened.clerk_1, again.pk)
    assert stored(opened, downloaded(opened.clerk_1, opened.form)).lines == []


def test_a_second_click_does_nothing(opened):
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), {"market_income": 88.8}))
    services.apply(opened.clerk_1, upload.pk)
    services.apply(opened.clerk_1, upload.pk)
    assert Entry.objects.filter(action="imports.apply").count() == 1
    assert Step.objects.filter(action="fill").count() == 1
    with pytest.raises(PermissionDenied, match="已写入"):
        services.discard(opened.clerk_1, upload.pk)


def test_a_discarded_upload_is_not_applied(opened):
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), {"market_income": 88.8}))
    services.discard(opened.clerk_1, upload.pk)
    with pytest.raises(PermissionDenied):
        services.apply(opened.clerk_1, upload.pk)
    assert value(opened.form, "market_income") is None


def test_errors_come_back_in_the_same_workbook_and_the_corrected_file_is_taken(opened):
    def note(book, sheet, top, places):
        sheet["Z1"] = "文员自己的记号"

    wrong = {"market_income": "约十万", "total_expenditure": 300, "rd_expenditure": "无"}
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), wrong, change=note))
    assert {line.code: line.state for line in lines(upload)} == {
        "market_income": "error",
        "total_expenditure": "changed",
        "rd_expenditure": "error",
    }
    with pytest.raises(ValidationError, match="有2行"):
        services.apply(opened.clerk_1, upload.pk)
    marked = errors_workbook(ImportPlan.objects.get(pk=upload.pk))
    book = openpyxl.load_workbook(io.BytesIO(marked))
    sheet, top, places = table_of(book)
    assert sheet["Z1"].value == "文员自己的记号"
    assert sheet.auto_filter.ref.startswith(f"A{top}:")
    row = row_of(sheet, top, places, "market_income")
    assert "约十万" in sheet.cell(row, places["errors"]).value
    assert sheet.cell(row, places["value"]).fill.fgColor.rgb == "FFF8D7DA"
    assert book["_keqiao"].sheet_state == "veryHidden"
    corrected = filled(marked, {"market_income": 10, "rd_expenditure": "不适用"})
    second = stored(opened, corrected)
    assert {line.state for line in lines(second)} == {"changed"}
    clean = openpyxl.load_workbook(io.BytesIO(errors_workbook(ImportPlan.objects.get(pk=second.pk))))
    sheet, top, places = table_of(clean)
    assert not any(sheet.cell(row, places["errors"]).value for row in range(top + 1, sheet.max_row + 1))
    services.apply(opened.clerk_1, second.pk)
    assert value(opened.form, "market_income") == 100_000


def test_the_good_rows_are_applied_only_by_choice(opened):
    content = filled(
        downloaded(opened.clerk_1, opened.form), {"market_income": "#N/A", "total_expenditure": 3}
    )
    upload = stored(opened, content)
    services.apply(opened.clerk_1, upload.pk, leave_out=True)
    assert value(opened.form, "total_expenditure") == 30_000
    assert value(opened.form, "market_income") is None


def test_a_figure_that_somebody_changed_since_the_download_is_not_overwritten(opened):
    content = downloaded(opened.clerk_1, opened.form)
    filling.save_cells(opened.director_1, opened.form.pk, {"market_income": CellEntry(Decimal(50_000))})
    filling.save_cells(opened.director_1, opened.form.pk, {"total_expenditure": CellEntry(Decimal(70_000))})
    upload = stored(opened, filled(content, {"market_income": 9}))
    found = lines(upload)
    assert [(line.code, line.state) for line in found] == [("market_income", "conflict")]
    assert "director_1" in found[0].faults[0][1]
    # What the clerk did not touch stays as the director wrote it.
    assert value(opened.form, "total_expenditure") == 70_000
    with pytest.raises(ValidationError):
        services.apply(opened.clerk_1, upload.pk)


def test_ones_own_earlier_upload_is_no_change_of_somebody_else(opened):
    content = downloaded(opened.clerk_1, opened.form)
    for figure in (13, 14):
        upload = stored(opened, filled(content, {"market_income": figure}))
        assert {line.state for line in lines(upload)} == {"changed"}
        services.apply(opened.clerk_1, upload.pk)
    assert value(opened.form, "market_income") == 140_000
    # Between one's own hands somebody else's: nothing is overwritten.
    filling.save_cells(opened.director_1, opened.form.pk, {"market_income": CellEntry(Decimal(50_000))})
    filling.save_cells(opened.clerk_1, opened.form.pk, {"market_income": CellEntry(Decimal(60_000))})
    upload = stored(opened, filled(content, {"market_income": 15}))
    assert {line.state for line in lines(upload)} == {"conflict"}


def test_a_change_between_check_and_apply_is_told_and_nothing_is_written(opened):
    content = filled(downloaded(opened.clerk_1, opened.form), {"market_income": 9, "total_expenditure": 8})
    upload = stored(opened, content)
    filling.save_cells(opened.director_1, opened.form.pk, {"market_income": CellEntry(Decimal(50_000))})
    with pytest.raises(PlannedAnew):
        services.apply(opened.clerk_1, upload.pk)
    assert value(opened.form, "total_expenditure") is None
    again = ImportPlan.objects.get(pk=upload.pk)
    assert {line.code: line.state for line in lines(again)} == {
        "market_income": "conflict",
        "total_expenditure": "changed",
    }


def test_a_jump_of_ten_thousand_asks_to_be_confirmed(opened):
    filling.save_cells(opened.clerk_1, opened.form.pk, {"market_income": CellEntry(Decimal("1234567.89"))})
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), {"market_income": 1234567.89}))
    assert lines(upload)[0].doubt
    with pytest.raises(ValidationError, match="确认"):
        services.apply(opened.clerk_1, upload.pk)
    services.apply(opened.clerk_1, upload.pk, confirmed=True)
    assert value(opened.form, "market_income") == Decimal("12345678900")


def test_computed_and_known_figures_are_locked_and_refused(opened):
    def unlock(book, sheet, top, places):
        sheet.protection.sheet = False

    content = downloaded(opened.clerk_1, opened.form)
    sheet, top, places = table_of(openpyxl.load_workbook(io.BytesIO(content)))
    cell = sheet.cell(row_of(sheet, top, places, "rd_headcount"), places["value"])
    assert cell.protection.locked
    assert sheet.protection.sheet
    assert not sheet.cell(row_of(sheet, top, places, "market_income"), places["value"]).protection.locked
    upload = stored(opened, filled(content, {"rd_headcount": 99}, change=unlock))
    assert lines(upload)[0].state == "error"
    Cell.objects.filter(form=opened.form, item__measure__code="market_income").update(
        origin="known", value=Decimal(10_000)
    )
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), {"market_income": 2}))
    assert [line.state for line in lines(upload)] == ["error"]


def test_workbooks_of_others_are_refused_with_the_reason(opened):
    mine = downloaded(opened.clerk_1, opened.form)
    with pytest.raises(ValidationError, match="P01"):
        stored(opened, mine, opened.other, opened.clerk_2)
    with pytest.raises(Http404):
        stored(opened, mine, opened.other, opened.clerk_1)
    with pytest.raises(ValidationError, match="不是本系统"):
        book = openpyxl.Workbook()
        book.active.append(["指标代码", "填报值", "不适用", "备注"])
        stream = io.BytesIO()
        book.save(stream)
        stored(opened, stream.getvalue())
    with pytest.raises(ValidationError, match="隐藏"):
        stored(opened, filled(mine, {}, change=lambda book, *_: book.remove(book["_keqiao"])))
    with pytest.raises(ValidationError, match="改动"):
        stored(opened, filled(mine, {}, change=lambda book, *_: book["_keqiao"].cell(4, 2, "2024")))
    with pytest.raises(ValidationError, match="多平台"):
        stored(opened, many(opened.officer_1, opened.collection))


def test_an_older_version_and_another_collection_are_refused(opened):
    mine = downloaded(opened.clerk_1, opened.form)
    other = collection_of(opened, ASKED, [opened.P01], period="2022", title="2022年度绩效评价填报")
    with pytest.raises(ValidationError, match="2023年度绩效评价填报"):
        stored(opened, mine, other.returns.get())
    Return.objects.filter(pk=opened.form.pk).update(version=2)
    with pytest.raises(ValidationError, match="2"):
        stored(opened, mine)


def test_only_who_uploaded_goes_on_with_it(opened):
    upload = stored(opened, filled(downloaded(opened.clerk_1, opened.form), {"market_income": 9}))
    with pytest.raises(PermissionDenied):
        services.apply(opened.director_1, upload.pk)


def test_the_bureau_fills_in_many_platforms_at_once(opened):
    content = many(opened.officer_1, opened.collection)
    content = filled(content, {"market_income": 1.5}, "P01")
    content = filled(content, {"market_income": 2.5, "rd_expenditure": {"comment": "待补"}}, "P02")
    upload = services.plan_file(
        opened.officer_1, MANY_FORMS_IMPORTER, str(opened.collection.pk), "全市.xlsx", content
    )
    assert len(upload.lines) == 3
    services.apply(opened.officer_1, upload.pk)
    assert value(opened.form, "market_income") == 15_000
    assert value(opened.other, "market_income") == 25_000
    assert fresh(opened.form).edition == 2
    assert Step.objects.filter(action="fill").count() == 3
    assert Entry.objects.filter(action="returns.fill_many").count() == 1
    with pytest.raises(PermissionDenied):
        services.plan_file(
            opened.clerk_1, MANY_FORMS_IMPORTER, str(opened.collection.pk), "全市.xlsx", content
        )
