"""``/healthz``: 200 while the database answers and takes rows, the disk has space and the worker lives; else 503."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from keqiao.web.jobs import daily, pulse
from keqiao.web.jobs.models import Heartbeat
from keqiao.web.site import views


@pytest.fixture(autouse=True)
def _said_ok():
    views._last["said"] = "ok"


def state(client) -> tuple[int, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()["status"]


def test_all_is_well(client, db):
    pulse.beat(pulse.WORKER)
    assert state(client) == (200, "ok")
    assert Heartbeat.objects.filter(part=pulse.WEB).exists()


def test_asking_often_does_not_write_often(client, db, django_assert_max_num_queries):
    state(client)
    before = Heartbeat.objects.get(part=pulse.WEB).at
    with django_assert_max_num_queries(3):
        state(client)
    assert Heartbeat.objects.get(part=pulse.WEB).at == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("database is locked", "database locked"),
        ("database or disk is full", "disk full"),
        ("attempt to write a readonly database", "database not writable"),
    ],
)
def test_a_database_that_takes_nothing(words, said, client, db, monkeypatch):
    def refuse(part):
        raise OperationalError(words)

    monkeypatch.setattr(pulse, "beat", refuse)
    assert state(client) == (503, said)
    assert client.get("/healthz")["Retry-After"]


def test_little_space(client, db, settings):
    settings.LEAST_FREE_BYTES = 2**62
    assert state(client) == (503, "disk nearly full")


def test_a_worker_that_is_silent(client, db):
    assert state(client) == (200, "ok")  # none was ever begun: nothing to wait for
    Heartbeat.objects.update_or_create(
        part=pulse.WORKER, defaults={"at": timezone.now() - timedelta(minutes=5)}
    )
    assert state(client) == (503, "worker silent")
    pulse.beat(pulse.WORKER)
    assert state(client) == (200, "ok")


def test_the_worker_says_that_it_lives_even_when_its_work_fails(db, monkeypatch):
    def fail():
        raise RuntimeError("broken")

    class Once:
        def wait(self, seconds):
            raise StopIteration

    monkeypatch.setattr(daily, "look", fail)
    monkeypatch.setattr(daily, "close_old_connections", lambda: None)
    monkeypatch.setattr(daily.threading, "Event", Once)
    with pytest.raises(StopIteration):
        daily._watch()
    assert not pulse.is_silent(pulse.WORKER)
    assert Heartbeat.objects.filter(part=pulse.WORKER).exists()


def test_a_change_is_logged_once(client, db, settings, caplog):
    settings.LEAST_FREE_BYTES = 2**62
    with caplog.at_level(logging.WARNING, logger="keqiao.web.site.views"):
        for _ in range(3):
            state(client)
        settings.LEAST_FREE_BYTES = 0
        state(client)
    said = [record.getMessage() for record in caplog.records if record.name == "keqiao.web.site.views"]
    assert said == ["health: disk nearly full", "health: ok"]


def test_a_process_is_ready_with_the_tables_of_its_version(client, db, monkeypatch):
    monkeypatch.setitem(views._migrated, "seen", False)
    assert client.get("/readyz").status_code == 200
    monkeypatch.setitem(views._migrated, "seen", False)
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda *_: ["missing"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "migrations missing")
