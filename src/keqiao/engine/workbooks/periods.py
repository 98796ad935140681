"""Periods as people write them: 2023, 2023年度, 2023年第四季度, a date, brought to one form.

The forms are ``2023``, ``2023H1`` (half year), ``2023Q4``, ``2023-10`` (month) and ``2023-12-31`` (as of a day).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from keqiao.engine.figures import same_text
from keqiao.engine.workbooks.grid import Cell, as_word
from keqiao.written_days import in_digits

Length = Literal["year", "half_year", "quarter", "month", "three_years", "any"]
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = re.compile(r"(?:fy)?(\d{4})(?:年度?)?(?:全年)?")
_QUARTER = re.compile(r"(\d{4})(?:年度?)?[-/ ]?(?:q([1-4])|第?([一二三四1-4])季度?)")
_QUARTER_FIRST = re.compile(r"q([1-4])[-/ ]?(\d{4})")
_HALF = re.compile(r"(\d{4})(?:年度?)?[-/ ]?(?:h([12])|(上|下)半年)")
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?(?:份)?|(\d{4})(0[1-9]|1[0-2])|(\d{4})m(\d{1,2})")
_DAY = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """A period in its one form; ``changed`` says that it was a date which begins or ends it."""

    text: str
    changed: bool = False


def period_of(cell: Cell, length: Length = "year") -> ReadPeriod | None:
    """The period in a cell, or None where it is none.

    ``length`` is what the scheme's measures want. The first or last day of such a period stands for it (a cell that
    shows 2023年 often holds the date 2023-01-01); any other day is no period of that length. For ``any``, a date stays.
    """
    cell = as_word(cell)
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return _of_day(cell.year, cell.month, cell.day, length)
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return ReadPeriod(str(int(cell))) if cell == cell // 1 and 1900 <= cell <= 2200 else None
    if not isinstance(cell, str):
        return None
    return _of_text(in_digits(same_text(cell)), length)


def _of_text(text: str, length: Length) -> ReadPeriod | None:
    text = text.removesuffix("00:00:00")
    if match := _YEAR.fullmatch(text):
        return ReadPeriod(match[1]) if 1900 <= int(match[1]) <= 2200 else None
    if match := _QUARTER.fullmatch(text):
        return ReadPeriod(f"{match[1]}Q{_QUARTERS[match[2] or match[3]]}")
    if match := _QUARTER_FIRST.fullmatch(text):
        return ReadPeriod(f"{match[2]}Q{match[1]}")
    if match := _HALF.fullmatch(text):
        return ReadPeriod(f"{match[1]}H{match[2] or (1 if match[3] == '上' else 2)}")
    if match := _MONTH.fullmatch(text):
        year, month = (int(part) for part in match.groups() if part)
        return ReadPeriod(f"{year:04d}-{month:02d}") if 1 <= month <= 12 else None
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part)
        return _of_day(year, month, day, length)
    return None


def _of_day(year: int, month: int, day: int, length: Length) -> ReadPeriod | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    if not 1900 <= year <= 2200:
        return None
    months = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}.get(length)
    if months is None:
        return ReadPeriod(date.isoformat())
    first = (month - 1) // months * months + 1
    last = first + months - 1
    begins = date == dt.date(year, first, 1)
    ends = date == dt.date(year, last, calendar.monthrange(year, last)[1])
    if not begins and not ends:
        return None
    number = (first - 1) // months + 1
    name = {12: f"{year}", 6: f"{year}H{number}", 3: f"{year}Q{number}", 1: f"{year}-{month:02d}"}[months]
    return ReadPeriod(name, changed=True)
