"""A list of users as lines of texts under its columns."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.cells import cell_text, same_text
from keqiao.engine.workbooks.grid import Grid, is_blank
from keqiao.web.site.foreign_files import read_sheets

MOST_ROWS = 500
LARGEST_FILE = 2_000_000
"""Bytes of the uploaded file."""
REQUIRED = ("username", "display_name")


def headings() -> dict[str, str]:
    """Key → heading in the reader's language."""
    return {
        "username": _("User name"),
        "display_name": _("Full name"),
        "unit": _("Unit"),
        "email": _("E-mail"),
        "roles": _("Proposed roles"),
    }


def read_users(content: bytes) -> tuple[Grid, dict[str, int], list[dict[str, object]]]:
    """Return the first sheet, column → place (from 0), and its lines with anything in the columns.

    Raises ValidationError where the file cannot be read, lacks a heading, has no line or too many.
    """
    grids = read_sheets(content)
    grid = grids[0] if grids else Grid("", [])
    places = _columns(grid)
    missing = [heading for key, heading in headings().items() if key in REQUIRED and key not in places]
    if missing:
        raise ValidationError(
            _("The first row lacks the headings %(headings)s. Use the template.")
            % {"headings": _(", ").join(missing)}
        )
    lines: list[dict[str, object]] = []
    for at in range(1, len(grid.rows)):
        cells = {key: text for key, place in places.items() if (text := _text(grid, at, place))}
        if cells:
            lines.append({"row": at + 1, "cells": cells})
    if not lines:
        raise ValidationError(_("The file has no users."))
    if len(lines) > MOST_ROWS:
        raise ValidationError(
            _("The file has %(count)d users; at most %(most)d at a time.")
            % {"count": len(lines), "most": MOST_ROWS}
        )
    return grid, places, lines


def unknown_headings(grid: Grid, places: dict[str, int]) -> list[str]:
    """Return what stands in the first row without being a column."""
    used = set(places.values())
    first = enumerate(grid.rows[0] if grid.rows else [])
    return [
        cell_text(cell).strip()[:60] for place, cell in first if place not in used and not is_blank(cell)
    ][:30]


def _text(grid: Grid, at: int, place: int) -> str:
    """The text of a cell, without blanks around it."""
    cell = grid.cell(at, place)
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():  # a user name of figures, which Excel keeps as a number
        return f"{cell:.0f}"
    return cell_text(cell).strip()


def _columns(grid: Grid) -> dict[str, int]:
    """Key → column of the first row, headings in either language."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(heading): key for key, heading in headings().items()}
    first = grid.rows[0] if grid.rows else []
    columns: dict[str, int] = {}
    for position, cell in enumerate(first):
        key = known.get(same_text(cell_text(cell)))
        if key:
            columns.setdefault(key, position)
    return columns
