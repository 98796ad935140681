"""Money in the scheme's unit, years in operation."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.evaluations.units import UnitMismatch, in_unit, years_between

AMOUNTS = st.decimals(min_value=-(10**14), max_value=10**14, places=2)
DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@given(AMOUNTS, st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_money_there_and_back_is_exact(amount, unit):
    assert in_unit(in_unit(amount, "元", unit), unit, "元") == amount


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "result"),
    [
        ("77590000", "元", "万元", "7759"),
        ("77590000", "元", "亿元", "0.7759"),
        ("32406400.00", "元", "万元", "3240.64"),
        ("5", "人", "人", "5"),
    ],
)
def test_known_amounts(value, unit, wanted, result):
    assert in_unit(Decimal(value), unit, wanted) == Decimal(result)


@pytest.mark.parametrize(("unit", "wanted"), [("元", "人"), ("人", "家"), ("", "元"), ("%", "")])
def test_units_that_do_not_fit_are_refused(unit, wanted):
    with pytest.raises(UnitMismatch):
        in_unit(Decimal(1), unit, wanted)


@given(DAYS, DAYS)
def test_whole_years_are_the_anniversaries_passed(start, end):
    years = years_between(start, end)
    if end <= start:
        assert years == 0
    elif (start.month, start.day) != (2, 29):
        assert int(years) == sum(
            start.replace(year=year) <= end for year in range(start.year + 1, end.year + 1)
        )


@given(DAYS, st.integers(0, 9))
def test_an_anniversary_is_a_whole_number(start, years):
    if (start.month, start.day) != (2, 29):
        assert years_between(start, start.replace(year=start.year + years)) == years


def test_three_years_are_over_on_the_third_anniversary_and_not_before():
    assert (
        years_between(date(2021, 12, 31), date(2024, 12, 30))
        < 3
        <= years_between(date(2021, 12, 31), date(2024, 12, 31))
    )
