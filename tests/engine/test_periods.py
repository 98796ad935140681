from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.periods import Kind, Period, PeriodError, earlier, same_length


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), Kind.YEAR),
        ("2023H2", date(2023, 7, 1), date(2023, 12, 31), Kind.HALF),
        ("2023q4", date(2023, 10, 1), date(2023, 12, 31), Kind.QUARTER),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Kind.MONTH),
        ("2024-10-31", date(2024, 10, 31), date(2024, 10, 31), Kind.DATE),
    ],
)
def test_reads_the_five_forms(text, start, end, kind):
    period = Period.parse(text)
    assert (period.start, period.end, period.kind) == (start, end, kind)
    assert period.code == text.upper()


@pytest.mark.parametrize(
    "text", ["", "23", "2023Q5", "2023-13", "2023-02-30", "今年", "2023Q", "2023 Q1", "0000"]
)
def test_refuses_what_is_no_period(text):
    with pytest.raises(PeriodError):
        Period.parse(text)


def test_previous_year_of_a_leap_day_is_the_28th():
    assert Period.parse("2024-02-29").previous_year().code == "2023-02-28"
    assert Period.parse("2024Q1").previous_year().code == "2023Q1"


def test_parts_of_a_year_and_of_the_year_so_far():
    assert [[part.code for part in way] for way in Period.parse("2023").parts()][:2] == [
        ["2023H1", "2023H2"],
        ["2023Q1", "2023Q2", "2023Q3", "2023Q4"],
    ]
    assert Period.parse("2024-10-30").parts() == ()
    assert [len(way) for way in Period.parse("2024-10-31").parts()] == [10]
    assert [part.code for part in Period.parse("2024-12-31").parts()[0]] == ["2024"]


@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.sampled_from(["{y}", "{y}H{h}", "{y}Q{q}", "{y}-{m:02d}", "{d}"]),
)
def test_text_and_period_are_one_to_one_and_parts_cover_the_whole(day, form):
    text = form.format(
        y=f"{day.year:04d}", h=1 + (day.month > 6), q=(day.month + 2) // 3, m=day.month, d=day.isoformat()
    )
    period = Period.parse(text)
    assert period.code == text
    assert period.start <= day <= period.end
    for way in period.parts():
        assert way[0].start == period.flow_start
        assert way[-1].end == period.end
        assert all((after.start - before.end).days == 1 for before, after in pairwise(way))


def test_the_words_name_the_year_never_this_year():
    assert Period.parse("2023Q4").words.in_language("zh-hans") == "2023年第4季度"
    assert Period.parse("2024-10-31").words.in_language("en") == "As of 2024-10-31"


@pytest.mark.parametrize(
    ("text", "kept"), [("2023", True), ("1949", True), ("1024", False), ("2999-01-01", False)]
)
def test_what_stays_for_good_has_begun_and_is_no_slip_of_the_pen(text, kept):
    assert Period.parse(text).is_recordable(date(2026, 11, 1)) == kept


@pytest.mark.parametrize(
    ("period", "count", "before"),
    [
        ("2023", 1, "2022"),
        ("2023H1", 1, "2022H2"),
        ("2023Q1", 2, "2022Q3"),
        ("2023-01", 13, "2021-12"),
        ("第三期", 2, "第一期"),
        ("第一期", 1, None),
        ("2024-10-31", 1, None),
    ],
)
def test_an_earlier_period_is_counted_in_the_calendar_and_other_words_by_their_place(period, count, before):
    known = ["第一期", "第二期", "第三期"] if period.startswith("第") else ["2024-10-31"]
    assert earlier(period, count, known) == before


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.sampled_from(list(Kind)), st.integers(0, 40))
def test_going_back_one_by_one_leads_to_the_same_period(day, kind, count):
    if kind == Kind.DATE:
        return
    whole = next(p for p in (Period.parse(text) for text in _codes(day)) if p.kind == kind)
    back = whole
    for _ in range(count):
        back = back.previous()
    assert earlier(whole.code, count, []) == back.code


def _codes(day):
    return (
        f"{day.year}",
        f"{day.year}H{(day.month + 5) // 6}",
        f"{day.year}Q{(day.month + 2) // 3}",
        f"{day.year}-{day.month:02d}",
    )


def test_periods_of_one_kind_are_compared_and_no_others():
    assert same_length("2023", "2022")
    assert not same_length("2023", "2023Q1")
    assert not same_length("第一期", "第二期")
