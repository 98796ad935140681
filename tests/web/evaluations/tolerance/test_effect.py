"""What a case does to a result: the preview is the later run, never above neutral, the old run stays."""

from __future__ import annotations

import pytest
from tests.web.evaluations.conftest import PERIODS
from tests.web.evaluations.tolerance.conftest import given, no_to_all, upload

from keqiao.web.evaluations import selectors as runs
from keqiao.web.evaluations import services as evaluations
from keqiao.web.evaluations.tolerance import effect, selectors, services


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


def test_the_preview_is_what_the_later_run_says(checked, failed, officer, reviewer):
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


def test_other_platforms_and_periods_keep_their_points(accepted, failed, officer):
    later = again(officer, failed)
    for period in PERIODS:
        for code in ("P01", "P02", "P03", "P04"):
            if (code, period) != ("P02", "2024") and (code != "P04" or period >= "2023"):
                assert total(later, code, period)[0] == total(failed, code, period)[0], (code, period)


def test_the_lines_add_up_to_the_change(checked, officer):
    found = effect.effect_of(officer, checked)
    (line,) = found.lines
    assert line.has_effect
    assert line.before.contribution == pytest.approx(0.0)
    assert line.counts == pytest.approx(line.neutral)
    # The scheme rounds totals to two decimals.
    assert found.change == pytest.approx(line.counts - line.before.contribution, abs=0.011)


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


def test_the_list_to_choose_from_tells_the_engines_neutral_value(city, director, officer, failed):
    """For every indicator and group alone: the quick figure of the list against the run computed again."""
    reading = runs.reading(failed, "2024", "reported")
    compared = 0
    case = services.open_case(director, city[1], given())
    for node in selectors.choosable(reading.nodes):
        quick = effect.neutral_points(reading, "P02", node.code)
        case.indicators = [node.code]
        (line,) = effect.effect_of(officer, case).lines
        if quick is None or line.neutral is None:
            continue
        own = reading.mark("P02", node.code).contribution
        if node.is_leaf or quick > own:  # a group that is not below neutral is judged indicator by indicator
            assert line.neutral == pytest.approx(quick), node.code
            compared += 1
    assert compared > 15


def test_what_others_have_accepted_is_told(accepted, city, stranger, officer, failed):
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
