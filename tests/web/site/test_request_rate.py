"""More pages a minute than a person reads are refused, with when to come back; others go on."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def minute(monkeypatch):
    """The clock stands 20 seconds after the full minute."""
    monkeypatch.setattr("keqiao.web.site.request_rate.time.time", lambda: 6_000_020.0)


def test_one_session_does_not_hold_up_the_others(client_of, settings):
    settings.SESSION_PAGES_PER_MINUTE = 10
    hasty, other = client_of("auditor"), client_of("bureau_officer")
    answers = [hasty.get("/accounts/password/").status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    answer = hasty.get("/accounts/password/")
    assert answer["Retry-After"] == "40"
    assert "分钟" in answer.content.decode()
    assert other.get("/accounts/password/").status_code == 200


def test_an_address_that_makes_up_sessions_is_refused(db, settings):
    settings.ADDRESS_PAGES_PER_MINUTE = 10
    for number in range(10):
        client = Client(REMOTE_ADDR="10.9.8.7")
        client.cookies[settings.SESSION_COOKIE_NAME] = f"made-up-{number}"
        assert client.get("/accounts/login/").status_code == 200
    assert Client(REMOTE_ADDR="10.9.8.7").get("/accounts/login/").status_code == 429
    assert Client(REMOTE_ADDR="10.9.8.8").get("/accounts/login/").status_code == 200
    assert Client(REMOTE_ADDR="10.9.8.7").get("/readyz").status_code == 200, "monitoring is not counted"
