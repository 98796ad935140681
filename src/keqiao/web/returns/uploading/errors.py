"""The uploaded workbook with its errors in it: a column of errors, marked cells, a filter. All else stays as it came.

The same file, corrected, is uploaded again: the column of errors is not read.
"""

from __future__ import annotations

import io

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.error_marks import ErrorMarks, mark_apart
from keqiao.engine.workbooks.styles import Styles, clean, sheet_name
from keqiao.files.problems import FileProblem
from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.importing.cells import text_of
from keqiao.web.returns.uploading.columns import heading
from keqiao.web.returns.uploading.identity import write_identity
from keqiao.web.returns.uploading.planning import CONFLICT, ERROR, PlannedLine
from keqiao.web.returns.uploading.reading import read_workbook

MOST_MARKED_ROWS = 20_000
"""A longer table takes minutes to mark; of it the wrong rows alone come back, in a form of their own."""


def wrong_lines(plan: ImportPlan) -> list[PlannedLine]:
    """Return the lines that cannot be written, in the order of the file."""
    return sorted(
        (line for line in (PlannedLine(*kept) for kept in plan.lines) if line.state in {ERROR, CONFLICT}),
        key=lambda line: line.row,
    )


def fault_text(line: PlannedLine) -> str:
    """Return what is wrong with a row as one text: column, what, what to do."""
    return " ".join(
        said if key == "value" else _("%(column)s: %(fault)s") % {"column": heading(key), "fault": said}
        for key, said in line.faults
    )


def errors_workbook(plan: ImportPlan) -> bytes:
    """Return the marked workbook. Raises ValidationError where the file cannot be written again."""
    if plan.options["rows"] > MOST_MARKED_ROWS:
        return _wrong_rows_alone(plan)
    lines, places = wrong_lines(plan), plan.places
    marks = ErrorMarks(
        sheet=plan.sheet,
        heading_row=plan.heading_row,
        title=heading("errors"),
        column=places.get("errors"),
        rows={line.row: fault_text(line) for line in lines},
        cells=[
            (line.row, places[key], fault) for line in lines for key, fault in line.faults if key in places
        ],
        read=list(places.values()),
    )
    try:
        return mark_apart(bytes(plan.content or b""), marks)
    except FileProblem as error:  # calamine reads more than openpyxl; the page lists every error all the same
        raise ValidationError(
            _(
                "The errors cannot be written into this file. Open it in Excel or WPS, save it as a new .xlsx and "
                "upload that; the errors are listed on this page."
            )
        ) from error


def _wrong_rows_alone(plan: ImportPlan) -> bytes:
    """The wrong rows of a long table as they were written, with the hidden identity: it can be uploaded again."""
    table = read_workbook(bytes(plan.content or b""))
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles = Styles(book)
    sheet = book.add_worksheet(sheet_name(table.sheet))
    keys = [key for key in table.places if key != "errors"]
    for place, key in enumerate([*keys, "errors"]):
        sheet.write_string(0, place, heading(key), styles["head"])
        sheet.set_column(place, place, 60 if key == "errors" else 20)
    lines = wrong_lines(plan)
    for at, line in enumerate(lines, start=1):
        faulty = {key for key, _said in line.faults}
        row = table.rows[line.row - 1] if line.row <= len(table.rows) else []
        for place, key in enumerate(keys):
            cell = row[table.places[key]] if table.places[key] < len(row) else ""
            style = styles["mark" if key in faulty else "text"]
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(at, place, cell, style)
            else:
                sheet.write_string(at, place, clean(text_of(cell)), style)
        sheet.write_string(at, len(keys), clean(fault_text(line)), styles["wrap"])
    sheet.autofilter(0, 0, len(lines), len(keys))
    write_identity(book, table.identity)
    book.close()
    return stream.getvalue()
