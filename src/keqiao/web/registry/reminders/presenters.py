"""Reminders as a table, on the page, on a platform's profile and in the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.registry.editing.rows import address
from keqiao.web.registry.listings import platform_cell
from keqiao.web.registry.models import Platform
from keqiao.web.registry.reminders.lights import spans
from keqiao.web.registry.reminders.query import sides, states
from keqiao.web.registry.reminders.selectors import Reminder
from keqiao.web.site.tables import Cell, Column, Table


def reminders_table(rows: Iterable[Reminder], day: date, **options: Any) -> Table:
    """Return the table of reminders; each leads to its row."""
    columns = [
        Column("what", _("What comes due"), "link"),
        Column("state", _("State")),
        Column("due", _("Due on"), "date"),
        Column("days", _("Days left"), "number", decimals=0),
        Column("kind", _("Kind")),
        Column("subject", _("Platform or firm"), "link"),
        Column("side", _("Party")),
        Column("progress", _("Fulfilled"), "percent"),
        Column("in_charge", _("In charge")),
    ]
    named, words = sides(), states()
    printed = [_row(reminder, named, words) for reminder in rows]
    return Table(
        **{
            "title": _("Reminders"),
            "columns": columns,
            "rows": printed,
            "as_of": day.isoformat(),
            "name": "reminders",
        }
        | options
    )


def _row(reminder: Reminder, named: dict[str, str], words: dict[str, str]) -> dict[str, Any]:
    subject, progress = reminder.subject, reminder.progress
    return {
        "what": Cell(reminder.what, url=address(reminder.row)),
        "state": Cell(words[reminder.light], light=reminder.light),
        "kind": reminder.source.title,
        "subject": platform_cell(subject)
        if isinstance(subject, Platform)
        else Cell(str(subject), url=address(subject)),
        "side": _(", ").join(named[side] for side in reminder.sides),
        "due": reminder.due,
        "days": reminder.days,
        "progress": None if progress is None else Cell(progress.share, url=progress.url),
        "in_charge": reminder.in_charge,
    }


def rules_in_words() -> str:
    """Return what the lights mean, with the numbers of days that hold."""
    return _(
        "Overdue: the day is past. Due soon: within %(expiry)d days for what expires, within %(obligation)d days for "
        "commitments and instalments. What ended unrenewed, and a target of a year that was missed, is shown for "
        "%(ended)d days; what else is owed, until it is delivered or paid."
    ) % {
        "expiry": spans().expiry,
        "obligation": spans().obligation,
        "ended": spans().ended_shown,
    }
