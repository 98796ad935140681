"""A run and its job are written together; what stands without a job is found, computed or removed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.evaluations.conftest import PERIODS

from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import orphans, services
from keqiao.web.evaluations.models import Run
from keqiao.web.jobs.models import Job


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def noted(officer, snapshot, scheme):
    """A run that was noted, and the process ended before there was a job."""
    return services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=PERIODS)


def test_a_process_that_ends_between_leaves_nothing(officer, snapshot, scheme, monkeypatch, client_of):
    def killed(*args, **kwargs):
        raise Killed

    monkeypatch.setattr(services.jobs, "start", killed)
    fields = {
        "title": "测算",
        "snapshot": snapshot.pk,
        "scheme": scheme.pk,
        "periods": PERIODS,
        "basis": "reported",
    }
    with pytest.raises(Killed):
        client_of(officer).post("/evaluations/new/", fields)
    assert not Run.objects.exists()
    assert not Job.objects.exists()
    assert not Entry.objects.filter(action="evaluations.start_run").exists()


def test_the_page_offers_to_compute_it(noted, officer, client_of):
    client = client_of(officer)
    page = client.get(noted.get_absolute_url()).content.decode()
    assert f"/evaluations/{noted.code}/resume" in page
    assert f"/evaluations/{noted.code}/remove" in page
    answer = client.post(f"/evaluations/{noted.code}/resume")
    noted.refresh_from_db()
    assert answer.url == noted.job.get_absolute_url()
    assert noted.is_done  # background work is done at once in tests
    assert Entry.objects.filter(action="evaluations.resume_run").count() == 1


def test_the_page_offers_to_remove_it(noted, officer, client_of):
    client_of(officer).post(f"/evaluations/{noted.code}/remove")
    assert not Run.objects.exists()
    assert Entry.objects.get(action="evaluations.remove_run").detail["code"] == noted.code


@pytest.mark.parametrize("act", ["resume", "remove"])
def test_a_run_with_a_result_or_under_way_stays(act, run, officer, client_of):
    client = client_of(officer)
    before = Run.objects.values().get(pk=run.pk)
    client.post(f"/evaluations/{run.code}/{act}")
    assert Run.objects.values().get(pk=run.pk) == before
    going_on = Job.objects.create(owner=officer, kind="evaluations.run", state=Job.State.RUNNING)
    under_way = services.start_run(
        officer, title="另一", snapshot=run.snapshot, scheme=run.scheme, periods=run.periods
    )
    Run.objects.filter(pk=under_way.pk).update(job=going_on, state=Run.State.RUNNING)
    client.post(f"/evaluations/{under_way.code}/{act}")
    under_way.refresh_from_db()
    assert (under_way.state, under_way.job) == (Run.State.RUNNING, going_on)


def test_a_run_whose_job_was_stopped_is_offered_too(noted, officer, client_of):
    ended = Job.objects.create(owner=officer, kind="evaluations.run", state=Job.State.FAILED)
    Run.objects.filter(pk=noted.pk).update(job=ended, state=Run.State.RUNNING)
    assert "/resume" in client_of(officer).get(noted.get_absolute_url()).content.decode()
    assert orphans.queue_forgotten() == 0  # a person decides: it may end the same way again
    client_of(officer).post(f"/evaluations/{noted.code}/resume")
    noted.refresh_from_db()
    assert noted.is_done


def test_one_that_never_had_a_job_is_found_by_itself_after_some_minutes(noted, officer):
    assert orphans.queue_forgotten() == 0  # a command may be computing it
    Run.objects.filter(pk=noted.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    assert orphans.queue_forgotten() == 1
    noted.refresh_from_db()
    assert noted.is_done
    assert noted.job.owner == officer
    assert orphans.queue_forgotten() == 0


def test_one_whose_starter_may_do_so_no_longer_says_so(noted, officer):
    officer.roles.clear()
    Run.objects.filter(pk=noted.pk).update(created_at=timezone.now() - timedelta(minutes=6))
    assert orphans.queue_forgotten() == 1
    noted.refresh_from_db()
    assert noted.state == Run.State.FAILED
    assert noted.failure
