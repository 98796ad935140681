"""A list of users as lines of texts under its columns."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import Grid
from keqiao.web.imports.sheets import columns_at, lines_below, table_in
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


def read_users(content: bytes, name: str = "") -> tuple[Grid, int, dict[str, int], list[dict[str, object]]]:
    """Return the sheet with the list, the row of its headings (from 0), column → place (from 0), and its lines.

    Raises ValidationError where the file cannot be read, lacks a heading, has no line or too many.
    """
    grids = read_sheets(content, name=name)
    grid, heading = table_in(grids, headings)
    places = columns_at(grid, heading, headings)
    missing = [heading for key, heading in headings().items() if key in REQUIRED and key not in places]
    if missing:
        raise ValidationError(
            _("No row has the headings %(headings)s. Use the template.") % {"headings": _(", ").join(missing)}
        )
    lines = lines_below(grid, heading, places)
    if not lines:
        raise ValidationError(_("The file has no users."))
    if len(lines) > MOST_ROWS:
        raise ValidationError(
            _("The file has %(count)d users; at most %(most)d at a time.")
            % {"count": len(lines), "most": MOST_ROWS}
        )
    return grid, heading, places, lines
