"""A file that takes long is made by a job and taken where it was asked for; it leaves through the one way out."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.jobs import job_files
from keqiao.web.jobs.models import Job, StoredResult
from keqiao.web.jobs.progress import Cancelled, Progress
from keqiao.web.site.lists import view


@pytest.fixture
def large(monkeypatch):
    """Every list counts as large."""
    monkeypatch.setattr(view, "MOST_AT_ONCE", -1)


@pytest.fixture
def client(client_of):
    """An auditor."""
    return client_of("auditor")


def test_a_large_workbook_is_made_by_a_job_and_is_the_same(client, large, monkeypatch):
    record(client.user, "accounts.sign_in")
    asked = client.get("/audit/?format=xlsx&action=accounts.sign_in")
    job = Job.objects.get(kind=job_files.WORK)
    assert asked.url == job.get_absolute_url()
    assert (job.state, job.owner, job.progress) == ("done", client.user, 100)
    assert not Entry.objects.filter(action="audit.export").exists()
    taken = client.get(job.result_url)
    assert taken["Content-Disposition"].endswith('.xlsx"') and taken["Cache-Control"] == "private, no-store"
    entry = Entry.objects.get(action="audit.export")
    assert (
        entry.actor == client.user
        and entry.detail["query"] == "action=accounts.sign_in"
        and "rows" in entry.detail
    )
    monkeypatch.setattr(view, "MOST_AT_ONCE", 10_000)
    at_once = client.get("/audit/?format=xlsx&action=accounts.sign_in")
    kept, direct = (_cells(b"".join(answer)) for answer in (taken.streaming_content, at_once))
    assert kept[3:5] == direct[3:5] and kept[4][0] == 1


def test_the_file_is_for_who_asked_for_it_and_for_its_address(client, client_of, user_with, large):
    client.get("/audit/?format=xlsx")
    job = Job.objects.get()
    other = client_of(user_with("auditor", username="another"))
    assert other.get(job.result_url).status_code == 302, "another reader gets a job of their own"
    assert Job.objects.count() == 2 and Job.objects.latest("created_at").owner == other.user


def test_a_file_that_is_gone_is_made_again(client, large):
    client.get("/audit/?format=xlsx")
    first = Job.objects.get()
    stored = StoredResult.objects.get()
    stored.file.storage.delete(stored.file.name)
    again = client.get(first.result_url)
    assert (
        urlsplit(again.url).path
        == Job.objects.latest("created_at").get_absolute_url()
        != first.get_absolute_url()
    )


def test_it_stops_where_its_owner_asks(client, large, monkeypatch):
    monkeypatch.setattr(Progress, "check", _stop)
    client.get("/audit/?format=xlsx")
    assert Job.objects.get().state == "cancelled" and not StoredResult.objects.exists()


def _stop(progress: Progress) -> None:
    raise Cancelled


def _cells(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
