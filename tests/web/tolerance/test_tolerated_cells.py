"""Accepted cases of fault tolerance in a run: taken by themselves, kept with the input, shown."""

from __future__ import annotations

import polars as pl
import pytest
from django.urls import reverse
from tests.web.evaluations.conftest import PERIODS
from tests.web.markup import markup

from keqiao.engine.evaluation import evaluate
from keqiao.engine.schemes import load_scheme
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations import computation, selectors, services
from keqiao.web.evaluations.models import RunFrame
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.providers import accepted_case

STATE = ToleranceCase.State


@pytest.fixture
def case(city, officer, scheme):
    """Make a case of P02 in 2024, accepted unless said otherwise."""
    counter = iter(range(1, 100))

    def make(*indicators, state=STATE.ACCEPTED, platform=1, period="2024", system=""):
        return ToleranceCase.objects.create(
            code=f"2024-R{next(counter):02d}",
            platform=city[platform],
            scheme_code=system or scheme.code,
            period=period,
            indicators=list(indicators),
            subject="中试失败",
            ground="x",
            facts="…",
            state=state,
            applied_by=officer,
        )

    return make


@pytest.fixture
def go(officer, snapshot, scheme):
    """Start and compute a run."""

    def run(**options):
        started = services.start_run(
            officer,
            title="测算",
            snapshot=options.pop("snapshot", snapshot),
            scheme=scheme,
            periods=PERIODS,
            **options,
        )
        return services.execute_run(started)

    return run


@pytest.fixture
def weakest(run, scheme):
    """The indicator of P02 in 2024 that stands furthest below the median."""
    frame = selectors.frame(run, "indicators").filter(
        (pl.col("unit") == "P02") & (pl.col("period") == "2024") & (pl.col("weight") > 0)
    )
    return frame.sort("score", "indicator")["indicator"][0]


def total(run, platform="P02", period="2024"):
    return run.totals.get(platform__code=platform, period=period).total


def test_accepted_cases_of_the_scheme_and_periods_are_taken(go, run, case, weakest):
    taken = case(weakest)
    case(weakest, state=STATE.CHECKED)
    case(weakest, system="another")
    case(weakest, period="2019")
    found = go()
    assert found.options == {
        "tolerance": [{"case": taken.code, "unit": "P02", "period": "2024", "indicators": [weakest]}]
    }
    assert total(found) > total(run)
    for platform in ("P01", "P03", "P04"):
        assert total(found, platform) == total(run, platform)
    assert total(found, period="2023") == total(run, period="2023")
    entry = Entry.objects.filter(action="evaluations.start_run").latest("pk")
    assert entry.detail["tolerance"] == [taken.code]


def test_a_run_without_cases_is_what_it_was(run):
    assert run.options == {}
    assert not RunFrame.objects.filter(run=run, name__in=["input_tolerance", "tolerance", "own"]).exists()
    made, _platforms = computation.input_of(run, load_scheme("three_pillar"))
    assert run.digest == evaluate(load_scheme("three_pillar"), made).digest


def test_computed_again_it_is_the_same_whatever_became_of_the_case(go, officer, run, case, weakest):
    taken = case(weakest)
    found = go()
    taken.state = STATE.REFUSED
    taken.indicators = []
    taken.save()
    again = services.recompute(officer, found)
    assert again.same_result
    assert again.same_input
    assert again.same_intervals
    assert found.input_digest != run.input_digest
    assert computation.panel_of(selectors.stored_frames(found)).tolerated == {("P02", "2024", weakest)}


def test_what_cannot_be_taken_is_left_out_and_said(go, case, weakest):
    kept = case(weakest, "no-such-indicator")
    other = case("none")
    absent = case(weakest, platform=3, period="2022")
    found = go()
    text = " ".join(str(computation.sentence(warning)) for warning in found.warnings)
    assert "no-such-indicator" in text
    assert other.code in text
    assert absent.code in text
    assert computation.panel_of(selectors.stored_frames(found)).tolerated == {("P02", "2024", weakest)}
    assert kept.code in selectors.frame(found, computation.TOLERANCE)["case"].to_list()


def test_only_accepted_cases_are_taken_in(go, case, weakest, run):
    case(weakest, state=STATE.CHECKED)
    assert go().digest == run.digest
    accepted = case(weakest)
    assert go(tolerance=[]).digest == run.digest
    assert total(go(tolerance=[accepted_case(accepted)])) > total(run)


def test_the_page_of_a_platform_says_what_the_case_does(client, go, run, case, weakest):
    taken = case(weakest)
    found = go()
    client.force_login(run.created_by)
    page = client.get(reverse("evaluations:platform", args=(found.code, "P02"))).content.decode()
    assert f"容错案 {taken.code}" in page
    assert "作中性处理，权重由同级指标分担" in page
    assert "容错中性处理" in page
    without = client.get(reverse("evaluations:platform", args=(found.code, "P01"))).content.decode()
    assert taken.code not in without
    run_page = client.get(found.get_absolute_url()).content.decode()
    assert taken.code in run_page
    sides = {"before": f"{run.code}/2024/reported", "after": f"{found.code}/2024/reported"}
    compared = markup(client.get(reverse("evaluations:compare"), {**sides, "platform": "P02"}))
    assert "<td>容错</td>" in compared


def test_the_draws_of_a_run_stand_on_its_total(go, case, weakest):
    case(weakest)
    found = go()
    kept = selectors.stored_frames(found, computation.REPORTED, computation.TOLERANCE)
    from keqiao.engine.robustness import robustness
    from keqiao.web.evaluations import draws

    drawn = robustness(
        computation.scheme_of(found.scheme),
        computation.panel_of(kept),
        draws.chosen(computation.scheme_of(found.scheme)).uncertainty,
        draws=10,
        period="2024",
    )
    own = dict(zip(drawn.units, drawn.nominal.totals[0].tolist(), strict=True))
    assert {code: pytest.approx(value) for code, value in own.items()} == {
        row.platform.code: row.total for row in found.totals.filter(period="2024").select_related("platform")
    }
