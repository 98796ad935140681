"""The answer is the official computation: unchanged it has the run's digest, changed that of the edited YAML."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.evaluations.conftest import THREE_PILLAR, frozen
from tests.web.evaluations.what_if.test_changes import asked

from keqiao.engine.evaluation import evaluate
from keqiao.engine.schemes import load_scheme
from keqiao.web.evaluations import computation, selectors, services
from keqiao.web.evaluations.drivers.analysis import deciders
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.platform_names import names
from keqiao.web.evaluations.what_if import controls, hints, narrative, scenario
from keqiao.web.evaluations.what_if.changes import ScenarioChanges
from keqiao.web.evaluations.what_if.scenario import ScenarioLine
from keqiao.web.evaluations.what_if.text import edited

PERIODS = ("2022", "2023", "2024")


@pytest.fixture
def mixed(officer, city, scheme):
    """A run with everything that is special: a veto, a start-up, gaps, bonuses, verified values, a quota."""
    change = {("serious_incidents", "P02", "2024"): 1, ("national_recognitions", "P03", "2024"): 2}
    snapshot = frozen(
        city, officer, "S-mixed", skip=("trl_gain",), verified=("platform_tax", "rd_fte"), change=change
    )
    started = services.start_run(
        officer, title="混合", snapshot=snapshot, scheme=scheme, periods=PERIODS, basis=Run.Basis.BOTH
    )
    return services.execute_run(started)


def answered(run, pairs, basis="reported"):
    start = scenario.ready(run)
    return start, scenario.attempt(start, ScenarioChanges.read(start.scheme, pairs), basis)


def rows_of(run, basis, period="2024"):
    return selectors.totals(run, period, basis)


def told(run, done, basis="reported", period="2024"):
    rows = rows_of(run, basis, period)
    shown = names([(row.platform.code, str(row.platform)) for row in rows], None)
    return narrative.lines(run, done.evaluation, rows, shown)


def test_unchanged_it_is_the_run_to_the_bit(mixed):
    start = scenario.ready(mixed)
    again = evaluate(start.scheme, start.panel, periods=start.periods, basis=mixed.basis)
    assert again.digest == mixed.digest
    for basis in ("reported", "verified"):
        done = scenario.attempt(start, ScenarioChanges(), basis)
        for period in PERIODS:
            for line in told(mixed, done, basis, period):
                assert (line.total, line.rank, line.grade) == (
                    line.total_before,
                    line.rank_before,
                    line.grade_before,
                )


@settings(
    max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changed_it_is_what_a_run_of_the_edited_text_gives(mixed, data):
    """Vetoes, quotas, bonuses, start-ups, gaps and profiles included: the same frames."""
    start = scenario.ready(mixed)
    changes = data.draw(asked(start.scheme))
    done = scenario.attempt(start, changes, "verified")
    if done.evaluation is None:
        assert done.problems
        return
    again = load_scheme(edited(THREE_PILLAR, start.scheme, done.scheme).encode())
    panel = computation.panel_of(selectors.stored_frames(mixed))
    assert evaluate(again, panel, periods=PERIODS, basis="verified").digest == done.evaluation.digest


def test_other_thresholds_change_grades_and_no_rank(mixed):
    """With 良好 from 104 points nobody is good; a veto stands whatever the thresholds are."""
    before = {row.platform.code: row for row in rows_of(mixed, "reported")}
    good = [code for code, row in before.items() if row.grade_zh == "良好"]
    assert good
    _start, done = answered(mixed, [("g.excellent", "105"), ("g.good", "104"), ("g.pass", "1")])
    found = told(mixed, done)
    assert not any(line.moved for line in found)
    assert {line.grade for line in found if line.code in good} == {"合格"}
    assert next(line.grade for line in found if line.code == "P02") == "不合格"
    sentence = narrative.sentence(found, changed=True)
    assert sentence.startswith(f"0 个平台名次变化，{sum(line.regraded for line in found)} 个等次变化：")


def test_who_moves_is_sorted_told_and_drawn(mixed):
    _start, done = answered(mixed, [(f"p{number}.A", "100") for number in range(4)])
    found = told(mixed, done)
    ranked = [line for line in found if line.rank is not None]
    assert [line.rank for line in ranked] == sorted(line.rank for line in ranked)
    assert any(line.moved for line in found)
    picture = narrative.slopes(found)
    assert len(picture.lines) == len(ranked)
    assert {line.way for line in picture.lines} <= {"up", "down", "same"}
    assert [line.end for line in picture.lines] == sorted(line.end for line in picture.lines)
    nothing = told(mixed, scenario.attempt(scenario.ready(mixed), ScenarioChanges(), "reported"))
    assert "名次或等次" in narrative.sentence(nothing, changed=True)
    assert "尚未改动" in narrative.sentence(nothing, changed=False)


def line(at, before=None, grade="合格"):
    before = at if before is None else before
    return ScenarioLine(f"P{at:03}", f"第{at}院", "", 60.0, 60.0, before, at, "合格", grade, grade != "合格")


def test_of_many_platforms_those_are_shown_that_say_most():
    lines = [line(at, at + 1 if at % 2 else at - 1, "优秀" if at > 390 else "合格") for at in range(1, 401)]
    lines[199] = line(200, 399)
    shown = narrative.telling(lines)
    assert len(shown) == narrative.MOST_LISTED
    assert [line.rank for line in shown] == sorted(line.rank for line in shown)
    assert {line.rank for line in lines if line.regraded} | {200} <= {line.rank for line in shown}
    assert narrative.telling(lines[:20]) == lines[:20]
    sentence = narrative.sentence(lines, changed=True)
    assert sentence.count("变为") == len([line for line in lines if line.regraded]) == 10
    many = narrative.sentence([line(at, grade="优秀") for at in range(1, 51)], changed=True)
    assert many.count("变为") == narrative.MOST_NAMED
    assert "50 个等次变化" in many


def test_thresholds_out_of_order_are_refused_with_the_reason(mixed):
    _start, done = answered(mixed, [("g.good", "90")])
    assert done.evaluation is None
    assert "85" in str(done.problems[0])


def test_a_pillar_of_nothing_is_refused_by_name(mixed):
    _start, done = answered(mixed, [("w.B3", "0")])
    assert "孵化企业营业收入" in done.problems[0].in_language("zh")


def test_only_what_counts_is_offered(run):
    """Each type of the city has weights of its own, so the written weights of the pillars decide nothing."""
    start = scenario.ready(run)
    groups = controls.groups(start, start.scheme, ScenarioChanges())
    keys = [slider.key for group in groups for slider in group.sliders]
    assert "w.A" not in keys
    assert {"p0.A", "p3.C", "w.A1", "w.B31" if "w.B31" in keys else "w.B3", "g.good"} <= set(keys)
    assert keys[:3] == ["g.excellent", "g.good", "g.pass"]
    assert len(keys) == len(set(keys))
    assert not any(slider.changed or slider.held for group in groups for slider in group.sliders)


def test_presets(run):
    start = scenario.ready(run)
    alike = ScenarioChanges(controls.preset(start.scheme, "alike"))
    made = scenario.attempt(start, alike, "reported").scheme
    assert all(weights == {"A": 35, "B": 35, "C": 30} for weights in made.profiles.weights.values())
    equal = controls.preset(start.scheme, "p0.")
    assert [str(value) for value in equal.values()] == ["33.34", "33.33", "33.33"]
    assert controls.preset(start.scheme, "nonsense") == {}


def test_hints_tell_the_margins(run):
    start = scenario.ready(run)
    rows = rows_of(run, "reported")
    shown = names([(row.platform.code, str(row.platform)) for row in rows], None)
    said = hints.hints(start, deciders(run, "2024", "reported"), rows, shown)
    assert str(rows[0].platform) in said[0].text
    # What a sentence says happens when its changes are tried.
    shown_by_changes = [hint for hint in said if hint.changes.numbers]
    assert shown_by_changes
    for hint in shown_by_changes:
        found = told(run, scenario.attempt(start, hint.changes, "reported"))
        if "等次" in hint.text:
            assert any(line.regraded for line in found)
        else:
            assert found[0].code != rows[0].platform.code


def test_runs_are_kept_ready_and_never_mixed_up(run, mixed):
    assert scenario.ready(run) is scenario.ready(run)
    assert scenario.ready(run) is not scenario.ready(mixed)
