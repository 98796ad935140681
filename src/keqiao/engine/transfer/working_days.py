"""When a period ends: calendar days and working days, by the calendar of the State Council as data.

The day on which a period begins does not count; a period of calendar days whose last day is a day off ends on the next
day that is none (Civil Code, arts 201 and 203).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import field_validator

from keqiao.engine.documents import DocumentForm
from keqiao.engine.documents.parts import Part
from keqiao.language import Bilingual, message

PACKAGED = Path(__file__).with_name("calendar.yaml")
_DAY = timedelta(days=1)


class CalendarYear(Part):
    """Days off and working weekends of a year; a text ``2026-10-01/2026-10-07`` stands for all its days."""

    year: int
    days_off: frozenset[date]
    workdays: frozenset[date]

    @field_validator("days_off", "workdays", mode="before")
    @classmethod
    def _spread(cls, value: object) -> object:
        return [day for text in value for day in _days(text)] if isinstance(value, list) else value


class StatutoryCalendar(Part):
    """The years whose days off are known."""

    calendar: int = 1
    code: str
    name: Bilingual
    version: str
    years: tuple[CalendarYear, ...]

    @cached_property
    def _by_year(self) -> dict[int, CalendarYear]:
        return {one.year: one for one in self.years}

    def is_known(self, day: date) -> bool:
        """Whether the calendar of the day's year is there."""
        return day.year in self._by_year

    def is_working(self, day: date) -> bool:
        """Whether people work on ``day``, of a known year."""
        year = self._by_year[day.year]
        return day in year.workdays or (day.weekday() < 5 and day not in year.days_off)

    def last_day(self, start: date, days: int, *, working: bool) -> date | None:
        """The last day of a period of ``days`` after ``start``; None where it reaches a year that is not known."""
        day = start
        left = days
        if not working:
            day, left = start + days * _DAY, 0
        while True:
            if left == 0 and (working or not self.is_known(day) or self.is_working(day)):
                return day if self.is_known(day) else None
            day += _DAY
            if not self.is_known(day):
                return None
            if working and self.is_working(day):
                left -= 1


def _days(text: object) -> Iterator[object]:
    first, slash, last = str(text).partition("/")
    if not slash:
        yield text
        return
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day
        day += _DAY


STATUTORY_CALENDAR = DocumentForm(
    StatutoryCalendar,
    packaged=lambda: {"calendar": PACKAGED},
    otherwise=message("this is no calendar: keys such as calendar, version and years are needed"),
)


@lru_cache(maxsize=1)
def packaged_calendar() -> StatutoryCalendar:
    """The calendar that comes with the package."""
    return STATUTORY_CALENDAR.load(PACKAGED)
