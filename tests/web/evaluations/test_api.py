"""Results for programs: what each reader sees of a run, and what changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.api_reading import ask

from keqiao.web.evaluations.models import RunTotal


def test_scores_are_those_of_the_run_and_only_the_own_ones_for_a_platform(
    run, officer, leader, director, broker
):
    path = f"/runs/{run.code}/scores"
    every = ask(leader, path, per_page=200)
    assert every["total"] == RunTotal.objects.filter(run=run).count() > 3
    row = every["rows"][0]
    stored = RunTotal.objects.get(
        run=run, platform__code=row["platform"], period=row["period"], basis=row["basis"]
    )
    assert (row["total"], row["rank"], row["grade"]) == (stored.total, stored.rank, stored.grade_code)
    own = ask(director, path, per_page=200)
    assert {one["platform"] for one in own["rows"]} == {"P02"}
    assert own["rows"] == [one for one in every["rows"] if one["platform"] == "P02"]
    assert ask(broker, path)["total"] == 0
    assert ask(leader, path, platform="P03", period="2023")["total"] == 1


def test_indicators_add_up_to_the_total_and_another_platforms_look_like_none(run, director):
    rows = ask(director, f"/runs/{run.code}/indicators/P02")
    total = RunTotal.objects.get(run=run, platform__code="P02", period="2023", basis="reported")
    parts = [one["contribution"] or 0 for one in rows if one["period"] == "2023"]
    assert sum(parts) == pytest.approx(total.base if total.base is not None else total.total)
    client = Client()
    client.force_login(director)
    answers = [client.get(f"/api/v1/runs/{run.code}/indicators/{code}") for code in ("P01", "P99")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_a_run_that_was_not_released_is_the_bureaus(unreleased, officer, leader):
    assert [one["code"] for one in ask(officer, "/runs/")["rows"]] == [unreleased.code]
    assert ask(leader, "/runs/")["rows"] == []
    client = Client()
    client.force_login(leader)
    assert client.get(f"/api/v1/runs/{unreleased.code}/scores").status_code == 404


def test_what_changed_since(run, officer):
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    before = (run.finished_at - timedelta(minutes=1)).isoformat()
    for path in ("/runs/", f"/runs/{run.code}/scores"):
        assert ask(officer, path, changed_since=before)["total"] > 0
        assert ask(officer, path, changed_since=later)["total"] == 0
