"""Days and times of day as notices write them, without a year more often than not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = "一二三四五六日"
_TIME = (
    r"(?:\s{0,4}(?P<half>上午|下午|中午|晚上?)?\s{0,4}"
    r"(?:(?P<hour>\d{1,2})\s{0,4}[:：]\s{0,4}(?P<minute>\d{2})"
    r"|(?P<full_hour>\d{1,2})\s{0,4}[时点](?P<half_past>半)?(?:(?P<minutes>\d{1,2})分)?))?"
)
MOMENT = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s{0,4}年\s{0,4})?(?P<month>\d{1,2})\s{0,4}月\s{0,4}(?P<day>\d{1,2})\s{0,4}[日号]"
    r"(?:\s{0,4}[（(]\s{0,4}(?:周|星期)(?P<weekday>[一二三四五六日天])\s{0,4}[）)])?"
    + _TIME
    + r"(?P<office>下班)?"
)


@dataclass(frozen=True)
class DatedMoment:
    """A day, with a time where the text gives one. ``time`` is ``HH:MM`` (24:00 is the end of the day), or 下班前."""

    day: date
    start: int
    end: int
    time: str = ""
    weekday_fits: bool = True
    """False where the text names another day of the week than the calendar."""
    year_written: bool = False

    @property
    def iso(self) -> str:
        """As ISO 8601, the time only where it is a time of the clock."""
        return f"{self.day}T{self.time}" if ":" in self.time else str(self.day)

    def later(self, days: int) -> DatedMoment:
        """So many calendar days later, at the same time."""
        return DatedMoment(
            self.day + timedelta(days=days), self.start, self.end, self.time, True, self.year_written
        )


def moments(text: str, issued_on: date | None) -> list[DatedMoment]:
    """The moments of a text in their order. Without a year it is the first such day not before the notice was issued,
    after a moment with one it is not before that (2026年3月2日至4月15日). Days that no calendar has are left out.
    """
    read: list[DatedMoment] = []
    for match in MOMENT.finditer(text):
        base = (
            read[-1].day
            if read and read[-1].year_written and match.start() - read[-1].end < 12
            else issued_on
        )
        day = _day(match, base)
        if day is None:
            continue
        weekday = match["weekday"]
        fits = weekday is None or WEEKDAYS.find(weekday.replace("天", "日")) == day.weekday()
        read.append(
            DatedMoment(day, match.start(), match.end(), _time(match), fits, match["year"] is not None)
        )
    return read


def _day(match: re.Match[str], base: date | None) -> date | None:
    month, day = int(match["month"]), int(match["day"])
    try:
        if match["year"]:
            return date(int(match["year"]), month, day)
        if base is None:
            return None
        here = date(base.year, month, day)
        return here if here >= base else date(base.year + 1, month, day)
    except ValueError:
        return None


def _time(match: re.Match[str]) -> str:
    if match["office"]:
        return "下班前"
    hour = match["hour"] or match["full_hour"]
    if hour is None:
        return ""
    hours = int(hour)
    minutes = int(match["minute"] or match["minutes"] or (30 if match["half_past"] else 0))
    if match["half"] in {"下午", "晚", "晚上"} and hours < 12:
        hours += 12
    return f"{hours:02d}:{minutes:02d}" if hours <= 24 and minutes < 60 else ""
