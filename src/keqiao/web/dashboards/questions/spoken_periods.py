"""Periods as people say them (去年, 2025年一季度, 年底, first half of 2024), relative to a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from keqiao.periods import Period, PeriodError

DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
DIGITS |= {"十一": 11, "十二": 12, "两": 2, "two": 2, "three": 3, "four": 4, "five": 5}
YEARS_BACK = {
    "去年": 1,
    "上年": 1,
    "上一年": 1,
    "前年": 2,
    "大前年": 3,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "明年": -1,
}
YEARS_BACK |= {
    "后年": -2,
    "next year": -1,
    "last year": 1,
    "previous year": 1,
    "year before last": 2,
    "this year": 0,
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)

YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d)(?!\d)\s*年?度?|(?<!\d)(?P<short>\d\d)年度?"
    r"|(?P<spoken>去年|上一?年|大?前年|今年|本年|当年|明年|后年)度?)"
)
ENDING = "{ending}"
PART = (
    r"(?:第?(?P<quarter>[一二三四1-4])个?季度?末?|q(?P<q>[1-4])(?![a-z\d])|(?P<upto_q>前三季度)"
    r"|(?P<first_half>上半年)|(?P<second_half>下半年)|h(?P<h>[12])(?![a-z\d])"
    r"|(?:1|一)月?份?\s*[-—–~至到]\s*(?P<upto>1[0-2]|[2-9]|十[一二]?|[二三四五六七八九])月份?"
    r"|前(?P<first_months>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])个?月"
    r"|第?[1一]季?度?\s*[-—–~至到]\s*第?(?P<upto_quarter>[2-4二三四])个?季度"
    r"|(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号]|(?P<month_end>末|底))?"
    r"|(?P<year_end>{ending})|(?P<so_far>以来))"
)
CHINESE = (
    re.compile(rf"(?<![\da-z]){YEAR}的?\s*{PART.replace(ENDING, '年?[底末终]')}?"),
    re.compile(rf"(?<![\da-z第]){PART.replace(ENDING, '年[底末终]')}"),
)
"""A year with or without a part of it; a part alone."""
WRITTEN = re.compile(
    r"(?<![\d.])(?P<written>(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:3[01]|[12]\d|0?[1-9]))?)(?![\d.])"
)
ENGLISH = re.compile(
    rf"\b(?:(?:the\s+)?(?:q(?P<q>[1-4])|(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter"
    r"|h(?P<h>[12])|(?P<half>first|second|1st|2nd)\s+half"
    rf"|(?P<end>(?:the\s+)?end|year[- ]end)|(?P<month>{ENGLISH_MONTH}))"
    r"\s+(?:of\s+|in\s+)?(?P<year>(?:19|20)\d\d|last year|this year|previous year)"
    r"|(?:the\s+)?(?P<alone>last year|previous year|year before last|this year|next year))\b"
)
RECENT = re.compile(
    r"(?P<last>上一?个?|last |previous )(?P<quarter>季度|quarter)"
    r"|(?P<last_m>上一?个?|last |previous )(?P<month>月|month)"
    r"|(?P<this>本|这个|this )(?P<this_quarter>季度|quarter)|(?P<this_m>本|这个|this )(?P<this_month>月|month)"
)
COMPARISON = re.compile(
    r"[比较与和跟同](?:去年|上一?年|前一年)(?:同期)?(?:相比)?"
    r"|年?同比(?:增长|增速|增幅|增加|变化)?率?|增长率?|增速|增幅|year[- ]on[- ]year|over a year"
    r"|(?:compared (?:with|to)|than)\s+(?:last|the previous|a) year(?: ago| earlier)?"
)
"""Asks for the change over a year, which each answer tells; no period."""
SPELT_YEAR = re.compile(
    r"(?<![〇零○一二三四五六七八九十])(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2}(?=年)"
)
SPELT = str.maketrans("〇零○一二三四五六七八九", "000123456789")
YEARS = re.compile(
    r"(?<![\d.])(?P<first>(?:19|20)\d\d)年?度?(?:\s?[-—–~至到]{1,2}\s?|\sto\s|\sthrough\s)"
    r"(?P<last>(?:19|20)\d\d)(?![\d.])年?度?(?!第?[一二三四1-4]季|[上下]半年|\d{1,2}月|[-/.]\d)"
)
"""Years from the first to the last, each of which is meant."""
LAST_YEARS = re.compile(
    r"(?:最近|过去|近)的?(?P<count>10|[2-9]|[两二三四五六七八九十])个?年(?:来|间)?"
    r"|(?:the\s+)?(?:last|past|previous)\s+(?P<number>two|three|four|five|[2-9]|10)\s+years"
)
"""So many full years that are over (近三年)."""
SAME_TIME = re.compile(
    r"(?P<year>去年|上一?年|大?前年)?的?同期|(?:the\s+)?same\s+(?:period|time)(?:\s+(?:of\s+)?(?P<english>last year))?"
)
"""The time said beside it, a year earlier; alone that of today."""
MOST_YEARS = 10


@dataclass(frozen=True)
class SpokenPeriod:
    """The periods that some words mean, with where these stand in the text; words of comparison mean none."""

    start: int
    end: int
    periods: tuple[Period, ...]


def with_digits(text: str) -> str:
    """Return ``text`` with years that are spelt (二〇二四年) in digits, each sign at its place."""
    return SPELT_YEAR.sub(lambda match: match[0].translate(SPELT), text)


def spoken_periods(text: str, today: date) -> list[SpokenPeriod]:
    """Return what ``text`` (in small letters, years in digits) says of time, in its order, nothing twice.

    A part of a year without a year is the latest that has begun by ``today``; 年底 alone is the last one that is over;
    近三年 are the last three full years; 去年同期 beside another period is that period a year earlier.
    """
    spoken: list[SpokenPeriod] = []
    for start, end, periods in _all(text, today):
        if not any(period.start < end and start < period.end for period in spoken):
            spoken.append(SpokenPeriod(start, end, periods))
    for match in SAME_TIME.finditer(text):
        spoken = _with_same_time(spoken, match, today)
    return sorted(spoken, key=lambda period: period.start)


def _with_same_time(spoken: list[SpokenPeriod], match: re.Match[str], today: date) -> list[SpokenPeriod]:
    start, end = match.span()
    if any(period.start <= start and end <= period.end for period in spoken):
        return spoken  # a comparison, which each answer tells
    others = [period for period in spoken if period.end <= start or end <= period.start]
    times = next((period.periods for period in others if period.periods), None)
    said = match["year"] or match["english"]
    if times is None and not said:
        return spoken
    for _year_back in range(YEARS_BACK[said] if said else 1):
        times = tuple(period.previous_year() for period in times or (Period.on(today),))
    return [*others, SpokenPeriod(start, end, times or ())]


def _all(text: str, today: date) -> Iterator[tuple[int, int, tuple[Period, ...]]]:
    for match in COMPARISON.finditer(text):
        yield *match.span(), ()
    for match in YEARS.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last < first + MOST_YEARS:
            yield *match.span(), tuple(Period.of_year(year) for year in range(first, last + 1))
    for match in LAST_YEARS.finditer(text):
        count = _number(match["count"] or match["number"])
        yield *match.span(), tuple(Period.of_year(today.year - back) for back in range(count, 0, -1))
    for start, end, period in _single(text, today):
        yield start, end, (period,)


def _single(text: str, today: date) -> Iterator[tuple[int, int, Period]]:
    for match in WRITTEN.finditer(text):
        try:
            yield *match.span(), _written(match["written"])
        except PeriodError:
            continue
    for match in RECENT.finditer(text):
        quarter = match["quarter"] or match["this_quarter"]
        now = Period.parse(f"{today.year}Q{(today.month + 2) // 3}" if quarter else f"{today:%Y-%m}")
        yield *match.span(), now.previous() if match["last"] or match["last_m"] else now
    for match in ENGLISH.finditer(text):
        yield *match.span(), _english(match, today)
    for pattern in CHINESE:
        for match in pattern.finditer(text):
            try:
                yield *match.span(), _chinese(match.groupdict(), today)
            except ValueError:  # a day that the calendar does not have
                continue


def _written(text: str) -> Period:
    return Period.parse("-".join(part.zfill(2) for part in re.split(r"[-/.]", text)))


def _english(match: re.Match[str], today: date) -> Period:
    year = match["year"] or match["alone"]
    number = today.year - YEARS_BACK[year] if year in YEARS_BACK else int(year)
    if quarter := match["q"] or ORDINALS.get(match["quarter"] or ""):
        return Period.parse(f"{number}Q{quarter}")
    if half := match["h"] or ORDINALS.get(match["half"] or ""):
        return Period.parse(f"{number}H{half}")
    if match["month"]:
        return Period.parse(f"{number}-{MONTHS.index(match['month'][:3]) + 1:02d}")
    return Period.of_year(number)


def _chinese(said: dict[str, str | None], today: date) -> Period:
    """Return the period of what a pattern matched. Raises ValueError for what is none."""
    quarter = said["quarter"] or said["q"]
    if quarter:
        code = f"Q{_number(quarter)}"
    elif said["first_half"] or said["second_half"] or said["h"]:
        code = f"H{said['h'] or (1 if said['first_half'] else 2)}"
    elif last := _last_month(said):
        code = f"-{last:02d}"
    elif said["month"]:
        code = f"-{_number(said['month']):02d}"
        code += f"-{int(said['day']):02d}" if said["day"] else ""
    else:
        code = ""
    period = Period.parse(f"{_year(said, code, today)}{code}")
    return Period.on(period.end) if _last_month(said) or said["month_end"] else period


def _last_month(said: dict[str, str | None]) -> int:
    """Return the month with which a time since January ends (前三季度: 9); 0 for other times."""
    if said["upto_q"]:
        return 9
    if said["upto_quarter"]:
        return 3 * _number(said["upto_quarter"])
    month = said["upto"] or said["first_months"]
    return _number(month) if month else 0


def _year(said: dict[str, str | None], code: str, today: date) -> int:
    """The year that is said; else the latest in which the part had begun (年底: in which the year was over)."""
    if said.get("year") or said.get("short"):
        return int(said["year"] or f"20{said['short']}")
    if said.get("spoken"):
        return today.year - YEARS_BACK[said["spoken"] or ""]
    if code:
        return today.year if Period.parse(f"{today.year}{code}").start <= today else today.year - 1
    if said["year_end"]:
        return today.year if (today.month, today.day) == (12, 31) else today.year - 1
    if said["so_far"]:
        raise ValueError(said)
    return today.year


def _number(text: str) -> int:
    return DIGITS[text] if text in DIGITS else int(text)
