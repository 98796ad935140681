"""Robustness is kept once and for all with its run; old runs get theirs in the background; nobody else may ask."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from tests.web.documents import enacted

from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.guards.placement import lift, place
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import computation, draws, robustness, services
from keqiao.web.evaluations.documents import UNCERTAINTY
from keqiao.web.evaluations.models import RunRobustness
from keqiao.web.evaluations.triggers import GUARD
from keqiao.web.jobs import services as jobs
from keqiao.web.jobs.models import Job


@pytest.fixture
def old(run):
    """A run from before intervals were kept: its row is taken out behind the guards."""
    lift(connection, [GUARD])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM evaluations_runrobustness WHERE run_id = %s", [run.pk])
    place(connection, [GUARD])
    return run


def test_a_finished_run_has_its_intervals_and_an_entry(run):
    kept = RunRobustness.objects.get(run=run)
    assert (kept.draws, kept.seed, kept.declared) == (1000, run.seed, False)
    assert kept.refusals == []
    assert Entry.objects.filter(action="evaluations.draw").count() == 1


def test_it_never_changes(run):
    kept = run.robustness
    with pytest.raises(Frozen):
        kept.save()
    with pytest.raises(Frozen):
        RunRobustness.objects.update(draws=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_runrobustness SET draws = 1")


def test_an_old_run_gets_its_own_once(officer, old):
    assert services.recompute(officer, old).same_intervals is None
    first = robustness.keep(officer, old)
    assert robustness.keep(officer, old) == first
    assert robustness.store(officer, old, robustness.drawn_for(old)) == first
    assert services.recompute(officer, old).same_intervals is True


def test_the_button_starts_a_job(client, officer, old):
    client.force_login(officer)
    address = reverse("evaluations:robustness", args=(old.code,))
    assert reverse("evaluations:draw", args=(old.code,)) in client.get(address).content.decode()
    assert "尚无名次区间" in client.get(old.get_absolute_url()).content.decode()
    response = client.post(reverse("evaluations:draw", args=(old.code,)))
    job = Job.objects.get(kind="evaluations.draw")
    assert response.url == job.get_absolute_url()


def test_the_work_of_the_job(officer, old):
    job = jobs.start(officer, "evaluations.draw", run_id=old.pk)
    assert job.state == Job.State.DONE
    assert job.result_url == reverse("evaluations:robustness", args=(old.code,))
    assert RunRobustness.objects.filter(run=old).exists()


@pytest.mark.parametrize("name", ["director", "auditor", "leader", "congress"])
def test_only_the_bureau_has_them_computed(request, name, old):
    user = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        robustness.keep(user, old)
    with pytest.raises(PermissionDenied):
        robustness.queue(user, old)


def test_a_run_without_result_has_none(officer, snapshot, scheme):
    waiting = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    with pytest.raises(robustness.NoIntervals):
        robustness.queue(officer, waiting)
    with pytest.raises(robustness.NoIntervals):
        robustness.keep(officer, waiting)


def test_an_error_in_the_draws_never_costs_the_result(officer, snapshot, scheme, monkeypatch):
    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(draws, "draw", broken)
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    )
    assert run.is_done
    assert not RunRobustness.objects.filter(run=run).exists()


def test_drawn_again_by_what_was_stored_not_by_what_counts_now(officer, run):
    """Another version came into force: the run gives what it gave, and its pages say what was drawn."""
    assert run.documents == run.robustness.documents == {UNCERTAINTY.code: UNCERTAINTY.packaged}
    enacted(UNCERTAINTY, ("draws: 1000", "draws: 50"), ("share: 0.2", "share: 0.5"))
    assert robustness.same_again(run) is True
    assert services.recompute(officer, run).same_intervals is True
    assert draws.specification(run, computation.scheme_of(run.scheme)).draws == 1000


def test_sentences_say_the_share_and_the_border_that_were_drawn(client, officer, snapshot, scheme):
    """Nothing literal: an interval of 50 % and a border of 99 % are told as such."""
    made = enacted(
        UNCERTAINTY,
        ("draws: 1000", "draws: 200"),
        ("interval: 0.9", "interval: 0.5"),
        ("border: 0.8", "border: 0.99"),
    )
    started = services.start_run(
        officer, title="另一设定", snapshot=snapshot, scheme=scheme, periods=["2024"]
    )
    drawn = services.execute_run(started)
    assert drawn.documents == {UNCERTAINTY.code: made.fingerprint}
    assert (drawn.robustness.interval, drawn.robustness.border) == (0.5, 0.99)
    assert robustness.same_again(drawn) is True
    client.force_login(officer)
    for address in (reverse("evaluations:robustness", args=(drawn.code,)), drawn.get_absolute_url()):
        text = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "90% of" not in text and "fewer than 80%" not in text and "at least 80%" not in text
        assert "50% of" in text or "50% of" in text.replace("\xa0", " ")
