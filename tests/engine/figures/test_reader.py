"""What people write as figures: read exactly or refused in words, never put together, never a factor in silence."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.figures import Quantity, read_text

SEPARATORS = [",", "，", " ", "\u2009", "\u202f", "\u00a0"]
WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("123.45万元", "元", "1234500"),
        ("420.1万元", "万元", "420.1"),
        ("450万", "万元", "450"),
        ("50万", "元", "500000"),
        ("1.2亿", "万元", "12000"),
        ("3亿元", "元", "300000000"),
        ("130人", "人", "130"),
        ("130名", "人", "130"),
        ("1.2万人", "人", "12000"),
        ("30%", "%", "30"),
        ("30%", "", "0.3"),
        ("5‰", "%", "0.5"),
        ("2024年", "年", "2024"),
        ("¥1,234.50", "元", "1234.50"),
        ("1,234元", "元", "1234"),
        ("100 yuan", "元", "100"),
        ("2 千元", "元", "2000"),
        ("1200.5\u200b", "万元", "1200.5"),
        ("\ufeff12", "人", "12"),
        ("\u202d12\u202c", "人", "12"),
        ("1\u00ad2", "人", "12"),
        ("－5", "", "-5"),
        ("\u22125", "", "-5"),
        ("+3", "", "3"),
        (".5", "", ".5"),
        ("5.", "", "5"),
        ("'12", "人", "12"),
    ],
)
def test_is_read_and_listed(text: str, unit: str, value: str) -> None:
    reading = read_text(text, Quantity(unit))
    assert reading.value == Decimal(value)
    if not text.lstrip("+.").rstrip(".").isascii() or not text.strip("+.").isdigit():
        assert reading.remark is not None and reading.remark.severity == "warning"
        assert reading.remark.message.in_language("zh") != reading.remark.message.in_language("en")


@pytest.mark.parametrize(
    "text",
    [
        "4 2",
        "4\n2",
        "4\t2",
        "12,34",
        "1,2,3",
        "1,23,456",
        "1234,567",
        "0,123",
        "1,234 567",
        "1.2.3",
        "12.345.678",
        "1_000",
        "1e308",
        "1e27",
        "1e5",
        "1E+5",
        "1e999999999999",
        "NaN",
        "inf",
        "-Infinity",
        "9" * 30,
        "9" * 300,
        "1" + "0" * 20,
        "5²",
        "1①",
        "٣",
        "½",
        "(500)",
        "500-",
        "12.5-",
        "▲500",
        "5·",
        "--1",
        "=1+1",
        "约120",
        "120左右",
        "\0",
        "130台",
        "30%",
        "12分",
        "五十",
        "1;2",
        "1 ; 2",
    ],
)
@pytest.mark.parametrize("unit", ["人", "万元"])
def test_is_refused_in_words(text: str, unit: str) -> None:
    reading = read_text(text, Quantity(unit))
    assert reading.value is None and reading.is_refused and reading.remark is not None
    assert unit in reading.remark.message.in_language("zh") + reading.remark.remedy.in_language("zh")


@pytest.mark.parametrize(
    ("text", "unit"), [("5000元", "万元"), ("12 元", "万元"), ("3万元", "人"), ("100", "人")]
)
def test_a_smaller_unit_is_not_converted_unless_each_cell_may_have_its_own(text: str, unit: str) -> None:
    strict, free = read_text(text, Quantity(unit)), read_text(text, Quantity(unit, converts="any"))
    if text == "5000元":
        assert strict.is_refused and free.value == Decimal("0.5")
    elif text == "100":
        assert strict.value == 100
    else:
        assert strict.is_refused


@given(
    whole=st.integers(0, 10**15),
    cents=st.integers(0, 99),
    negative=st.booleans(),
    separator=st.sampled_from(["", *SEPARATORS]),
    wide=st.booleans(),
    unit=st.sampled_from(["", "元", " 元"]),
)
def test_any_way_to_write_an_amount_is_that_amount(  # noqa: PLR0917 - drawn by name
    whole: int, cents: int, negative: bool, separator: str, wide: bool, unit: str
) -> None:
    exact = Decimal(whole) + Decimal(cents) / 100
    text = f"{exact:,.2f}".replace(",", separator)
    text = ("-" if negative else "") + (text.translate(WIDE) if wide else text) + unit
    assert read_text(text, Quantity("元")).value == (-exact if negative else exact)


@given(
    st.lists(st.integers(0, 99_999).map(str), min_size=2, max_size=4),
    st.sampled_from([" ", ",", "\n", "\t", ";", "  "]),
)
def test_several_numbers_are_never_one(numbers: list[str], between: str) -> None:
    """Only a text that could itself be one grouped number may be read; "130 450" is how 130 450 is written."""
    text = between.join(numbers)
    reading = read_text(text, Quantity("人"))
    three = all(len(number) == 3 for number in numbers[1:])
    grouped = between in {" ", ","} and numbers[0] != "0" and len(numbers[0]) <= 3 and three
    if not grouped:
        assert reading.value is None


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    reading = read_text(text, Quantity("万元"))
    assert reading.value is None or reading.value.is_finite()


@pytest.mark.parametrize("piece", ["1,", "1 ", "1.", "¥", "万", "\u200b", "9", "e9", "+"])
def test_the_cost_grows_no_faster_than_the_text(piece: str) -> None:
    def cost(length: int) -> float:
        text = piece * length
        started = time.process_time()
        read_text(text, Quantity("万元"))
        return time.process_time() - started

    small = max(min(cost(20_000) for _ in range(5)), 1e-3)
    assert min(cost(80_000) for _ in range(5)) < 16 * small
