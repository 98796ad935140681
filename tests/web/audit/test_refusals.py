"""Refused access is in the log, once a minute for the same page and never without bound."""

from datetime import timedelta

import pytest

from keqiao.web.audit import refusals, services
from keqiao.web.audit.models import Entry


@pytest.fixture
def clerk(client_of):
    return client_of("platform_clerk")


def refused() -> list[Entry]:
    return list(Entry.objects.filter(action="site.refuse").order_by("number"))


def test_a_refused_page_is_written_down(clerk):
    assert clerk.get("/audit/").status_code == 403
    (entry,) = refused()
    assert (entry.outcome, entry.target_name, entry.actor) == ("denied", "/audit/", clerk.user)
    assert entry.address == "127.0.0.1"
    assert entry.detail["reason"]


def test_the_same_refusal_is_written_once_a_minute(clerk, monkeypatch):
    for _ in range(5):
        clerk.get("/audit/")
    assert len(refused()) == 1
    clerk.get("/audit/", REMOTE_ADDR="10.0.0.9")
    assert len(refused()) == 2
    later = refusals.timezone.now() + refusals.SPAN + timedelta(seconds=1)
    monkeypatch.setattr(refusals.timezone, "now", lambda: later)
    clerk.get("/audit/")
    assert len(refused()) == 3


def test_a_program_that_runs_through_addresses_does_not_flood_the_log(clerk):
    for number in range(refusals.MOST + 15):
        assert clerk.get(f"/audit/{number}/").status_code == 403
    found = refused()
    assert len(found) == refusals.MOST
    assert found[-1].detail["further"] is True
    assert not any("further" in entry.detail for entry in found[:-1])


def test_others_are_still_written_down(clerk, client_of):
    for number in range(refusals.MOST + 1):
        clerk.get(f"/audit/{number}/")
    client_of("firm").get("/audit/")
    assert refused()[-1].actor != clerk.user


def test_a_log_that_cannot_be_written_does_not_hide_the_refusal(clerk, monkeypatch):
    def fail(*args, **kwargs):
        raise refusals_error

    from django.db import OperationalError

    refusals_error = OperationalError("disk full")
    monkeypatch.setattr(refusals, "record", fail)
    assert clerk.get("/audit/").status_code == 403
    assert services.record is not fail
