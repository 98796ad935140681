"""The work of a day: once, whoever looks; again after an error or a death; one failure stops no other."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from keqiao.web.jobs import daily
from keqiao.web.jobs.models import DailyRun

DAY = date(2024, 3, 1)


@pytest.fixture
def done(db, monkeypatch):
    """The days on which the work was done."""
    days: list[object] = []
    declared(monkeypatch, {"room.work": days.append}, {"room.often": lambda: days.append("often")})
    return days


def declared(monkeypatch, every_day, often):
    """Let the rooms declare this work."""
    monkeypatch.setattr(daily, "every_day", lambda: every_day)
    monkeypatch.setattr(daily, "often", lambda: often)


def test_it_is_done_once_a_day(done):
    assert daily.look(DAY) == ["room.work"]
    assert daily.look(DAY) == []
    assert daily.look(DAY + timedelta(days=1)) == ["room.work"]
    assert done == [DAY, "often", "often", DAY + timedelta(days=1), "often"]


def test_another_process_that_is_at_it_is_left_alone(done):
    DailyRun.objects.create(name="room.work", day=DAY, started_at=timezone.now())
    assert daily.look(DAY) == []


def test_what_a_process_died_over_is_done_again_by_one(done):
    started = timezone.now() - daily.AGAIN_AFTER - timedelta(seconds=1)
    DailyRun.objects.create(name="room.work", day=DAY, started_at=started)
    assert daily.look(DAY) == ["room.work"]
    assert daily.look(DAY) == []


def test_an_error_is_logged_tried_again_and_stops_no_other(done, monkeypatch, caplog):
    def fail(day):
        raise RuntimeError("no")

    def fail_often():
        raise RuntimeError("no")

    declared(monkeypatch, {"room.bad": fail, "room.work": done.append}, {"room.bad": fail_often})
    assert daily.look(DAY) == ["room.work"]
    assert DailyRun.objects.get(name="room.bad").finished_at is None
    assert "room.bad" in caplog.text
    DailyRun.objects.filter(name="room.bad").update(started_at=timezone.now() - timedelta(hours=1))
    declared(monkeypatch, {"room.bad": done.append}, {})
    assert daily.look(DAY) == ["room.bad"]


def test_old_days_are_forgotten(done):
    DailyRun.objects.create(
        name="room.work", day=DAY - timedelta(days=500), started_at=timezone.now(), finished_at=timezone.now()
    )
    daily.look(DAY)
    assert DailyRun.objects.count() == 1


def test_the_rooms_have_registered_their_work():
    assert "returns.reminders" in daily.every_day()
    assert "notices.mails" in daily.often()
