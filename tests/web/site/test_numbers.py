"""Numbers as officials read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.site import numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (817, "817"),
        (1234567, "1,234,567"),
        (Decimal("12.50"), "12.5"),
        (0.1 + 0.2, "0.3"),
        (0, "0"),
        (-1234.5, "-1,234.5"),
        (None, "—"),
        ("", "—"),
        ("abc", "—"),
        (float("nan"), "—"),
        (float("inf"), "—"),
        (True, "—"),
        (1e22, "10,000,000,000,000,000,000,000"),
        ("1000", "1,000"),
    ],
)
def test_number(value, shown):
    assert numbers.number(value) == shown


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [
        (Decimal("77590000"), "7,759.00"),
        (Decimal("32406400"), "3,240.64"),
        (50, "0.01"),
        (49, "0.00"),
        (-50, "-0.01"),
        (-49, "0.00"),
        (None, "—"),
        (Decimal("1e15"), "100,000,000,000.00"),
    ],
)
def test_money_is_shown_in_wan_yuan_with_two_decimals(yuan, shown):
    assert numbers.money(yuan) == shown


# 548 of 817 is the share of the published survey: 212 doctors and 336 masters → 67.07 %.
@pytest.mark.parametrize(
    ("share", "shown"), [(Decimal(548) / 817, "67.07%"), (1, "100.00%"), (0.00005, "0.01%"), (None, "—")]
)
def test_percent(share, shown):
    assert numbers.percent(share) == shown


def test_halves_go_away_from_zero():
    assert [numbers.number(Decimal(text), 0) for text in ("0.5", "1.5", "2.5", "-2.5")] == [
        "1",
        "2",
        "3",
        "-3",
    ]


@given(st.decimals(-(10**15), 10**15, places=2))
def test_shown_money_is_within_half_a_cent_of_wan_yuan(yuan):
    assert abs(Decimal(numbers.money(yuan).replace(",", "")) * 10_000 - yuan) <= 50
