"""Background work: states, progress, cancelling, failing, who sees it."""

import itertools

import pytest
from django.utils import translation

from keqiao.web.audit.models import Entry
from keqiao.web.jobs import services, transitions, work
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Progress, Refused

State = Job.State


def good(progress: Progress, *, steps: int) -> str:
    for step in range(steps):
        progress.update(step / steps, "step %(step)s", step=step)
    return "/accounts/password/"


def bad(progress: Progress) -> str:
    return str(1 / 0)


def refused(progress: Progress) -> None:
    raise Refused("%(unit)s has no data", unit="P01")


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """What the rooms declare; a test adds more."""
    works = {"test.good": good, "test.bad": bad, "test.refused": refused}
    monkeypatch.setattr(work, "works", lambda: works)
    return works


@pytest.fixture
def job(officer):
    return Job.objects.create(owner=officer, kind="test.work")


def test_work_that_ends_well(officer):
    job = services.start(officer, "test.good", label="三步", steps=3)
    assert (job.state, job.progress, job.result_url) == (State.DONE, 100, "/accounts/password/")
    assert job.created_at <= job.started_at <= job.finished_at


def test_an_error_of_the_system_is_told_without_its_insides(officer, caplog):
    job = services.start(officer, "test.bad")
    assert job.state == State.FAILED
    assert "division" not in job.message
    assert "ZeroDivisionError" in caplog.text


def test_a_refusal_is_told_in_words(officer):
    job = services.start(officer, "test.refused")
    assert job.state == State.FAILED
    with translation.override("en"):
        assert job.message == "P01 has no data"


# The worker closes connections between tasks, so this cannot run inside one transaction.
@pytest.mark.django_db(transaction=True)
def test_with_the_database_backend_the_work_waits_for_the_worker(officer, settings):
    from django.core.management import call_command

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    job = services.start(officer, "test.good", steps=2)
    assert job.state == State.WAITING
    call_command(
        "db_worker", queue_name="test.good", batch=True, interval=0, startup_delay=False, verbosity=0
    )
    job.refresh_from_db()
    assert job.state == State.DONE


def test_work_that_no_room_declares_is_not_started(officer):
    with pytest.raises(LookupError, match=r"test\.nothing"):
        services.start(officer, "test.nothing")
    assert not Job.objects.exists()


def test_cancelling_what_waits_ends_it_and_the_worker_leaves_it_alone(job, officer, declared):
    services.cancel(job, officer)
    assert job.state == State.CANCELLED
    called = []
    declared["test.work"] = called.append
    work.run.call(str(job.pk), {})
    assert not called


def test_cancelling_what_runs_stops_it_at_the_next_report(job, officer, declared):
    def long(progress: Progress) -> None:
        progress.update(0.1, "begun")
        services.cancel(Job.objects.get(pk=job.pk), officer)
        progress.update(0.2, "going on")
        pytest.fail("the work went on")

    declared["test.work"] = long
    work.run.call(str(job.pk), {})
    job.refresh_from_db()
    assert (job.state, job.progress) == (State.CANCELLED, 10)
    assert Entry.objects.filter(action="jobs.cancel").count() == 1


def test_cancelling_what_is_over_changes_nothing(officer):
    job = services.start(officer, "test.good", steps=1)
    assert services.cancel(job, officer).state == State.DONE


ORDERS = list(itertools.product(State.values, State.values))


@pytest.mark.parametrize(("before", "after"), ORDERS)
def test_only_the_allowed_changes_of_state_happen(job, before, after):
    allowed = {
        ("waiting", "running"),
        ("running", "waiting"),
        ("waiting", "cancelled"),
        ("waiting", "failed"),
        ("running", "done"),
        ("running", "failed"),
        ("running", "cancelled"),
    }
    Job.objects.filter(pk=job.pk).update(state=before)
    assert transitions.move(job, after) is ((before, after) in allowed)


@pytest.mark.parametrize(
    ("fraction", "shown"), [(-1, 0), (0.5, 50), (7, 100), (float("nan"), 0), (float("inf"), 100)]
)
def test_progress_stays_between_0_and_100(job, fraction, shown):
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    Progress(job).update(fraction, "x")
    job.refresh_from_db()
    assert job.progress == shown


def test_progress_never_goes_back(job):
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    progress = Progress(job)
    progress.update(0.6, "a")
    progress.update(0.3, "b")
    job.refresh_from_db()
    assert job.progress == 60


def test_reports_that_follow_closely_cost_no_query(job, django_assert_max_num_queries):
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    progress = Progress(job)
    with django_assert_max_num_queries(40):
        for step in range(10_000):
            progress.update(step / 10_000)


def test_a_job_that_no_longer_runs_stops_its_work(job):
    with pytest.raises(Cancelled):
        Progress(job).update(0.1, "x")


def test_a_message_that_does_not_fit_its_values_is_still_shown(job):
    job.message_template, job.message_values = "%(missing)s of %d", {"other": 1}
    assert job.message == "%(missing)s of %d"


def test_the_page_polls_until_the_end_and_leads_on(officer_client, job):
    page = officer_client.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page
    Job.objects.filter(pk=job.pk).update(state=State.DONE, result_url="/accounts/password/")
    answer = officer_client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert answer.status_code == 286
    assert answer["HX-Redirect"] == "/accounts/password/"
    assert "hx-trigger" not in answer.content.decode()


def test_cancelling_by_the_button(officer_client, job):
    answer = officer_client.post(f"/jobs/{job.pk}/cancel/")
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert officer_client.get(f"/jobs/{job.pk}/cancel/").status_code == 302


def test_nobody_sees_anothers_work(client_of, job):
    client = client_of("auditor")
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
