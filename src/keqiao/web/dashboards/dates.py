"""The day that dashboards speak of, and the last full year before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from keqiao.periods import Period, PeriodError
from keqiao.web.audit.clock import today


def chosen_day(text: str, default: str) -> Period:
    """Return the as-of day in the address; the default (itself a day or a period) where the text is none, or a day
    that has not come yet (see :func:`refusal`).
    """
    if not refusal(text):
        try:
            return Period.on(Period.parse(text).end)
        except PeriodError:
            pass
    return Period.on(Period.parse(default).end)


def refusal(text: str) -> str:
    """Say why nothing is shown as of a day that was asked for; empty where it may be, or is no day at all."""
    try:
        day = Period.parse(text).end
    except PeriodError:
        return ""
    if day <= today():
        return ""
    return _("%(day)s has not come yet: no figure is known as of it.") % {"day": day.isoformat()}


def last_full_year(day: Period) -> Period:
    """Return the last calendar year that is over on the day: 2023 on 2024-10-31, 2024 on 2024-12-31."""
    ended = (day.end.month, day.end.day) == (12, 31)
    return Period.of_year(day.end.year if ended else day.end.year - 1)


def days_to_choose(default: Period, years: Iterable[int]) -> list[Period]:
    """Return the days offered: the ends of years and quarters up to the default day, and the default
    day, newest first.
    """
    days = {default.end}
    for year in years:
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)):
            end = date(year, month, day)
            if end <= default.end:
                days.add(end)
    return [Period.on(day) for day in sorted(days, reverse=True)]
