"""What a case does to a result: the preview is the later run, never above neutral, the old run stays."""

from __future__ import annotations

import pytest
from tests.web.evaluations.conftest import PERIODS
from tests.web.tolerance.conftest import given, no_to_all, upload

from keqiao.web.evaluations import selectors as runs
from keqiao.web.evaluations import services as evaluations
from keqiao.web.tolerance import effect, selectors, services
from keqiao.web.tolerance.choices import options


def total(run, code="P02", period="2024"):
    """Total, rank and grade of a platform as kept."""
    row = run.totals.get(platform__code=code, period=period, basis="reported")
    return row.total, row.rank, row.grade


def again(officer, run):
    """A new run of the same snapshot, scheme and periods."""
    started = evaluations.start_run(
        officer, title="重新测算", snapshot=run.snapshot, scheme=run.scheme, periods=PERIODS
    )
    return evaluations.execute_run(started)


def test_the_preview_is_what_the_later_run_says(failed, checked, officer, reviewer):
    preview = effect.effect_of(officer, checked)
    assert (preview.run, preview.included) == (failed, False)
    assert (preview.before.total, preview.before.rank, preview.before.grade) == total(failed)
    assert preview.after.total > preview.before.total
    kept = {row.pk: (row.total, row.rank) for row in failed.totals.all()}
    services.conclude(reviewer, checked.pk, accepted=True, reason="同意")
    later = again(officer, failed)
    assert (preview.after.total, preview.after.rank, preview.after.grade) == total(later)
    assert {row.pk: (row.total, row.rank) for row in failed.totals.all()} == kept
    assert evaluations.recompute(officer, failed).same_result
    assert evaluations.recompute(officer, later).same_result
    checked.refresh_from_db()
    assert selectors.runs_using(officer, checked) == [later]
    afterwards = effect.effect_of(officer, checked)
    assert (afterwards.run, afterwards.included) == (later, True)
    assert (afterwards.before.total, afterwards.after.total) == (preview.before.total, preview.after.total)


def test_other_platforms_and_periods_keep_their_points(failed, accepted, officer):
    later = again(officer, failed)
    for period in PERIODS:
        for code in ("P01", "P02", "P03", "P04"):
            if (code, period) != ("P02", "2024") and (code != "P04" or period >= "2023"):
                assert total(later, code, period)[0] == total(failed, code, period)[0], (code, period)


def test_the_lines_add_up_to_the_change(failed, checked, officer):
    found = effect.effect_of(officer, checked)
    assert [line.node.code for line in found.lines] == ["B7_gates", "B7_trl"]
    for line in found.lines:
        assert line.has_effect
        assert line.before.contribution == pytest.approx(0.0)
        assert line.counts == pytest.approx(line.neutral)
    # The scheme rounds totals to two decimals.
    gained = sum(line.counts - line.before.contribution for line in found.lines)
    assert found.change == pytest.approx(gained, abs=0.011)


def test_a_strong_indicator_is_not_touched(city, director, officer, failed):
    reading = runs.reading(failed, "2024", "reported")
    best = max(
        (node for node in reading.leaves if reading.mark("P02", node.code).applies),
        key=lambda node: reading.mark("P02", node.code).score or 0,
    )
    case = services.open_case(director, city[1], given(indicators=(best.code,)))
    found = effect.effect_of(officer, case)
    assert found.before == found.after or found.before.total == found.after.total
    assert not found.lines[0].has_effect
    assert found.lines[0].neutral <= found.lines[0].before.contribution


def test_the_list_to_choose_from_tells_what_the_engine_says(city, director, officer, failed):
    """For every indicator and group alone: the figure of the list against the run computed again."""
    case = services.open_case(director, city[1], given())
    listed = options(failed, "three_pillar", "2024", "P02", ["B7"])
    assert [one.node.code for one in [*listed.first, *listed.others] if one.chosen] == ["B7"]
    assert "B7" in [one.node.code for one in listed.first]
    assert listed.first == sorted(listed.first, key=lambda one: -one.gain)
    compared = 0
    for one in [*listed.first, *listed.others]:
        case.indicators = [one.node.code]
        found = effect.effect_of(officer, case)
        gained = sum((line.counts or 0) - (line.before.contribution or 0) for line in found.lines)
        assert one.gain == pytest.approx(gained, abs=1e-9), one.node.code
        for line in found.lines:
            if one.node.is_leaf and line.neutral is not None and one.neutral is not None:
                assert line.neutral == pytest.approx(one.neutral)
                compared += 1
            if line.neutral is not None and line.has_effect:
                assert line.counts <= line.neutral + 1e-9
    assert compared > 15


def test_what_others_have_accepted_is_told(failed, accepted, city, stranger, officer):
    other = services.open_case(stranger, city[2], given(indicators=("A3",)))
    services.attach(stranger, other.pk, upload())
    services.apply(stranger, other.pk)
    services.check(officer, other.pk, "属实", no_to_all(), ["A3"])
    assert effect.effect_of(officer, other).waiting == 1
    later = again(officer, failed)
    assert effect.effect_of(officer, other).waiting == 0
    assert selectors.cases_in(later) == [accepted.code]


def test_no_result_no_effect(city, director, officer, scheme):
    case = services.open_case(director, city[1], given())
    assert effect.effect_of(officer, case) is None


def test_a_period_that_no_run_evaluates_has_no_effect(city, director, failed):
    case = services.open_case(director, city[1], given(period="2021"))
    assert effect.effect_of(director, case) is None
    assert selectors.first_run("three_pillar", "2021") is None
