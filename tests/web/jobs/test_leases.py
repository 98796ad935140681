"""Work of a worker that is gone is begun again, three times in all, and is never done twice in effect."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from keqiao.web.audit import services as audit
from keqiao.web.audit.models import Entry
from keqiao.web.jobs import leases, recovery, services, work
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Progress

State = Job.State


class WorkerGone(BaseException):
    """The process ends here: what comes after does not happen."""


def act(progress: Progress, *, dies: bool = False) -> str:
    """One act; the process may end right after it."""
    audit.record(progress.job.owner, "test.act", progress.job.owner)
    if dies and progress.job.attempt == 1:
        raise WorkerGone
    return "/done/"


@leases.once
def act_once(progress: Progress, *, dies: bool = False) -> str:
    """The same, marked."""
    return act(progress, dies=dies)


@pytest.fixture(autouse=True)
def queue(monkeypatch, settings):
    """What the rooms declare; the queue is in the database and nobody takes from it but :func:`worker`."""
    monkeypatch.setattr(work, "works", lambda: {"test.act": act, "test.once": act_once})
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def worker() -> None:
    """Take everything that waits, as db_worker does; die where the work does."""
    for entry in list(DBTaskResult.objects.ready()):
        entry.claim("test")
        try:
            entry.task.call(**entry.task_result.kwargs)
        except WorkerGone:
            return
        entry.set_successful(None)


def gone(job: Job, **fields: object) -> None:
    """The worker of a job is on a host that says nothing any more."""
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(worker="elsewhere/1:77", lease_until=past, **fields)


@pytest.mark.parametrize(("kind", "acts"), [("test.act", 2), ("test.once", 1)])
def test_what_a_worker_left_is_begun_again_and_done_once_where_it_says_so(officer, kind, acts):
    job = services.start(officer, kind, dies=True)
    worker()
    gone(job)
    assert recovery.recover() == 1
    assert recovery.recover() == 0, "it waits in the queue now"
    assert DBTaskResult.objects.count() == 1
    worker()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert job.result_url == ("/done/" if kind == "test.act" else job.acted_at)
    assert Entry.objects.filter(action="test.act").count() == acts


def test_work_that_ends_its_workers_fails_with_a_sentence(officer):
    job = services.start(officer, "test.act")
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    gone(job, attempt=recovery.ATTEMPTS)
    assert recovery.recover() == 1
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "three times" in job.message_template


def test_a_request_to_stop_reaches_work_whose_worker_is_gone(officer):
    job = services.start(officer, "test.act")
    gone(job, state=State.RUNNING, cancel_requested=True)
    assert recovery.recover() == 1
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_an_attempt_that_was_given_up_changes_nothing_any_more(officer):
    """A worker that stood still for minutes wakes up after another has taken its job."""
    job = services.start(officer, "test.act")
    assert leases.take(job)
    late = Job.objects.get(pk=job.pk)
    gone(job)
    recovery.recover()
    assert leases.take(Job.objects.get(pk=job.pk))
    with pytest.raises(Cancelled):
        Progress(late).update(0.5, "x")
    with pytest.raises(Cancelled):
        leases.fence(late)(officer)
    assert not work.move(late, State.DONE)
    leases.fence(Job.objects.get(pk=job.pk))(officer)


def test_a_lease_that_is_renewed_holds(officer):
    job = services.start(officer, "test.act")
    leases.take(job)
    before = job.lease_until
    leases.renew()
    job.refresh_from_db()
    assert job.lease_until >= before > timezone.now()
    assert recovery.recover() == 0


def test_a_process_of_this_machine_that_is_gone_is_known_at_once(officer):
    job = services.start(officer, "test.act")
    ended = subprocess.Popen(["true"])
    ended.wait()
    own = leases.this_worker().replace(f":{os.getpid()}", f":{ended.pid}")
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, worker=own, lease_until=timezone.now() + timedelta(minutes=1)
    )
    assert recovery.recover() == 1


def test_an_entry_that_was_taken_and_never_begun_is_put_back(officer):
    job = services.start(officer, "test.act")
    entry = DBTaskResult.objects.get()
    entry.claim("gone")
    assert recovery.recover() == 0, "somebody may be about to begin it"
    DBTaskResult.objects.update(started_at=timezone.now() - 2 * leases.LEASE)
    assert recovery.recover() == 1
    worker()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_each_kind_has_its_queue_and_old_entries_are_forgotten(officer):
    services.start(officer, "test.act")
    services.start(officer, "test.once")
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {"test.act", "test.once"}
    worker()
    DBTaskResult.objects.filter(queue_name="test.act").update(finished_at=timezone.now() - timedelta(days=40))
    recovery.forget_old_entries(timezone.localdate())
    assert DBTaskResult.objects.get().queue_name == "test.once"
