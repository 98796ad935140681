"""The evidence behind a run's figures becomes errors of measurement where the scheme says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from tests.web.evaluations.conftest import PERIODS, THREE_PILLAR
from tests.web.facts_of_two import second_person

from keqiao.engine.schemes import load_scheme
from keqiao.web.evaluations import draws, evidence, selectors, services
from keqiao.web.evaluations.drivers import analysis
from keqiao.web.evaluations.models import RunFrame
from keqiao.web.facts.models import Evidence, Fact, MeasureDefinition, Snapshot, SnapshotFigure

DECLARED = """
uncertainty:
  factors:
    - {factor: error, grades: {B: 0.02, C: 0.05, D: 0.2}}
"""
TEXT = THREE_PILLAR + DECLARED
MEASURE = "total_expenditure"


@pytest.fixture
def files(officer):
    """One file of each grade."""
    return {
        grade: Evidence.objects.create(
            sha256=grade * 64,
            size=1,
            media_type="application/pdf",
            original_name="a.pdf",
            title=grade,
            grade=grade,
        )
        for grade in "ABCD"
    }


@pytest.fixture
def proven(snapshot, officer, city, files):
    """The snapshot again, some figures of 2024 with facts behind them: source and files for each platform."""
    made = Snapshot.objects.create(
        code="S-PROVEN",
        title="示范快照",
        as_of=snapshot.as_of,
        periods=snapshot.periods,
        known_at=snapshot.known_at,
        created_by=officer,
    )
    behind = {
        "P01": ("third_party", "B"),
        "P02": ("evidence", "ABC"),
        "P03": ("self_report", ""),
        "P04": ("register", ""),
    }
    rows = []
    for figure in SnapshotFigure.objects.filter(snapshot=snapshot).select_related("measure", "platform"):
        fact, ids, model = None, [1], "outcomes.Patent"
        if figure.measure.code == MEASURE and figure.period == "2024":
            source, grades = behind[figure.platform.code]
            facts = []
            for part, own in enumerate(grades or "-"):
                one = Fact.objects.create(
                    platform=figure.platform,
                    measure=figure.measure,
                    definition=MeasureDefinition.objects.get(measure=figure.measure),
                    value=Decimal(1),
                    period=f"2024Q{part + 1}",
                    period_start=date(2024, 1 + 3 * part, 1),
                    period_end=date(2024, 3 + 3 * part, 28),
                    source_kind=source,
                    origin="return",
                    recorded_by=officer,
                    confirmed_by=second_person(officer),
                )
                one.evidence.set([files[own]] if own in files else [])
                facts.append(one)
            if len(facts) == 1:
                fact, ids, model = facts[0], [], ""
            else:
                ids, model = [one.pk for one in facts], "facts.Fact"
        rows.append(
            SnapshotFigure(
                snapshot=made,
                platform=figure.platform,
                measure=figure.measure,
                definition=figure.definition,
                period=figure.period,
                basis="reported",
                value=figure.value,
                fact=fact,
                row_ids=ids,
                row_model=model,
            )
        )
    SnapshotFigure.objects.bulk_create(rows)
    made.freeze("1" * 64, len(rows))
    return made


def test_a_figure_is_worth_its_weakest_file_and_a_sum_its_weakest_fact(proven):
    table = evidence.graded(proven, load_scheme("three_pillar"), ["2024"])
    found = evidence.of_figures(table, "2024", "reported")
    assert [found[MEASURE, f"P0{number}"] for number in (1, 2, 3, 4)] == ["B", "C", "D", "A"]
    assert {grade for (measure, _unit), grade in found.items() if measure != MEASURE} == {"A"}


def test_the_draws_of_a_run_use_the_grades_kept_with_it(officer, proven, files):
    scheme = services.add_scheme_version(officer, TEXT)
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=proven, scheme=scheme, periods=["2024"])
    )
    assert run.robustness.refusals == []
    assert run.robustness.declared
    kept = selectors.frame(run, evidence.NAME)
    assert set(kept["grade"]) == {"A", "B", "C", "D"}
    # A stronger file filed later changes nothing.
    Fact.objects.filter(platform__code="P03").first().evidence.set([files["A"]])
    again = services.recompute(officer, run)
    assert again.same_intervals


def test_a_scheme_that_does_not_ask_keeps_no_grades(run):
    assert not RunFrame.objects.filter(run=run, name=evidence.NAME).exists()
    assert not evidence.is_asked(load_scheme("three_pillar"))
    assert evidence.is_asked(load_scheme(TEXT.encode()))
    by_source = TEXT.replace("grades: {B: 0.02, C: 0.05, D: 0.2}", "grades: {self_report: 0.2}")
    assert not evidence.is_asked(load_scheme(by_source.encode()))
    assert PERIODS[-1] == "2024"


def test_verified_figures_count_where_they_count():
    rows = [
        ("P01", "m", "2024", "reported", "D"),
        ("P01", "m", "2024", "verified", "B"),
        ("P02", "m", "2024", "reported", "C"),
    ]
    table = pl.DataFrame(rows, schema=evidence.COLUMNS, orient="row")
    assert evidence.of_figures(table, "2024", "reported") == {("m", "P01"): "D", ("m", "P02"): "C"}
    assert evidence.of_figures(table, "2024", "verified") == {("m", "P01"): "B", ("m", "P02"): "C"}
    assert evidence.of_figures(table, "2023", "verified") == {}


def test_what_decides_is_found_with_the_grades_too(officer, proven, monkeypatch):
    monkeypatch.setattr(analysis, "LEAST_SAMPLES", 16)
    monkeypatch.setattr(draws, "draw", lambda *given, **named: None)
    scheme = services.add_scheme_version(
        officer, TEXT.replace("D: 0.2}}", "D: 0.2}}\n    - {factor: weights, share: 0.2}")
    )
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=proven, scheme=scheme, periods=["2024"])
    )
    found = analysis.deciders(run, "2024", "reported")
    assert found.shares.refusal is None
    assert found.shares.sensitivity is not None
