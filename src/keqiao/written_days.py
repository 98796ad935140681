"""Days as people write them: 2024-03-31, 2024/3/31, 2024.3.31, 2024年3月31日, 20240331, 二〇二四年三月三十一日.

A time of day may follow.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DIGITS = dict(zip("〇零○o一二三四五六七八九", "0000123456789", strict=True))
_YEAR = re.compile(f"([{''.join(_DIGITS)}]{{4}})年", re.IGNORECASE)
_NUMBER = re.compile(
    r"([一二三四五六七八九]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])"
)
_DAY = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))", re.ASCII
)
_TIME = re.compile(r"(?:[T\s]\s{0,3}|(?<=[日号]))\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?$", re.ASCII)


def in_digits(text: str) -> str:
    """Return a date with its Chinese numbers in digits (二〇二四年三月 → 2024年3月); other text as it is."""
    year = _YEAR.match(text)
    if year is None:
        return text
    rest = _NUMBER.sub(lambda match: str(_number(match[1])), text[year.end() :])
    return "".join(_DIGITS[letter.lower()] for letter in year[1]) + "年" + rest


def _number(text: str) -> int:
    """The value of a number up to ninety-nine: 三, 十二, 三十一, 廿八."""
    tens, ten, ones = text.replace("廿", "二十").rpartition("十")
    units = int(_DIGITS[ones]) if ones else 0
    return units if not ten else 10 * (int(_DIGITS[tens]) if tens else 1) + units


def day_of(text: str) -> date | None:
    """Return the day that a text names, full width and blanks between its parts allowed; None where it names none.
    A time of day is left away, but not one with a time zone, whose day may be another.

    Raises ValueError for a day that the calendar does not have.
    """
    plain = _TIME.sub("", unicodedata.normalize("NFKC", text).strip())
    bare = in_digits("".join(plain.split()))
    match = _DAY.fullmatch(bare)
    if match is None:
        return None
    year, _mark, *parts = match.groups()
    return date(int(year), *(int(part) for part in parts if part is not None))
