"""Workbooks of a register: the template to fill in, and its rows to change and bring back."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import letters
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.state import state_of
from keqiao.web.registry.importing.cells import written
from keqiao.web.registry.importing.columns import BODY_CODE, OWNER, SheetColumn, columns_of
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.importing.reading import MOST_LINES
from keqiao.web.registry.models import PatentOwner, Platform
from keqiao.web.registry.registers import Register

MOST_CHOICES = 2_000


def template(user: Actor, register: Register, rows: list[Any] | None = None) -> bytes:
    """Return the workbook to fill in: headings, drop-downs, explanations; ``rows`` are filled in already."""
    columns = columns_of(register.key)
    finder = Finder(user)
    stream = io.BytesIO()
    book = _book(stream)
    sheet = book.add_worksheet(_sheet_name(register.title))
    notes = book.add_worksheet(_sheet_name(_("How to fill in")))
    lists = book.add_worksheet("lists")
    lists.hide()
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#EEF2F5",
            "border": 1,
            "border_color": "#B8C2CD",
            "text_wrap": True,
        }
    )
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, head)
        sheet.set_column(place, place, 30 if column.field.is_relation else 18, text)
        _drop_down(sheet, lists, place, _choices(column, finder))
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows or [], start=1):
        for place, said in enumerate(row_texts(register, row, finder)):
            if said:
                sheet.write_string(line, place, said, text)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    _notes(book, notes, columns, finder)
    book.close()
    return stream.getvalue()


def row_texts(register: Register, row: Any, finder: Finder) -> list[str]:
    """Return the texts of a row under the columns of its register."""
    state = state_of(row)
    if register.key == "patents":
        owners = PatentOwner.objects.current().filter(patent=row).exclude(platform=None).order_by("pk")
        first = owners.values_list("platform_id", flat=True).first()
        state[OWNER] = first
    if register.key == "firms":
        state[BODY_CODE] = row.organisation.usci
    return [written(column, state[column.key], finder) for column in columns_of(register.key)]


def _book(stream: io.BytesIO) -> xlsxwriter.Workbook:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(stream, options)


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"


def _choices(column: SheetColumn, finder: Finder) -> list[str]:
    if column.field.choices:
        return [label for _code, label in column.choices]
    if column.field.get_internal_type() == "BooleanField":
        return [_("yes"), _("no")]
    if column.field.related_model is Platform:
        return finder.labels(Platform)
    return []


def _drop_down(sheet: Any, lists: Any, place: int, choices: list[str]) -> None:
    """A list to choose from; it only warns, so that the other ways to write a name stay possible."""
    if not choices or len(choices) > MOST_CHOICES:
        return
    for line, choice in enumerate(choices):
        lists.write_string(line, place, choice)
    source = f"=lists!${letters(place)}$1:${letters(place)}${len(choices)}"
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    sheet.data_validation(1, place, MOST_LINES, place, rule)


def _notes(book: Any, notes: Any, columns: tuple[SheetColumn, ...], finder: Finder) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = (
        _(
            "One row for each line, at most %(most)d. The order of the columns is free; columns may be left out."
        )
        % {"most": MOST_LINES},
        _("An empty cell leaves what is recorded; （空） or (empty) empties the field."),
        _(
            "Dates as 2024-10-08. Amounts in 10k yuan; in yuan where the heading ends in （元） or the cell says so."
        ),
        _("The same file may be uploaded again: what is recorded already is not recorded twice."),
    )
    for line, said in enumerate(lines):
        notes.write_string(line, 0, said)
    start = len(lines) + 1
    headings = (_("Column"), _("Needed"), _("How to fill in"), _("Example"))
    for place, heading in enumerate(headings):
        notes.write_string(start, place, heading, bold)
    for line, column in enumerate(columns, start=start + 1):
        notes.write_string(line, 0, column.heading, wrap)
        notes.write_string(line, 1, _("yes") if column.required else "", wrap)
        notes.write_string(line, 2, _meaning(column), wrap)
        notes.write_string(line, 3, _example(column, finder), wrap)
    notes.set_column(0, 0, 28)
    notes.set_column(2, 2, 70)
    notes.set_column(3, 3, 30)


def _meaning(column: SheetColumn) -> str:
    field = column.field
    said = [str(field.help_text)] if field.help_text else []
    kind = field.get_internal_type()
    if field.choices:
        said.append(
            _("One of: %(words)s.") % {"words": _(", ").join(label for _code, label in column.choices)}
        )
    elif field.is_relation:
        said.append(
            _("%(register)s by code, number, name, short name or other name.")
            % {"register": field.related_model._meta.verbose_name}
        )
        if column.many:
            said.append(_("Several are separated by “、”."))
    elif kind == "BooleanField":
        said.append(_("Yes or no."))
    elif kind == "DateField":
        said.append(_("A date, such as 2024-10-08."))
    elif column.money:
        said.append(_("An amount in 10k yuan."))
    elif kind in {"DecimalField", "PositiveIntegerField", "PositiveSmallIntegerField"}:
        said.append(_("A number."))
    return " ".join(said)


def _example(column: SheetColumn, finder: Finder) -> str:
    field = column.field
    if field.choices:
        return column.choices[0][1]
    if field.related_model is Platform:
        return next(iter(finder.labels(Platform)), "")
    examples = {
        "DateField": "2024-10-08",
        "BooleanField": _("yes"),
        "DecimalField": "125",
        "PositiveIntegerField": "12",
        "PositiveSmallIntegerField": "2024" if column.key == "year" else "12",
    }
    own = {"application_no": "201710601862.3", "ipc": "H01M 10/0525", "percent": "30"}
    return own.get(column.key) or examples.get(field.get_internal_type(), "")
