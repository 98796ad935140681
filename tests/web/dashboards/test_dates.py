"""The day dashboards speak of and the last full year."""

import pytest

from keqiao.periods import Period
from keqiao.web.dashboards.dates import chosen_day, days_to_choose, last_full_year


@pytest.mark.parametrize(
    ("day", "year"),
    [("2024-10-31", "2023"), ("2024-12-31", "2024"), ("2024-12-30", "2023"), ("2025-01-01", "2024")],
)
def test_a_year_counts_when_it_is_over(day, year):
    assert last_full_year(Period.parse(day)).code == year


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023", "2023-12-31"),
        ("2023Q3", "2023-09-30"),
        ("2023-05-02", "2023-05-02"),
        ("今年", "2024-10-31"),
        ("", "2024-10-31"),
        ("2023-02-30", "2024-10-31"),
    ],
)
def test_the_day_asked_for_or_the_default(text, day):
    assert chosen_day(text, "2024-10-31").code == day


def test_days_offered_do_not_lie_after_the_default():
    codes = [day.code for day in days_to_choose(Period.parse("2024-10-31"), [2023, 2024])]
    assert codes[0] == "2024-10-31"
    assert "2024-12-31" not in codes
    assert codes[1:] == [
        "2024-09-30",
        "2024-06-30",
        "2024-03-31",
        "2023-12-31",
        "2023-09-30",
        "2023-06-30",
        "2023-03-31",
    ]
