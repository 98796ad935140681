"""Answers of heavy computations: one row for a question, files for a while."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from keqiao.web.jobs import results, services
from keqiao.web.jobs.models import Job, StoredResult


def test_a_question_is_its_kind_and_inputs():
    asked = results.question("room.work", run=1, basis="reported")
    assert asked == results.question("room.work", basis="reported", run=1)
    assert (
        len(
            {
                asked,
                results.question("room.work", run=2, basis="reported"),
                results.question("room.other", run=1),
            }
        )
        == 3
    )
    assert len(asked) == 64


@pytest.mark.django_db
def test_the_first_answer_stays():
    key = results.question("room.work", run=1)
    assert results.find("room.work", key) is None
    first = results.store("room.work", key, b"answer")
    assert results.store("room.work", key, b"another") == first
    assert bytes(results.find("room.work", key).content) == b"answer"
    assert results.find("room.other", key) is None


def test_a_job_that_is_at_it_is_not_started_again(officer, monkeypatch):
    started = []

    def start(owner, kind, label="", *, question="", **given):
        started.append(given)
        return Job.objects.create(owner=owner, kind=kind, label=label, question=question)

    monkeypatch.setattr(services, "start", start)
    first = results.ask(officer, "room.work", "a" * 64, "label", run=1)
    assert results.ask(officer, "room.work", "a" * 64, "label", run=1) == first
    assert results.ask(officer, "room.work", "b" * 64, "label", run=2) != first
    Job.objects.filter(pk=first.pk).update(state=Job.State.FAILED)
    assert results.ask(officer, "room.work", "a" * 64, "label", run=1) != first
    assert started == [{"run": 1}, {"run": 2}, {"run": 1}]


@pytest.mark.django_db
def test_files_are_removed_after_a_while():
    old = results.store_file("room.work", "a" * 64, io.BytesIO(b"old"), "old.zip")
    new = results.store_file("room.work", "b" * 64, io.BytesIO(b"new"), "new.zip")
    rows = results.store("room.work", "c" * 64, b"rows stay")
    long_ago = timezone.now() - timedelta(days=results.DAYS_OF_FILES + 2)
    StoredResult.objects.exclude(pk=new.pk).update(made_at=long_ago)
    results.remove_old_files(timezone.localdate())
    assert set(StoredResult.objects.all()) == {new, rows}
    assert not old.file.storage.exists(old.file.name)
    assert new.file.open("rb").read() == b"new"
