"""The life of a run: started, computed, frozen, computed again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.web.evaluations.conftest import PERIODS, frozen

from keqiao.engine.evaluation import evaluate
from keqiao.engine.schemes import load_scheme
from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.guards.placement import lift, place
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import computation, selectors, services
from keqiao.web.evaluations.models import Run, RunFrame, RunTotal
from keqiao.web.evaluations.triggers import GUARD
from keqiao.web.jobs.progress import Cancelled


def test_a_run_keeps_the_totals_that_the_engine_gives(run):
    made, _platforms = computation.input_of(run, load_scheme("three_pillar"))
    direct = evaluate(load_scheme("three_pillar"), made)
    assert run.state == Run.State.DONE
    assert run.digest == direct.digest
    kept = {
        (row.period, row.platform.code): (row.total, row.rank)
        for row in run.totals.select_related("platform")
    }
    assert kept == {
        (row["period"], row["unit"]): (row["total"], row["rank"]) for row in direct.totals.to_dicts()
    }
    # P04 joined the system in 2023.
    assert len(kept) == 3 + 4 + 4


def test_a_finished_run_never_changes(run):
    run.title = "另一个题目"
    with pytest.raises(Frozen):
        run.save()
    with pytest.raises(Frozen):
        run.delete()
    with pytest.raises(Frozen):
        Run.objects.all().update(title="另一个题目")
    with pytest.raises(Frozen):
        Run.objects.all().delete()
    for row in (RunTotal.objects.first(), RunFrame.objects.first()):
        with pytest.raises(Frozen):
            row.save()
        with pytest.raises(Frozen):
            row.delete()


def test_computed_again_it_is_the_same_to_the_bit_whatever_the_register_says_now(run, officer, city):
    city[0].type, city[0].short_name = "service", "改名院"
    city[0].save()
    again = services.recompute(officer, run)
    assert again.same_result
    assert again.same_input
    assert again.digest == run.digest
    assert Entry.objects.filter(action="evaluations.recompute", outcome="success").exists()


def test_a_tampered_result_is_noticed(run, officer):
    lift(connection, [GUARD])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_run SET digest = %s", ["0" * 64])
    place(connection, [GUARD])
    run.refresh_from_db()
    assert not services.recompute(officer, run).same_result


def test_numbers_count_up_within_the_year_evaluated(officer, snapshot, scheme):
    codes = [
        services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=periods).code
        for periods in (["2024"], ["2023", "2024"], ["2023"], ["2024"])
    ]
    assert codes == ["2024-001", "2024-002", "2023-001", "2024-003"]


def test_one_period_still_looks_back_for_growth(officer, snapshot, scheme, run):
    alone = services.execute_run(
        services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    )
    whole = {row.platform_id: row.total for row in run.totals.filter(period="2024")}
    assert {row.platform_id: row.total for row in alone.totals.all()} == whole


def test_verified_values_lower_the_total_where_they_halve_the_figures(officer, city, scheme):
    halved = frozen(
        city, officer, "S-V", verified={"local_contract_amount", "firms_served", "insured_employment"}
    )
    run = services.execute_run(
        services.start_run(
            officer, title="测算", snapshot=halved, scheme=scheme, periods=["2024"], basis="both"
        )
    )
    reported = {row.platform.code: row.total for row in selectors.totals(run, "2024", "reported")}
    verified = {row.platform.code: row.total for row in selectors.totals(run, "2024", "verified")}
    assert set(reported) == set(verified) == {"P01", "P02", "P03", "P04"}
    assert all(verified[code] < reported[code] for code in reported)


def test_the_start_up_yardstick_holds_for_the_young_platform_only(run):
    rows = {row.platform.code: row for row in selectors.totals(run, "2024", "reported")}
    assert rows["P04"].variant == "startup"
    assert rows["P04"].grade_zh == "起步期"
    assert {rows[code].variant for code in ("P01", "P02", "P03")} == {""}


class Stops:
    """A watcher that stops the work after some reports."""

    def __init__(self, after):
        self.left = after

    def update(self, fraction, message=""):
        assert 0 <= fraction <= 1
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("after", range(8))
def test_cancelled_at_any_moment_it_leaves_no_result(officer, snapshot, scheme, after):
    started = services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=PERIODS)
    with pytest.raises(Cancelled):
        services.execute_run(started, Stops(after))
    started.refresh_from_db()
    assert started.state == Run.State.CANCELLED
    assert not started.totals.exists()
    assert not started.frames.exists()


def test_data_that_cannot_be_evaluated_fail_with_the_reason(officer, city, scheme):
    from decimal import Decimal

    bad = frozen(city, officer, "S-BAD", change={("rd_headcount", "P01", "2024"): Decimal(-3)})
    started = services.start_run(officer, title="测算", snapshot=bad, scheme=scheme, periods=["2024"])
    with pytest.raises(services.RunFailed) as failed:
        services.execute_run(started)
    started.refresh_from_db()
    assert started.state == Run.State.FAILED
    assert "rd_headcount" in started.failure
    assert "P01" in failed.value.messages[0].in_language("en")


def test_an_empty_snapshot_says_so(officer, city, scheme):
    from datetime import UTC, date, datetime

    from keqiao.web.facts.models import Snapshot

    empty = Snapshot.objects.create(
        code="S-0",
        title="空",
        as_of=date(2024, 12, 31),
        periods=["2024"],
        known_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    empty.freeze("0" * 64, 0)
    started = services.start_run(officer, title="测算", snapshot=empty, scheme=scheme, periods=["2024"])
    with pytest.raises(services.RunFailed, match="no figure"):
        services.execute_run(started)


@pytest.mark.parametrize("name", ["auditor", "leader", "director", "broker", "admin"])
def test_only_officers_start_runs(request, name, snapshot, scheme):
    user = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        services.start_run(user, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    assert not Run.objects.exists()


@pytest.mark.parametrize("wrong", [{"periods": []}, {"title": " "}, {"basis": "guessed"}])
def test_a_run_needs_title_period_and_basis(officer, snapshot, scheme, wrong):
    asked = {"title": "测算", "periods": ["2024"], "basis": "reported"} | wrong
    with pytest.raises(services.RunRefused):
        services.start_run(officer, snapshot=snapshot, scheme=scheme, **asked)


def test_a_number_taken_in_the_same_moment_is_given_up_for_the_next(officer, snapshot, scheme, monkeypatch):
    asked = {"title": "测算", "snapshot": snapshot, "scheme": scheme, "periods": ["2024"]}
    first = services.start_run(officer, **asked)
    numbers = iter([first.code, first.code, "2024-777"])
    monkeypatch.setattr(services, "_next_code", lambda period: next(numbers))
    assert services.start_run(officer, **asked).code == "2024-777"
    monkeypatch.setattr(services, "_next_code", lambda period: first.code)
    with pytest.raises(services.RunRefused):
        services.start_run(officer, **asked)
    assert Run.objects.count() == 2
    assert Entry.objects.filter(action="evaluations.start_run").count() == 2
