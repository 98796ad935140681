"""Gradings for programs: the bureau sees all of them, others what is published, details of the own platform only."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from tests.web.api_reading import ask

from keqiao.web.audit.clock import story_at

from .conftest import after


def test_before_the_publicity_a_grading_is_the_bureaus(runs, story, officer, director_of):
    grading = story.begun(runs())
    assert [one["code"] for one in ask(officer, "/gradings/")["rows"]] == [grading.code]
    assert ask(director_of(2), "/gradings/")["total"] == 0
    client = Client()
    client.force_login(director_of(3))
    assert client.get(f"/api/v1/gradings/{grading.code}/grades").status_code == 404


def test_the_published_list_has_grades_and_the_own_details(runs, story, officer, director_of):
    grading = story.published(runs())
    with story_at(after(4)):
        every = ask(officer, f"/gradings/{grading.code}/grades")
        shown = ask(director_of(2), f"/gradings/{grading.code}/grades")
    assert len(every) == len(shown) == 10
    assert [(one["platform"], one["grade"]) for one in every] == [
        (one["platform"], one["grade"]) for one in shown
    ]
    assert all(one["total"] is not None for one in every)
    assert {
        one["platform"] for one in shown if one["total"] is not None or one["rank"] or one["computed"]
    } == {"P02"}


def test_what_changed_since_a_step(runs, story, officer):
    grading = story.published(runs())
    last = grading.steps.order_by("at").last()
    assert ask(officer, "/gradings/", changed_since=last.at.isoformat())["total"] == 1
    later = max(grading.created_at, last.at) + timedelta(seconds=1)
    assert ask(officer, "/gradings/", changed_since=later.isoformat())["total"] == 0
