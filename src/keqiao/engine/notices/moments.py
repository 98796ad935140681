"""Days and times of day as notices write them, without a year more often than not."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = "一二三四五六日"
_TIME = (
    r"(?:\s{0,4}(?P<half>上午|下午|中午|晚上?)?\s{0,4}"
    r"(?:(?P<hour>\d{1,2})\s{0,4}[:：]\s{0,4}(?P<minute>\d{2})"
    r"|(?P<full_hour>\d{1,2}|零)\s{0,4}[时点](?P<half_past>半)?(?:(?P<minutes>\d{1,2})分)?))?"
)
_DAY = (
    r"(?:(?:(?P<year>(?:19|20)\d{2})\s{0,4}年\s{0,4})?(?P<month>\d{1,2})\s{0,4}月\s{0,4}(?:(?P<day>\d{1,2})\s{0,4}[日号]|(?P<last>[底末]))"
    r"|(?P<iso_year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<iso_month>\d{1,2})(?P=mark)(?P<iso_day>\d{1,2})(?!\d)"
    r"|(?:(?<=[至到—–～~-])|(?<=[至到—–～~-]\s))(?P<only_day>\d{1,2})\s{0,4}[日号])"
)
MOMENT = re.compile(
    _DAY
    + r"(?:\s{0,4}[（(]\s{0,4}(?:周|星期)(?P<weekday>[一二三四五六日天])\s{0,4}[）)])?"
    + _TIME
    + r"(?P<office>下班)?"
)

_RANGED = re.compile(r"\s{0,4}(?:起|开始)?[，,]?\s{0,4}(?:至|到|—{1,2}|-|–|～|~)\s{0,4}")


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
    """The moments of a text in their order; days that no calendar has are left out.

    Without a year it is the first such day not before the notice was issued, or, close after a moment with one, of that
    year; what ends a term is not before its beginning (2026年3月2日至4月15日). 2026-03-02 and 6月底 are days too.
    """
    read: list[DatedMoment] = []
    for match in MOMENT.finditer(text):
        before = read[-1] if read and match.start() - read[-1].end < 12 else None
        ranged = before is not None and bool(_RANGED.fullmatch(text[before.end : match.start()]))
        day = _day(match, before, issued_on, ranged=ranged)
        if day is None:
            continue
        weekday = match["weekday"]
        fits = weekday is None or WEEKDAYS.find(weekday.replace("天", "日")) == day.weekday()
        year_written = bool(match["year"] or match["iso_year"] or (match["only_day"] and before))
        read.append(DatedMoment(day, match.start(), match.end(), _time(match), fits, year_written))
    return read


def _day(
    match: re.Match[str], before: DatedMoment | None, issued_on: date | None, *, ranged: bool
) -> date | None:
    """The day; 7月10日至20日 takes the month of the moment before, 6月底 is the last day of the month.

    ``ranged``: it ends a term that the moment before begins.
    """
    try:
        if match["iso_year"]:
            return date(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
        if match["only_day"]:
            return before.day.replace(day=int(match["only_day"])) if before else None
        month = int(match["month"])
        if match["year"]:
            return _of_month(int(match["year"]), month, match["day"])
        base = issued_on
        if before and before.year_written:
            here = _of_month(before.day.year, month, match["day"])
            if ranged or here >= before.day or issued_on is None:
                base = before.day
        if base is None:
            return None
        here = _of_month(base.year, month, match["day"])
        return here if here >= base else _of_month(base.year + 1, month, match["day"])
    except ValueError:
        return None


def _of_month(year: int, month: int, day: str | None) -> date:
    """The day of a month, the last one where none is named; ValueError where the calendar has none such."""
    return date(year, month, int(day) if day else monthrange(year, month)[1])


def _time(match: re.Match[str]) -> str:
    if match["office"]:
        return "下班前"
    hour = match["hour"] or match["full_hour"]
    if hour is None:
        return ""
    hours = 0 if hour == "零" else int(hour)
    minutes = int(match["minute"] or match["minutes"] or (30 if match["half_past"] else 0))
    if match["half"] in {"下午", "晚", "晚上"} and hours < 12:
        hours += 12
    return f"{hours:02d}:{minutes:02d}" if hours <= 24 and minutes < 60 else ""
