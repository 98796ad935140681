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
SEARCHED = 15
"""The headings stand in one of the first rows."""
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


def read_users(content: bytes, name: str = "") -> tuple[Grid, int, dict[str, int], list[dict[str, object]]]:
    """Return the first sheet, the row of its headings (from 0), column → place (from 0), and its lines.

    Raises ValidationError where the file cannot be read, lacks a heading, has no line or too many.
    """
    grids = read_sheets(content, name=name)
    grid = grids[0] if grids else Grid("", [])
    # Titles and notes may stand above the headings.
    heading = max(range(min(len(grid.rows), SEARCHED)), key=lambda at: len(_columns(grid, at)), default=0)
    places = _columns(grid, heading)
    missing = [heading for key, heading in headings().items() if key in REQUIRED and key not in places]
    if missing:
        raise ValidationError(
            _("No row has the headings %(headings)s. Use the template.") % {"headings": _(", ").join(missing)}
        )
    lines: list[dict[str, object]] = []
    for at in range(heading + 1, len(grid.rows)):
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
    return grid, heading, places, lines


def unknown_headings(grid: Grid, heading: int, places: dict[str, int]) -> list[str]:
    """Return what stands in the row of the headings without being a column."""
    used = set(places.values())
    cells = enumerate(grid.rows[heading] if grid.rows else [])
    return [
        cell_text(cell).strip()[:60] for place, cell in cells if place not in used and not is_blank(cell)
    ][:30]


def _text(grid: Grid, at: int, place: int) -> str:
    """The text of a cell, without blanks around it."""
    cell = grid.cell(at, place)
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():  # a user name of figures, which Excel keeps as a number
        return f"{cell:.0f}"
    return cell_text(cell).strip()


def _columns(grid: Grid, at: int) -> dict[str, int]:
    """Key → column of a row, headings in either language."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(heading): key for key, heading in headings().items()}
    columns: dict[str, int] = {}
    for position, cell in enumerate(grid.rows[at] if grid.rows else []):
        key = known.get(same_text(cell_text(cell)))
        if key:
            columns.setdefault(key, position)
    return columns
