"""Days and periods in the forms of practice, also in Chinese numbers; what the calendar does not have is refused."""

from datetime import date

import pytest

from keqiao.engine.eligibility import days
from keqiao.engine.workbooks.periods import period_of
from keqiao.periods import Period
from keqiao.written_days import day_of, in_digits


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-31",
        "2024/3/31",
        "2024.3.31",
        "2024. 3. 31",
        "2024年3月31日",
        "2024 年 3 月 31 号",
        "20240331",
        "２０２４．０３．３１",
        "2024-03-31 00:00:00",
        "2024-03-31T00:00",
        "二〇二四年三月三十一日",
        "二○二四年三月三十一日",
        "二零二四年三月三十一日",
        "二Ｏ二四年三月三十一日",
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert day_of(text) == days.day_of(text) == date(2024, 3, 31)


@pytest.mark.parametrize(
    "text", ["2024-3/31", "24.3.31", "2024年", "2024.3", "3月31日", "四月", "", "2024033", "x"]
)
def test_what_is_no_day_is_none(text):
    assert day_of(text) is None


def test_a_day_that_the_calendar_does_not_have_is_an_error():
    assert days.day_of("2023.2.29") is None
    with pytest.raises(ValueError, match="day"):
        day_of("2023.2.29")


@pytest.mark.parametrize(
    ("text", "digits"),
    [("十", "10"), ("十二", "12"), ("二十", "20"), ("廿八", "28"), ("三十一", "31"), ("九", "9")],
)
def test_numbers_of_days(text, digits):
    assert in_digits(f"一九九九年{text}月{text}日") == f"1999年{digits}月{digits}日"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("二〇二四年", "2024"),
        ("二〇二四年度", "2024"),
        ("二〇二四年三月", "2024-03"),
        ("二〇二四年十二月份", "2024-12"),
        ("二〇二四年第一季度", "2024Q1"),
        ("二〇二四年上半年", "2024H1"),
        ("二〇二四年三月三十一日", "2024-03-31"),
    ],
)
def test_periods_in_chinese_numbers(text, code):
    read = period_of(text, "any")
    assert Period.parse(text).code == code == (read and read.text)
