"""Every entry bears the address and the session of the request under way, whether or not the request was handed on."""

import pytest
from django.test import Client, RequestFactory
from tests.web.conftest import PASSWORD

from keqiao.web.audit.models import Entry
from keqiao.web.audit.origin import Origin, acting_from, current
from keqiao.web.audit.services import record
from keqiao.web.jobs import work
from keqiao.web.jobs.models import Job


def test_what_is_recorded_within_a_request_bears_its_address(officer):
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    with acting_from(Origin(request=request)):
        entry = record(officer, "test.act")
    assert (entry.address, entry.session) == ("198.51.100.7", "")
    assert record(officer, "test.later").address == ""
    assert current().request is None


def test_acts_of_one_sign_in_bear_one_session_and_no_key_to_it(officer):
    marks = []
    for address in ("198.51.100.8", "198.51.100.9"):
        client = Client(REMOTE_ADDR=address)
        client.login(request=RequestFactory().get("/"), username="officer", password=PASSWORD)
        client.get("/audit/")  # refused, which is recorded
        client.get("/audit/export/")
        found = Entry.objects.filter(action="site.refuse").order_by("-number")[:2]
        assert {entry.address for entry in found} == {address}
        assert len({entry.session for entry in found}) == 1
        assert found[0].session and found[0].session not in client.session.session_key
        marks.append(found[0].session)
    assert marks[0] != marks[1]


def test_a_job_acts_for_the_one_who_started_it(officer, monkeypatch):
    job = Job.objects.create(owner=officer, kind="test.work", label="work")
    monkeypatch.setattr(
        work, "works", lambda: {"test.work": lambda progress: record(None, "test.work") and None}
    )
    work.run.call(str(job.pk), {})
    entry = Entry.objects.get(action="test.work")
    assert entry.actor == officer
    assert entry.session == f"job {str(job.pk)[:8]}"


@pytest.mark.parametrize("session", ["", "abc"])
def test_the_session_is_covered_by_the_hash(officer, session):
    from keqiao.web.audit.content import digest

    entry = record(officer, "test.act")
    before = digest(entry)
    entry.session = session
    assert (digest(entry) == before) == (not session)
