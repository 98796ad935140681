"""The uploaded workbook with its errors: a column of errors, marked cells, a filter. All else stays as it came."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.error_marks import ErrorMarks, mark_apart
from keqiao.engine.workbooks.transfer import TEXT_FILES
from keqiao.files.problems import FileProblem
from keqiao.web.imports.lines import Fault
from keqiao.web.imports.models import ImportPlan
from keqiao.web.site.punctuation import labelled

if TYPE_CHECKING:
    from keqiao.web.imports.importer import Importer


def errors_workbook(importer: Importer, plan: ImportPlan) -> bytes:
    """Return the uploaded workbook with its errors; made anew from the lines for pastes, text files, and files that
    cannot be written again.
    """
    wrong = {importer.row_of(line): faults for line in plan.lines if (faults := importer.faults(line))}
    if plan.content and not plan.file_name.lower().endswith(tuple(TEXT_FILES)):
        try:
            return mark_apart(bytes(plan.content), _marks(importer, plan, wrong))
        except FileProblem:  # what openpyxl cannot open was read well enough by calamine
            return _made_anew(importer, plan, wrong)
    return _made_anew(importer, plan, wrong)


def _marks(importer: Importer, plan: ImportPlan, wrong: dict[int, list[Fault]]) -> ErrorMarks:
    headings = importer.columns(plan)
    return ErrorMarks(
        sheet=plan.sheet,
        heading_row=plan.heading_row,
        title=_("Errors"),
        rows={
            row: " ".join(
                labelled(headings.get(fault.column, ""), fault.text) if fault.column else fault.text
                for fault in faults
            )
            for row, faults in wrong.items()
        },
        cells=[
            (row, plan.places[fault.column], fault.text)
            for row, faults in wrong.items()
            for fault in faults
            if fault.column in plan.places
        ],
    )


def _made_anew(importer: Importer, plan: ImportPlan, wrong: dict[int, list[Fault]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Lines")[:31])
    red = book.add_format({"bg_color": "#F8D7DA", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    used = {key for line in plan.source_lines for key in line["cells"]}
    used |= {fault.column for faults in wrong.values() for fault in faults}
    columns = {key: heading for key, heading in importer.columns(plan).items() if key in used}
    for place, heading in enumerate([*columns.values(), _("Errors")]):
        sheet.write_string(0, place, heading)
    for at, given in enumerate(plan.source_lines, start=1):
        faults = wrong.get(given["row"], [])
        faulty = {fault.column for fault in faults}
        for place, key in enumerate(columns):
            sheet.write_string(at, place, given["cells"].get(key, ""), red if key in faulty else text)
        if faults:
            sheet.write_string(at, len(columns), " ".join(fault.text for fault in faults), red)
    sheet.set_column(0, len(columns), 22)
    sheet.autofilter(0, 0, len(plan.source_lines), len(columns))
    book.close()
    return stream.getvalue()
