"""Time between two days, as SQL over texts such as ``2024-03-01``: Polars' SQL turns no column of texts into dates.

A period of months ends on the day of the same number, else on the last day of the month (Civil Code art. 202). So the
months between two days are a whole number exactly on that day, and above or below it on others: ``<= 36`` is "within
36 months", ``< 36`` "not yet 36 months", ``FLOOR(…)`` the months that are full.
"""

from __future__ import annotations

DATE_FUNCTIONS = frozenset({"DAYS_BETWEEN", "MONTHS_BETWEEN", "YEARS_BETWEEN"})
COPIES = 24
"""How often the SQL of a function repeats its operands, for the limit of what an expression costs."""


def between(function: str, first: str, last: str) -> str:
    """SQL of the time from ``first`` to ``last``; negative where ``last`` is earlier, missing where one is no date."""
    if function == "DAYS_BETWEEN":
        value = f"{_day_number(last)} - {_day_number(first)}"
    else:
        months = (
            f"(({_part(last, 1, 4)} - {_part(first, 1, 4)}) * 12e0 + {_part(last, 6, 2)} - {_part(first, 6, 2)}"
            f" + ({_part(last, 9, 2)} - {_same_day(first, last)}) / 31e0)"
        )
        value = months if function == "MONTHS_BETWEEN" else f"{months} / 12e0"
    return f"CASE WHEN {_is_date(first)} AND {_is_date(last)} THEN {value} END"


def _is_date(text: str) -> str:
    return f"{text} LIKE '____-__-__'"


def _part(text: str, start: int, length: int) -> str:
    return f"TRY_CAST(SUBSTR({text}, {start}, {length}) AS DOUBLE)"


def _day_number(text: str) -> str:
    """Days from a fixed day on: years and months counted from March, so that a leap day is the last of its year."""
    month = _part(text, 6, 2)
    year = f"({_part(text, 1, 4)} + FLOOR(({month} - 3e0) / 12e0))"
    leap = f"FLOOR({year} / 4e0) - FLOOR({year} / 100e0) + FLOOR({year} / 400e0)"
    days = f"FLOOR((153e0 * (({month} + 9e0) % 12e0) + 2e0) / 5e0)"
    return f"(365e0 * {year} + {leap} + {days} + {_part(text, 9, 2)})"


def _same_day(first: str, last: str) -> str:
    """The day in the month of ``last`` on which whole months since ``first`` end."""
    year, month, day = _part(last, 1, 4), _part(last, 6, 2), _part(first, 9, 2)
    leap = f"({year} % 4e0 = 0e0 AND ({year} % 100e0 <> 0e0 OR {year} % 400e0 = 0e0))"
    february = f"CASE WHEN {leap} THEN 29e0 ELSE 28e0 END"
    short = f"({month} = 4e0 OR {month} = 6e0 OR {month} = 9e0 OR {month} = 11e0)"
    end = f"CASE WHEN {month} = 2e0 THEN {february} WHEN {short} THEN 30e0 ELSE 31e0 END"
    return f"LEAST({day}, {end})"
