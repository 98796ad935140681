"""What is drawn for a run: the same again, the nominal result in it, shares that are shares, refusals kept."""

from __future__ import annotations

import polars as pl
import pytest
from tests.web.evaluations.conftest import PERIODS, THREE_PILLAR

from keqiao.engine.schemes import load_scheme
from keqiao.web.evaluations import computation, draws, robustness, selectors, services
from keqiao.web.evaluations.documents import UNCERTAINTY
from keqiao.web.evaluations.models import RunTotal

DECLARED = """
uncertainty:
  factors:
    - {factor: weights, share: 0.3}
    - {factor: aggregation, options: [as_written, geometric]}
"""


@pytest.fixture
def drawn(run):
    return robustness.drawn_for(run)


@pytest.mark.django_db
def test_the_defaults_are_read_and_sourced():
    given = draws.chosen(load_scheme("three_pillar"))
    assert (given.draws, given.interval) == (1000, 0.9)
    assert given.uncertainty.factors[0].share == 0.2
    assert "OECD" in str(UNCERTAINTY.in_force().source)


def test_drawing_again_gives_the_same_and_another_seed_does_not(run, drawn):
    assert robustness.drawn_for(run).digest == drawn.digest == run.robustness.digest
    panel = computation.panel_of(selectors.stored_frames(run, computation.REPORTED))
    run.seed = 7
    other = draws.draw(run, computation.scheme_of(run.scheme), panel)
    assert other.digest != drawn.digest


def test_every_period_is_there_and_the_ranks_are_those_of_the_result(run, drawn):
    table = drawn.tables["intervals"]
    assert set(table["period"]) == set(PERIODS)
    kept = {
        (total.period, total.platform.code): (total.rank, total.grade_code)
        for total in RunTotal.objects.filter(run=run).select_related("platform")
    }
    for row in table.iter_rows(named=True):
        rank, grade = kept[row["period"], row["unit"]]
        assert row["rank"] == rank
        assert (row["grade"] or "") == grade or row["grade"] is None


def test_shares_add_up_to_one(drawn):
    key = ["period", "basis", "unit"]
    for name in ("acceptability", "grades"):
        sums = drawn.tables[name].group_by(key).agg(pl.col("share").sum())["share"]
        assert sums.len() > 0
        assert max(abs(value - 1) for value in sums) < 1e-12
    pairs = drawn.tables["pairs"]
    back = pairs.join(pairs, left_on=[*key, "other"], right_on=["period", "basis", "other", "unit"])
    # Ties count for neither side.
    assert back.height == pairs.height
    assert (back["share"] + back["share_right"]).max() <= 1 + 1e-12


def test_a_grade_kept_by_fewer_than_four_fifths_is_borderline(drawn):
    table = drawn.tables["intervals"].filter(pl.col("kept").is_not_null())
    assert (table["border"] == (table["kept"] < 0.8)).all()
    assert ((table["low"] <= table["median"]) & (table["median"] <= table["high"])).all()


def test_a_scheme_says_what_is_uncertain(officer, snapshot):
    text = THREE_PILLAR.replace("version: ", "version: u", 1) + DECLARED
    assert load_scheme(text.encode()).uncertainty is not None
    scheme = services.add_scheme_version(officer, text, "示范文件")
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    )
    assert run.robustness.declared
    assert [factor["factor"] for factor in run.robustness.factors] == ["weights", "aggregation"]
    assert run.robustness.factors[0]["share"] == 0.3


def test_what_cannot_be_drawn_is_kept_with_its_reason(officer, snapshot):
    idle = "\nuncertainty:\n  factors:\n    - {factor: basis}\n"
    text = THREE_PILLAR.replace("version: ", "version: i", 1) + idle
    scheme = services.add_scheme_version(officer, text, "示范文件")
    run = services.execute_run(
        services.start_run(officer, title="测算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    )
    assert run.is_done
    assert run.robustness.refusals
    assert robustness.drawn_for(run).digest == run.robustness.digest
