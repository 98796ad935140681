"""Working days of China: weekends, public holidays and the days worked in their place, by the State Council."""

from __future__ import annotations

from datetime import date, timedelta


def working_day(day: date) -> bool | None:
    """Whether people work on a day; None where the holidays of its year are not known here."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def after_working_days(start: date, number: int) -> tuple[date, bool]:
    """The day that is ``number`` working days after ``start``, which is not counted (民法典 art. 201), and whether the
    holidays on the way are known; where they are not, only weekends are free.
    """
    day, known, left = start, True, number
    while left:
        day += timedelta(days=1)
        works = working_day(day)
        known = known and works is not None
        left -= works if works is not None else day.weekday() < 5
    return day, known


def last_day_of_period(start: date, days: int, *, working: bool) -> date | None:
    """The last day of a period of ``days`` after ``start``; None where the holidays on the way are not known.

    Calendar days whose last one is free end on the next day that is not (民法典 art. 203).
    """
    if working:
        day, known = after_working_days(start, days)
        return day if known else None
    day = start + timedelta(days=days)
    while (works := working_day(day)) is False:
        day += timedelta(days=1)
    return day if works else None
