"""Reminders: pure rules held against a slow reading of them, given once, caught up, never to others."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.notices.models import Notice
from keqiao.web.returns.models import Collection, Return
from keqiao.web.returns.reminders import due_reminders, latest_offset, send, waited
from keqiao.web.returns.services import collections, review

from .services.test_flow import handed_in

DUE = date(2024, 3, 31)
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@given(st.lists(st.integers(-60, 60), max_size=8, unique=True), DAYS, DAYS, DAYS)
def test_the_latest_reminder_is_the_one_a_slow_reader_finds(rule, due_on, opened_on, today):
    # Go back day by day from today to the opening; the first day that the rule names is the latest reminder.
    expected, day = None, today
    while day > opened_on:
        if (due_on - day).days in rule:
            expected = (due_on - day).days
            break
        day -= timedelta(days=1)
    assert latest_offset(rule, due_on, opened_on, today) == expected


@given(st.lists(st.integers(-30, 30), max_size=6, unique=True), DAYS, st.integers(0, 80))
def test_a_daily_run_gives_every_reminder_of_the_rule_once(rule, due_on, before):
    opened_on = due_on - timedelta(days=before)
    given_out = [
        latest_offset(rule, due_on, opened_on, opened_on + timedelta(days=day))
        for day in range(0, before + 40)
    ]
    once = list(dict.fromkeys(one for one in given_out if one is not None))
    assert once == sorted((days for days in rule if days < before), reverse=True)


def opened_at(world, day: date):
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, 9))
    Collection.objects.update(opened_at=moment)
    Notice.objects.all().delete()


def told(kind=None):
    rows = Notice.objects.filter(kind=f"returns.{kind}") if kind else Notice.objects.all()
    forms = {
        form.get_absolute_url(): form.platform.code for form in Return.objects.select_related("platform")
    }
    return sorted(
        (row.recipient.username, forms[row.link], row.sentence["values"].get("days", 0)) for row in rows
    )


def test_the_people_of_a_form_are_reminded_once(opened):
    opened_at(opened, date(2024, 3, 1))
    handed_in(opened)
    Notice.objects.all().delete()
    assert send(date(2024, 3, 23)) == 0
    assert send(date(2024, 3, 24)) == 2
    assert told("due") == [("clerk_2", "P02", 7), ("director_2", "P02", 7)]
    assert send(date(2024, 3, 24)) == 0
    assert send(date(2024, 3, 26)) == 0
    assert send(date(2024, 3, 28)) == 2


def test_what_was_missed_is_made_up_for_by_the_latest_only(opened):
    opened_at(opened, date(2024, 3, 1))
    assert send(date(2024, 4, 2)) == 4
    assert {row[2] for row in told("late")} == {2}
    assert send(date(2024, 4, 2)) == 0
    assert send(date(2024, 4, 3)) == 4


def test_a_moved_due_date_moves_the_reminders(opened, monkeypatch):
    opened_at(opened, date(2024, 3, 1))
    assert send(date(2024, 3, 28)) == 4
    monkeypatch.setattr(collections, "today", lambda: date(2024, 3, 28))
    collections.extend(opened.officer_1, opened.form.pk, date(2024, 4, 30), "审计未完成")
    Notice.objects.all().delete()
    assert send(date(2024, 4, 1)) == 2
    assert {row[1] for row in told()} == {"P02"}
    assert send(date(2024, 4, 23)) == 4
    assert ("clerk_1", "P01", 7) in told("due")


def test_no_reminder_for_what_is_closed_or_handed_in_or_for_whom_is_switched_off(opened):
    opened_at(opened, date(2024, 3, 1))
    handed_in(opened)
    Notice.objects.all().delete()
    opened.clerk_2.is_active = False
    opened.clerk_2.save()
    send(date(2024, 3, 28))
    assert told("due") == [("director_2", "P02", 3)]
    Notice.objects.all().delete()
    collections.close_collection(opened.officer_1, opened.collection.pk)
    assert send(date(2024, 3, 30)) == 0


def test_reviewers_are_told_of_what_waits_long(opened, settings):
    settings.RETURNS_REVIEW_DAYS = 5
    handed_in(opened)
    Notice.objects.all().delete()
    today = timezone.localdate()
    collections.close_collection(opened.officer_1, opened.collection.pk)
    assert send(today + timedelta(days=4)) == 0
    assert send(today + timedelta(days=5)) == 3
    assert {row[0] for row in told("to_review")} == {"officer_1", "officer_2", "officer_3"}
    assert send(today + timedelta(days=9)) == 0
    review.begin(opened.officer_2, opened.form.pk)
    Notice.objects.all().delete()
    assert send(today + timedelta(days=10)) == 1
    assert told() == [("officer_2", "P01", 10)]
    settings.RETURNS_REVIEW_DAYS = 0
    assert send(today + timedelta(days=100)) == 0


def test_rules_that_speak_of_nothing(opened):
    assert due_reminders([], DUE) == []
    assert waited([(opened.form, DUE)], DUE, 0) == []
    assert latest_offset([], DUE, DUE, DUE) is None


def test_the_number_of_queries_does_not_grow(opened, django_assert_max_num_queries):
    opened_at(opened, date(2024, 3, 1))
    with django_assert_max_num_queries(8):
        send(date(2024, 3, 28))
    assert Return.objects.count() == 2


@pytest.mark.parametrize("state", [s for s in Return.State.values if s not in {"draft", "sent_back"}])
def test_a_form_with_the_bureau_is_not_reminded_of(opened, state):
    opened_at(opened, date(2024, 3, 1))
    form = Return.objects.select_related("collection").get(pk=opened.form.pk)
    form.state = state
    assert due_reminders([form], DUE) == []
