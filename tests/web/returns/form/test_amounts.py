"""Figures as people write them: exact both ways, nothing rounded, nonsense refused in words."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.facts.models import Measure
from keqiao.web.returns.form.amounts import read, written

MONEY = Measure(code="m", name="收入", unit="元", value_type="money", decimals=2)
COUNT = Measure(code="c", name="人数", unit="人", value_type="count", decimals=0)
CENTS = st.integers(-(10**16), 10**16).map(lambda cents: Decimal(cents) / 100)


@given(CENTS)
def test_an_amount_is_written_and_read_back_exactly(amount):
    assert read(MONEY, written(MONEY, amount.quantize(Decimal("0.000001")))) == amount


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_written_and_read_back_exactly(number):
    assert read(COUNT, written(COUNT, number)) == number


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("120", 1_200_000),
        ("1,234.56", 12_345_600),
        ("0.0001", 1),
        ("１２．５", 125_000),
        (" 7 ", 70_000),
        ("-3", -30_000),
        ("+3", 30_000),
        (".5", 5_000),
        ("5.", 50_000),
        ("", None),
        ("  ", None),
        ("120万", 1_200_000),
        ("420.1万元", 4_201_000),
        ("1.2亿元", 120_000_000),
        ("265 412.5", 2_654_125_000),
    ],
)
def test_money_is_written_in_ten_thousands(text, yuan):
    assert read(MONEY, text) == yuan


@pytest.mark.parametrize(
    "text",
    [
        "约120",
        "1e9",
        "NaN",
        "Infinity",
        "1.2.3",
        "--1",
        "12 元",
        "4 2",
        "4\t2",
        "12,34",
        "1,2,3",
        "0,123",
        "5²",
        "30%",
        "٣",
        "1" * 21,
        "=1+1",
        "<script>",
        "\0",
        "1\n2",
    ],
)
def test_what_is_no_number_is_refused_in_words(text):
    with pytest.raises(ValidationError) as refused:
        read(MONEY, text)
    assert "万元" in refused.value.messages[0]


def test_money_keeps_two_places_and_others_none():
    assert written(MONEY, Decimal("1200000.000000")) == "120.00"
    assert written(MONEY, Decimal("1200000.5")) == "120.00005"
    assert written(COUNT, Decimal("12.000000")) == "12"
    assert not written(COUNT, None)
