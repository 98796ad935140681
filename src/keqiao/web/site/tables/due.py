"""Due dates: how far off one is, as a light with its words. A state bears the light of the state, a date its own."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.site.tables.definition import Cell, Light


class DueStatus(NamedTuple):
    """The light of a due date, and how far off it is in words (empty while it is not soon)."""

    light: Light
    words: str


def due_words(days: int) -> str:
    """Say how far off something is that is due in ``days`` days (negative: past)."""
    if days < 0:
        return ngettext("overdue by %(days)s day", "overdue by %(days)s days", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}


def due_status(due_on: date, today: date, soon: int) -> DueStatus:
    """Return what to say of a due date: red when it is past, yellow within ``soon`` days, nothing before.

    The day itself is the last good one: yellow, not red.
    """
    days = (due_on - today).days
    if days > soon:
        return DueStatus("", "")
    return DueStatus("bad" if days < 0 else "watch", due_words(days))


def due_cell(due_on: date | None, today: date, soon: int) -> Cell:
    """Return a date in a list with its light and words; the dash of an empty cell where there is none."""
    status = due_status(due_on, today, soon) if due_on is not None else DueStatus("", "")
    return Cell(due_on, light=status.light, mark=status.words)
