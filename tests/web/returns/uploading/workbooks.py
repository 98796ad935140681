"""Workbooks for tests, filled in with openpyxl as a clerk fills them in."""

import io

import openpyxl

from keqiao.web.returns.models import Return
from keqiao.web.returns.uploading.books import form_workbook, many_workbook
from keqiao.web.returns.uploading.columns import places_of


def fresh(form):
    return Return.objects.select_related("collection", "platform").get(pk=form.pk)


def downloaded(user, form):
    return form_workbook(user, fresh(form))


def table_of(book):
    """The sheet to fill in, the row of its headings and column → number from 1."""
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=30), start=1):
            places = places_of(row)
            if sheet.sheet_state == "visible" and {"code", "value"} <= set(places):
                return sheet, number, {key: place + 1 for key, place in places.items()}
    raise AssertionError("no table")


def row_of(sheet, top, places, code, platform=None):
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, places["code"]).value == code and (
            platform is None or sheet.cell(row, places["platform_code"]).value == platform
        ):
            return row
    raise AssertionError(code)


def filled(content, values, platform=None, change=None):
    """``values``: code → value, or a dict of columns; ``change(book, sheet, top, places)`` does more."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, top, places = table_of(book)
    for code, given in values.items():
        row = row_of(sheet, top, places, code, platform)
        for key, value in (given if isinstance(given, dict) else {"value": given}).items():
            sheet.cell(row, places[key]).value = value
    if change:
        change(book, sheet, top, places)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def many(user, collection):
    return many_workbook(user, collection)
