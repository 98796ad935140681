"""Time between two days: whole exactly on the day on which a period of months ends (Civil Code art. 202)."""

import calendar
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.expressions import ExpressionError, evaluate, parse

days = st.dates(date(1949, 1, 1), date(2100, 12, 31))


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def value(text: str, first: object, last: object) -> object:
    frame = pl.DataFrame(
        {"a": [first and str(first)], "b": [last and str(last)]}, schema={"a": pl.String, "b": pl.String}
    )
    return evaluate(parse(text, {"a": "text", "b": "text"}), frame)[0]


@given(days, days)
@settings(max_examples=examples(60))
def test_days_are_those_of_the_calendar(first: date, last: date) -> None:
    assert value("DAYS_BETWEEN(a, b)", first, last) == (last - first).days


@given(days, st.integers(0, 600), st.integers(-40, 40))
@settings(max_examples=examples(60))
def test_months_are_whole_on_the_day_they_end(first: date, months: int, off: int) -> None:
    end = later(first, months)
    found = value("MONTHS_BETWEEN(a, b)", first, end + timedelta(off))
    assert (found > months, found == months) == (off > 0, off == 0)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [("2020-02-29", "2021-02-28", 1), ("2020-02-29", "2024-02-29", 4), ("2021-02-30x", "2024-01-01", None)],
)
def test_years(first: str, last: str, years: float | None) -> None:
    assert value("YEARS_BETWEEN(a, b)", first, last) == years


def test_a_missing_day_is_missing_and_a_number_is_refused() -> None:
    assert value("DAYS_BETWEEN(a, b)", None, "2024-01-01") is None
    with pytest.raises(ExpressionError, match="takes two dates"):
        parse("DAYS_BETWEEN(a, 3)", {"a": "text"})
