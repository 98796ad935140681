"""Periods (统计期) and as-of dates (时点) as text: ``2023``, ``2023H1``, ``2023Q4``, ``2023-10`` and ``2024-10-31``.

A flow belongs to a period, a stock to its last day. A plain date is an as-of date; for a flow it means the year so far.
How people write periods in workbooks is read in :mod:`keqiao.engine.workbooks.periods`.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from keqiao.language import Message, message
from keqiao.written_days import in_digits

PATTERN = re.compile(
    r"(?P<year>[12]\d{3})(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?",
    re.ASCII,
)
IN_WORDS = re.compile(
    r"(?P<year>[12]\d{3})年度?"
    r"(?:第?(?P<quarter>[1-4一二三四])季度|(?P<half>[上下]|第[12])半年|(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号])?)?",
    re.ASCII,
)
"""How a period is written in Chinese, the system's own spelling among them."""
ORDINALS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}

EARLIEST_YEAR = 1949
"""No figure that is recorded or frozen is older; a slip of the pen such as 1024 would stay for good."""


class PeriodError(ValueError):
    """A text that is no period; ``problem`` says which forms are understood."""

    def __init__(self, problem: Message) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Kind(StrEnum):
    """Length of a period."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DATE = "date"


MONTHS = {Kind.YEAR: 12, Kind.HALF: 6, Kind.QUARTER: 3, Kind.MONTH: 1}


@dataclass(frozen=True, order=True)
class Period:
    """A period by its first and last day; of kind DATE both are the as-of date."""

    start: date
    end: date
    kind: Kind

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read one of the five forms, or the same in Chinese words (2025年第一季度). Raises PeriodError."""
        match = PATTERN.fullmatch(_code_of(text))
        if match is None:
            raise PeriodError(
                message(
                    "“{text}” is no period: write 2023, 2023H1, 2023Q4, 2023-10 or 2024-10-31.",
                    text=text[:40],
                )
            )
        year = int(match["year"])
        try:
            if match["day"]:
                day = date(year, int(match["month"]), int(match["day"]))
                return cls(day, day, Kind.DATE)
            if match["month"]:
                return cls._months(year, int(match["month"]), Kind.MONTH)
        except ValueError as error:
            raise PeriodError(message("“{text}” is no date of the calendar.", text=text[:40])) from error
        if match["quarter"]:
            return cls._months(year, 3 * int(match["quarter"]) - 2, Kind.QUARTER)
        if match["half"]:
            return cls._months(year, 6 * int(match["half"]) - 5, Kind.HALF)
        return cls._months(year, 1, Kind.YEAR)

    @classmethod
    def on(cls, day: date) -> Period:
        """Return the as-of date ``day``."""
        return cls(day, day, Kind.DATE)

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return the calendar year."""
        return cls._months(year, 1, Kind.YEAR)

    @classmethod
    def _months(cls, year: int, month: int, kind: Kind) -> Period:
        """Return the period of ``kind`` that begins with ``month``."""
        last = month + MONTHS[kind] - 1
        return cls(date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]), kind)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The text form, as in addresses."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case Kind.YEAR:
                return f"{year}"
            case Kind.HALF:
                return f"{year}H{(month + 5) // 6}"
            case Kind.QUARTER:
                return f"{year}Q{(month + 2) // 3}"
            case Kind.MONTH:
                return f"{year}-{month:02d}"
            case _:
                return self.start.isoformat()

    @property
    def words(self) -> Message:
        """The period in words."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case Kind.YEAR:
                return message("Year {year}", year=year)
            case Kind.HALF:
                return message("Half-year {half} of {year}", half=(month + 5) // 6, year=year)
            case Kind.QUARTER:
                return message("Quarter {quarter} of {year}", quarter=(month + 2) // 3, year=year)
            case Kind.MONTH:
                return message("Month {month} of {year}", month=month, year=year)
            case _:
                return message("As of {date}", date=self.start.isoformat())

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.start.year

    @property
    def flow_start(self) -> date:
        """First day that a flow covers: for an as-of date the first day of its year."""
        return date(self.start.year, 1, 1) if self.kind == Kind.DATE else self.start

    @property
    def years(self) -> tuple[int, int]:
        """Length as a fraction of a year (numerator, 12) in months begun."""
        return (MONTHS.get(self.kind, self.end.month), 12)

    def is_recordable(self, today: date) -> bool:
        """Whether a figure of it may be kept for good: it has begun, and not before there were any."""
        return self.start.year >= EARLIEST_YEAR and self.start <= today

    @property
    def is_full_year(self) -> bool:
        """Whether it is a calendar year or its last day."""
        return self.kind == Kind.YEAR or (
            self.kind == Kind.DATE and (self.end.month, self.end.day) == (12, 31)
        )

    def previous_year(self) -> Period:
        """Return the same period a year earlier (29 February: the 28th)."""
        year = self.start.year - 1
        if self.kind == Kind.DATE:
            last = calendar.monthrange(year, self.start.month)[1]
            return Period.on(date(year, self.start.month, min(self.start.day, last)))
        return self._months(year, self.start.month, self.kind)

    def previous(self) -> Period:
        """Return the period of the same length just before; for an as-of date the date a year earlier."""
        if self.kind == Kind.DATE:
            return self.previous_year()
        last = self.start - timedelta(days=1)
        months = MONTHS[self.kind]
        return self._months(last.year, last.month - (last.month - 1) % months, self.kind)

    def parts(self) -> tuple[tuple[Period, ...], ...]:
        """Return the ways to make this period of shorter ones, the coarsest first: halves, quarters, months.

        An as-of date at the end of a month is the year so far; any other date has no parts.
        """
        return _parts(self)


@lru_cache(maxsize=1024)
def _parts(whole: Period) -> tuple[tuple[Period, ...], ...]:
    if whole.kind == Kind.DATE and whole.end.day != calendar.monthrange(whole.end.year, whole.end.month)[1]:
        return ()
    start = whole.flow_start
    length = whole.end.month - start.month + 1
    ways = []
    for kind in (Kind.YEAR, Kind.HALF, Kind.QUARTER, Kind.MONTH):
        shorter = MONTHS[kind] < length or (whole.kind == Kind.DATE and MONTHS[kind] == length)
        if shorter and length % MONTHS[kind] == 0:
            months = range(start.month, whole.end.month + 1, MONTHS[kind])
            ways.append(tuple(Period._months(start.year, month, kind) for month in months))
    return tuple(ways)


def earlier(period: str, count: int, known: Sequence[str]) -> str | None:
    """Return the period ``count`` periods before ``period``.

    Years, half-years, quarters and months are counted in the calendar, so a gap in the data is seen as missing; days
    and other words are counted by their place in ``known`` (sorted). None where there is none.
    """
    place = _place(period)
    if place is None:
        at = list(known).index(period) - count
        return known[at] if at >= 0 else None
    kind, number = place
    parts = 12 // MONTHS[kind]
    year, part = divmod(number - count, parts)
    return Period._months(year, part * MONTHS[kind] + 1, kind).code if year >= 1 else None


def same_length(first: str, second: str) -> bool:
    """Whether two periods are of one kind (years, quarters, days …); other words are of one kind with none."""
    kinds = [_kind(text) for text in (first, second)]
    return kinds[0] is not None and kinds[0] == kinds[1]


def _kind(text: str) -> Kind | None:
    try:
        return Period.parse(text).kind
    except PeriodError:
        return None


def _place(text: str) -> tuple[Kind, int] | None:
    """Kind and count of periods since year 0; None for a day or other text."""
    try:
        period = Period.parse(text)
    except PeriodError:
        return None
    if period.kind == Kind.DATE:
        return None
    months = MONTHS[period.kind]
    return period.kind, period.start.year * (12 // months) + (period.start.month - 1) // months


def _code_of(text: str) -> str:
    """The text as codes are written; what is no period in words stays as it is."""
    plain = in_digits(unicodedata.normalize("NFKC", text[:40]).strip().upper())
    match = IN_WORDS.fullmatch(plain.replace(" ", ""))
    if match is None:
        return plain if len(text) <= 40 else text
    if match["quarter"]:
        return f"{match['year']}Q{ORDINALS.get(match['quarter'], match['quarter'])}"
    if match["half"]:
        half = match["half"].removeprefix("第")
        return f"{match['year']}H{ORDINALS.get(half, half)}"
    parts = [match["year"], *(f"{int(match[name]):02d}" for name in ("month", "day") if match[name])]
    return "-".join(parts)
