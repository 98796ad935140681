"""What stands for a year on a day: decided, else in publicity, else nothing; as it was known on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.web.grading.conftest import (  # noqa: F401 - fixtures
    DAY,
    after,
    director_of,
    officer,
    reviewer,
    runs,
    story,
    ten,
)

from keqiao.web.audit.clock import story_at
from keqiao.web.grading.official_results import before, newest_grading, official_gradings, places
from keqiao.web.grading.services import objections, preparation, publicity, rebasing

LONG_AFTER = after(400).date()


def day(number):
    return after(number).date()


def said(user, on):
    """Period, number and finality of what stands on a day."""
    return [(one.period, one.grading.code, one.is_final) for one in official_gradings(user, on)]


@pytest.fixture
def years(runs, story):  # noqa: F811
    """2023 decided on the seventh day; 2024 in its publicity from the 20th to the 26th, decided on the 27th."""
    first = story.final(runs(years=("2023",)), "2023", 0)
    second = story.published(runs(), "2024", 20)
    return first, second


def test_each_day_shows_what_was_known_on_it(years, officer, reviewer, director_of):  # noqa: F811
    first, second = years
    with story_at(after(27)):
        publicity.finish(reviewer, second.pk)
    known = {
        -1: [],
        0: [("2023", first.code, False)],
        6: [("2023", first.code, False)],
        7: [("2023", first.code, True)],
        19: [("2023", first.code, True)],
        20: [("2024", second.code, False), ("2023", first.code, True)],
        26: [("2024", second.code, False), ("2023", first.code, True)],
        27: [("2024", second.code, True), ("2023", first.code, True)],
    }
    for user in (officer, director_of(3)):
        for number, expected in known.items():
            assert said(user, day(number)) == expected, number


def test_a_consultation_and_a_withdrawn_grading_are_nothing(runs, story, officer, director_of):  # noqa: F811
    grading = story.consulted(runs(), "2024", 0)
    assert said(officer, LONG_AFTER) == said(director_of(1), LONG_AFTER) == []
    with story_at(after(1)):
        publicity.publish(officer, grading.pk, day(1), day(8))
    assert said(officer, day(1)) == [("2024", grading.code, False)]
    with story_at(after(2)):
        preparation.withdraw(officer, grading.pk, "程序有误")
    assert said(officer, LONG_AFTER) == []


def test_what_is_decided_stands_until_what_puts_it_right_is_decided(years, runs, story, officer, reviewer):  # noqa: F811
    first, _second = years
    again = story.published(runs({"P05": 99}, years=("2023",)), "2023", 40, reason="数据更正")
    assert said(officer, day(45))[-1] == ("2023", first.code, True)
    with story_at(after(47)):
        publicity.finish(reviewer, again.pk)
    assert said(officer, day(46))[-1] == ("2023", first.code, True)
    assert said(officer, day(47))[-1] == ("2023", again.code, True)


def test_after_a_rebase_the_days_before_show_none_of_its_grades(  # noqa: PLR0917
    runs,  # noqa: F811
    story,  # noqa: F811
    officer,  # noqa: F811
    reviewer,  # noqa: F811
    director_of,  # noqa: F811
    ten,  # noqa: F811
):
    grading = story.published(runs())
    with story_at(after(1)):
        objection = objections.lodge(director_of(4), grading.pk, ten[3], "数据有误")
    with story_at(after(2)):
        objections.begin_recheck(officer, objection.pk)
        objections.record_findings(officer, objection.pk, "确有遗漏")
        objections.answer(reviewer, objection.pk, True, "予以采纳")
    new = runs({"P04": 60})
    with story_at(after(9)):
        rebasing.rebase(officer, grading.pk, new, day(9), day(15))
    assert said(officer, day(3)) == []
    assert said(officer, day(9)) == [("2024", grading.code, False)]


def test_the_mark_says_that_a_publicity_is_over(years, officer):  # noqa: F811
    marks = [official_gradings(officer, day(number))[0].mark for number in (20, 26, 27)]
    assert marks == ["公示中", "公示中", "公示期满、待定级"]
    assert newest_grading(officer, day(10)).mark == "已定级"
    assert str(day(26)) in newest_grading(officer, day(20)).words


def test_the_year_before_is_the_last_one_that_stands(years, officer, director_of):  # noqa: F811
    first, _second = years
    for user in (officer, director_of(2)):
        assert before(user, "2024", scheme_code="all_rules").grading == first
    assert before(officer, "2023", scheme_code="all_rules") is None
    assert before(officer, "2024", scheme_code="another") is None
    assert before(officer, "2024Q4", scheme_code="all_rules") is None


def test_a_platform_stands_where_its_newest_line_is(years, officer, ten):  # noqa: F811
    first, second = years
    found = places(officer, ten)
    assert {place.of.grading for place in found.values()} == {second}
    found = places(officer, ten, day(10))
    assert {place.of.grading for place in found.values()} == {first}
    assert found[ten[0].pk].line.platform_id == ten[0].pk
    assert places(officer, ten, DAY.date() - timedelta(days=2)) == {}
