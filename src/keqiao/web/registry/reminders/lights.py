"""Lights of what comes due: red after the day, yellow within a number of days before it, green earlier."""

from __future__ import annotations

from keqiao.web.registry.documents import REMINDERS, ReminderDays
from keqiao.web.site.tables.definition import Light


def spans() -> ReminderDays:
    """Return the spans in force."""
    return REMINDERS.in_force()


def light_of(days: int, within: int) -> Light:
    """Return the light of something due in ``days`` days: the day itself is the last good one, so 0 is yellow."""
    if days < 0:
        return "bad"
    return "watch" if days <= within else "good"
