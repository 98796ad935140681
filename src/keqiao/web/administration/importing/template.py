"""The workbook in which users are listed."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import letters
from keqiao.web.accounts.models import Role, Unit
from keqiao.web.administration.importing.user_list import MOST_ROWS, headings


def template() -> bytes:
    """The workbook to fill in: a sheet with headings and drop-downs of units and roles, a sheet of explanations."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Users")[:31])
    notes = book.add_worksheet(_("How to fill in")[:31])
    lists = book.add_worksheet("lists")
    lists.hide()
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "border": 1, "border_color": "#B8C2CD"})
    text = book.add_format({"num_format": "@"})
    for position, heading in enumerate(headings().values()):
        sheet.write_string(0, position, heading, head)
    for position, width in enumerate((18, 16, 36, 28, 36)):
        sheet.set_column(position, position, width, text)
    sheet.freeze_panes(1, 0)
    units = [f"{unit.code} {unit}" for unit in Unit.objects.filter(is_active=True)]
    roles = [f"{role.code} {role}" for role in Role.objects.all()]
    for position, (choices, column, strict) in enumerate(((units, 2, True), (roles, 4, False))):
        for line, choice in enumerate(choices):
            lists.write_string(line, position, choice)
        if choices:
            source = f"=lists!${letters(position)}$1:${letters(position)}${len(choices)}"
            rule = {"validate": "list", "source": source, "show_error": strict}
            sheet.data_validation(1, column, MOST_ROWS, column, rule)
    explanations = (
        _("One user in each row, at most %(most)d rows.") % {"most": MOST_ROWS},
        _("User name and full name are needed; unit, e-mail and roles may stay empty."),
        _("Choose the unit and the role from the list; several roles are separated by “、”."),
        _("Roles are only proposed: the security administrator gives them."),
        _(
            "Each user gets a one-time password, listed once in an Excel file, and changes it at the first sign-in."
        ),
    )
    for line, explanation in enumerate(explanations):
        notes.write_string(line, 0, explanation)
    notes.set_column(0, 0, 90)
    book.close()
    return stream.getvalue()
