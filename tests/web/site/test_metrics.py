"""``/metrics``: for who has the token only; what it counts is what happened."""

from __future__ import annotations

import pytest
from django.test import Client

from keqiao.web.audit import services as audit
from keqiao.web.jobs.models import Job

TOKEN = "a token of the monitoring system 42"


@pytest.fixture
def measures(settings):
    """Read the page: name with labels → value."""
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict[str, float]:
        answer = Client(headers={"authorization": f"Bearer {TOKEN}"}).get("/metrics")
        assert answer.status_code == 200
        lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    return read


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}"])
def test_there_is_no_such_page_without_the_token(db, settings, header):
    settings.METRICS_TOKEN = TOKEN
    assert Client(headers={"authorization": header} if header else {}).get("/metrics").status_code == 404


def test_there_is_no_such_page_where_no_token_is_set(db):
    assert Client(headers={"authorization": "Bearer "}).get("/metrics").status_code == 404


def test_it_tells_of_requests_jobs_and_the_log(officer, measures):
    labels = 'keqiao_requests_total{method="GET",room="readyz",status="200"}'
    before = measures().get(labels, 0)
    Client().get("/readyz")
    Job.objects.create(owner=officer, kind="test.work")
    entry = audit.record(officer, "test.act")
    after = measures()
    assert after[labels] == before + 1
    assert after['keqiao_jobs{kind="test.work",state="waiting"}'] == 1
    assert after["keqiao_oldest_waiting_job_seconds"] >= 0
    assert after["keqiao_audit_entries"] == entry.number
    assert after["keqiao_up"] == 1
    assert after["keqiao_free_bytes"] > 0
