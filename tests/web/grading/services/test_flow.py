"""From a run to final grades by the services: what each step does, what it refuses, what stays readable."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from tests.web.evaluations.conftest import _user
from tests.web.grading.conftest import after

from keqiao.web.audit.clock import story_at
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import final_grade, final_gradings, final_lines, lines_of
from keqiao.web.grading.services import consultation, objections, preparation, publicity, rebasing
from keqiao.web.procedures.refusals import ChangedMeanwhile


def grades(grading: Grading) -> dict[str, str]:
    return {line.platform.code: line.grade_code for line in lines_of(grading)}


def told(raised: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(raised.value.messages)


def test_lines_are_what_the_run_computed(runs, story):
    grading = story.begun(runs(incidents=("P10",)))
    assert grading.code == "2024-G01"
    lines = {line.platform.code: line for line in lines_of(grading)}
    assert [lines[f"P{n:02d}"].grade_code for n in range(1, 11)] == [
        "excellent",
        "excellent",
        "excellent",
        "good",
        "good",
        "good",
        "pass",
        "",
        "fail",
        "fail",
    ]
    assert (lines["P10"].veto, lines["P10"].total, lines["P10"].rank) == ("misconduct", 97.0, 1)
    assert (lines["P08"].variant, lines["P08"].grade_zh) == ("startup", "起步期")
    assert (lines["P01"].low, lines["P01"].high, lines["P01"].grade_stability, lines["P01"].border) == (
        2,
        2,
        1.0,
        False,
    )
    assert lines["P04"].grade_stability == pytest.approx(1.0, abs=0.2)
    step = grading.steps.get()
    assert (step.action, step.run, step.by) == ("prepare", grading.run, grading.created_by)
    assert len(step.after["lines"]) == 10
    assert Entry.objects.filter(action="grading.prepare").count() == 1


def test_one_grading_of_a_system_and_period_at_a_time(runs, story, officer):
    run = runs()
    first = story.begun(run)
    with pytest.raises(ValidationError) as raised:
        story.begun(runs())
    assert first.code in told(raised)
    with story_at(after(1)), pytest.raises(ValidationError):
        preparation.withdraw(officer, first.pk, "  ")
    with story_at(after(1)):
        preparation.withdraw(officer, first.pk, "快照选错")
    assert story.begun(runs()).code == "2024-G02"


@pytest.mark.parametrize("wrong", [{"period": "2023"}, {"period": ""}, {"basis": "verified"}, {"title": " "}])
def test_only_a_result_that_is_there(runs, officer, wrong):
    asked = {"period": "2024", "basis": "reported", "title": "等次", "basis_reason": "按填报值"} | wrong
    with pytest.raises(ValidationError):
        preparation.prepare(officer, runs(), **asked)
    assert not Grading.objects.exists()


def test_a_run_by_a_draft_is_for_trial_only(runs, officer):
    run = runs()
    run.scheme.status = "draft"
    run.scheme.save()
    with pytest.raises(ValidationError) as raised:
        preparation.prepare(officer, run, "2024", "reported", title="等次", basis_reason="按填报值")
    assert "草稿" in told(raised)
    assert not Grading.objects.exists()


def test_a_run_without_result_is_not_graded(runs, officer):
    run = runs()
    waiting = Run.objects.create(
        code="2024-900",
        title="t",
        snapshot=run.snapshot,
        scheme=run.scheme,
        periods=["2024"],
        created_by=officer,
    )
    with pytest.raises(ValidationError):
        preparation.prepare(officer, waiting, "2024", "reported", title="等次", basis_reason="按填报值")


def test_the_meeting_changes_grades_with_reasons(runs, story, officer):
    grading = story.consulted(runs(), changes={"P07": ("fail", "整改未落实"), "P06": ("good", "")})
    line = lines_of(grading).get(platform__code="P07")
    assert (line.grade_code, line.grade_zh, line.computed_code, line.reason) == (
        "fail",
        "不合格",
        "pass",
        "整改未落实",
    )
    assert grading.state == "consulted"
    again = consultation.consult(officer, grading.pk, "复议", {"P07": ("pass", "不留理由")})
    line.refresh_from_db()
    assert (line.grade_code, line.reason) == ("pass", "")
    kept = again.steps.order_by("pk").last()
    assert {row["platform"]: row["grade_code"] for row in kept.before["lines"]}["P07"] == "fail"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"P07": ("good", " ")}, "理由"),
        ({"P07": ("superb", "好")}, "superb"),
        ({"P99": ("good", "好")}, "P99"),
        ({"P10": ("pass", "情节轻微")}, "否决"),
        ({"P08": ("pass", "成绩好")}, "不评定等次"),
        ({"P04": ("excellent", "成绩突出")}, "3个名额"),
        ({"P07": ("good", "长" * 1001)}, "1000"),
    ],
)
def test_the_meeting_may_not(runs, story, officer, changes, word):
    grading = story.begun(runs(incidents=("P10",)))
    with pytest.raises(ValidationError) as raised:
        consultation.consult(officer, grading.pk, "会议纪要", changes)
    assert word in told(raised)
    grading.refresh_from_db()
    assert (grading.state, grading.minutes, grading.edition) == ("computed", "", 1)
    assert grades(grading)["P07"] == "pass"


def test_minutes_are_needed(runs, story, officer):
    grading = story.begun(runs())
    with pytest.raises(ValidationError):
        consultation.consult(officer, grading.pk, "\0 ", {})


def test_one_up_one_down_keeps_the_quota(runs, story):
    # 97, 95, 92 hold the three places; the meeting exchanges the third of them for the fourth.
    grading = story.consulted(runs(), changes={"P02": ("good", "示范不足"), "P03": ("excellent", "贡献突出")})
    assert grades(grading)["P03"] == "excellent"


@pytest.mark.parametrize(("ties", "holders"), [("upper", 4), ("lower", 2)])
def test_a_tie_at_the_last_place_goes_by_the_scheme(runs, story, ties, holders):
    run = runs({"P02": 92, "P03": 92}, ties=ties)  # 97, 95, then 92 and 92 for the third place of ten
    grading = story.consulted(run)
    assert list(grades(grading).values()).count("excellent") == holders


def test_a_meeting_cannot_go_beyond_what_a_tie_gave(runs, story, officer):
    grading = story.begun(runs({"P02": 92, "P03": 92}))
    with pytest.raises(ValidationError):
        consultation.consult(officer, grading.pk, "纪要", {"P04": ("excellent", "好")})


def test_publicity_has_its_length_and_is_not_past(runs, story, officer):
    grading = story.consulted(runs())
    day = after(0).date()
    for first, last, word in [
        (after(-1).date(), after(9).date(), "2025-03-03"),
        (day, after(5).date(), "2025-03-09"),
        (day, after(-1).date(), "2025-03-09"),
        (day, after(900).date(), "过"),
    ]:
        with story_at(after(0)), pytest.raises(ValidationError) as raised:
            publicity.publish(officer, grading.pk, first, last)
        assert word in told(raised)
    with story_at(after(0)):
        publicity.publish(officer, grading.pk, day, after(6).date())
    grading.refresh_from_db()
    assert (grading.state, grading.publicity_to) == ("published", after(6).date())


def test_a_day_is_a_day_in_beijing(runs, story, officer):
    """At 16:30 UTC it is past midnight in Beijing: the next day has begun."""
    grading = story.consulted(runs())
    with story_at(after(0).replace(hour=16, minute=30)), pytest.raises(ValidationError):
        publicity.publish(officer, grading.pk, after(0).date(), after(8).date())


def test_not_final_before_the_publicity_has_ended(runs, story, reviewer):
    grading = story.published(runs())
    for early in (after(0), after(6), after(6).replace(hour=15, minute=59)):
        with story_at(early), pytest.raises(PermissionDenied, match="2025-03-10"):
            publicity.finish(reviewer, grading.pk)
    with story_at(after(6).replace(hour=16)):
        assert publicity.finish(reviewer, grading.pk).is_final


def test_who_prepared_does_not_decide(runs, story, officer):
    grading = story.published(runs())
    with story_at(after(8)), pytest.raises(PermissionDenied, match="另一人"):
        publicity.finish(officer, grading.pk)


def test_final_grades_are_found(runs, story, officer, reviewer, ten):
    assert final_grade(ten[0], "2024") is None
    grading = story.final(runs())
    found = final_grade(ten[0], "2024", scheme_code="all_rules")
    assert (found.grade, found.grading, found.at) == ("优秀", grading, grading.final_at)
    assert final_lines("2024", scheme_code="another") == {}
    assert grading.final_by == reviewer
    assert list(final_gradings(officer)) == [grading]


def test_an_objection_is_lodged_checked_and_dismissed(runs, story, director_of, ten):
    officer, reviewer = story.officer, story.reviewer
    grading, director = story.published(runs()), director_of(4)
    with story_at(after(2)):
        objection = objections.lodge(director, grading.pk, ten[3], "得分有误", indicators=["A"])
        with pytest.raises(ValidationError):
            objections.lodge(director, grading.pk, ten[3], "再次提出")
        with pytest.raises(PermissionDenied):
            objections.lodge(director, grading.pk, ten[4], "替别人提出")
        objections.begin_recheck(officer, objection.pk)
        with pytest.raises(PermissionDenied, match="尚未记录"):
            objections.answer(reviewer, objection.pk, False, "维持")
        with pytest.raises(PermissionDenied):
            objections.record_findings(reviewer, objection.pk, "代写")
        objections.record_findings(officer, objection.pk, "数据属实")
        with pytest.raises(PermissionDenied, match="另一人"):
            objections.answer(officer, objection.pk, False, "维持")
    with story_at(after(8)), pytest.raises(PermissionDenied, match="示范4号院"):
        publicity.finish(reviewer, grading.pk)
    with story_at(after(8)):
        objections.answer(reviewer, objection.pk, False, "维持原结果")
        assert publicity.finish(reviewer, grading.pk).is_final
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == ("dismissed", "维持原结果")


def test_before_its_first_day_nobody_outside_knows_of_a_publicity(runs, story, director_of, ten):
    grading = story.published(runs())
    with story_at(after(-1)), pytest.raises(Http404):
        objections.lodge(director_of(4), grading.pk, ten[3], "过早的异议")


@pytest.mark.parametrize("day", [7, 30])
def test_objections_only_within_the_publicity(runs, story, director_of, ten, day):
    grading = story.published(runs())
    with story_at(after(day)), pytest.raises(PermissionDenied, match="2025-03-09"):
        objections.lodge(director_of(4), grading.pk, ten[3], "迟到的异议")


def test_an_objection_can_be_withdrawn(runs, story, director_of, officer, ten):
    grading, director = story.published(runs()), director_of(4)
    with story_at(after(1)):
        objection = objections.lodge(director, grading.pk, ten[3], "得分有误")
        objections.begin_recheck(officer, objection.pk)
        with pytest.raises(Http404):
            objections.retract(director_of(5), objection.pk)
        objections.retract(director, objection.pk)
        with pytest.raises(PermissionDenied):
            objections.retract(director, objection.pk)
    grading.refresh_from_db()
    assert grading.state == "published"


def upheld(grading: Grading, director, officer, reviewer, platform) -> Objection:
    with story_at(after(3)):
        objection = objections.lodge(director, grading.pk, platform, "成果数据录入有误", indicators=["A"])
        objections.begin_recheck(officer, objection.pk)
        objections.record_findings(officer, objection.pk, "确有错录")
        return objections.answer(reviewer, objection.pk, True, "采纳，重新评价")


def test_an_upheld_objection_needs_a_new_run_and_a_new_publicity(runs, story, director_of, ten):
    officer, reviewer = story.officer, story.reviewer
    old = runs()
    grading = story.published(old, changes={"P07": ("fail", "整改未落实"), "P06": ("pass", "指标虚高")})
    objection = upheld(grading, director_of(6), officer, reviewer, ten[5])
    with story_at(after(8)), pytest.raises(PermissionDenied, match="尚无新的评价测算"):
        publicity.finish(reviewer, grading.pk)
    with story_at(after(8)), pytest.raises(ValidationError):
        rebasing.rebase(officer, grading.pk, old)
    new = runs({"P06": 93})  # P06 takes the third place of the quota from P02
    with story_at(after(8)), pytest.raises(ValidationError) as raised:
        rebasing.rebase(officer, grading.pk, new)
    assert "重新" in told(raised)
    with story_at(after(8)), pytest.raises(ValidationError):
        rebasing.rebase(officer, grading.pk, new, after(8).date(), after(9).date())
    grading.refresh_from_db()
    assert grading.run == old
    with story_at(after(8)):
        rebasing.rebase(officer, grading.pk, new, after(8).date(), after(14).date())
    grading.refresh_from_db()
    objection.refresh_from_db()
    assert (grading.run, grading.state, objection.new_run) == (new, "published", new)
    now = grades(grading)
    # The ground of the first change is gone: what the run computes holds.
    assert (now["P06"], now["P02"]) == ("excellent", "good")
    assert now["P07"] == "fail"  # the ground is the same: the change of the meeting stays
    step = grading.steps.order_by("pk").last()
    assert step.after["dropped"] == ["P06"]
    assert step.before["run"] == old.code
    before = {row["platform"]: (row["total"], row["grade_code"]) for row in step.before["lines"]}
    assert before["P06"] == (76.0, "pass")
    assert old.totals.count() == 10
    with story_at(after(10)), pytest.raises(PermissionDenied, match="2025-03-18"):
        publicity.finish(reviewer, grading.pk)
    with story_at(after(15)):
        assert publicity.finish(reviewer, grading.pk).is_final


def test_the_publicity_goes_on_where_no_rank_and_no_grade_changes(runs, story, director_of, ten):
    officer, reviewer = story.officer, story.reviewer
    grading = story.published(runs())
    upheld(grading, director_of(6), officer, reviewer, ten[5])
    new = runs({"P06": 76.4})
    with story_at(after(8)):
        rebasing.rebase(officer, grading.pk, new)
        grading.refresh_from_db()
        assert grading.publicity_to == after(6).date()
        assert publicity.finish(reviewer, grading.pk).is_final
    assert lines_of(grading).get(platform__code="P06").total == 76.4


def test_a_run_from_before_the_objection_is_no_ground(runs, story, director_of, ten):
    officer, reviewer = story.officer, story.reviewer
    first, second = runs(), runs({"P06": 86})
    grading = story.published(first)
    upheld(grading, director_of(6), officer, reviewer, ten[5])
    # The story plays in the past; the runs were computed just now, so the objection is moved between them.
    Objection.objects.update(lodged_at=second.created_at)
    assert rebasing.candidates(grading) == []
    third = runs({"P06": 86})
    assert rebasing.candidates(grading) == [third]


def test_final_grades_are_put_right_only_by_a_new_grading_with_a_reason(runs, story, officer, reviewer, ten):
    first = story.final(runs())
    second_run = runs({"P06": 86.5, "P03": 84})
    with pytest.raises(ValidationError) as raised:
        story.begun(second_run, day=20)
    assert first.code in told(raised)
    second = story.final(second_run, day=20, reason="审计发现数据有误")
    assert (second.replaces, second.code) == (first, "2024-G02")
    assert final_grade(ten[5], "2024").grading == second
    assert list(final_gradings(officer)) == [second]
    assert grades(first)["P06"] == "good"
    assert first.lines.get(platform=ten[2]).grade_code == "good"


def test_two_at_once(runs, story, officer, reviewer):
    grading = story.begun(runs())
    consultation.consult(officer, grading.pk, "第一稿", {}, since=1)
    with pytest.raises(ChangedMeanwhile):
        consultation.consult(reviewer, grading.pk, "第二稿", {}, since=1)
    grading.refresh_from_db()
    assert grading.minutes == "第一稿"


def test_only_who_may_decide(runs, story, director_of):
    grading = story.begun(runs())
    with pytest.raises(Http404):
        consultation.consult(director_of(1), grading.pk, "纪要", {})
    auditor = _user("auditor", "auditor")
    with pytest.raises(PermissionDenied):
        consultation.consult(auditor, grading.pk, "纪要", {})
    with pytest.raises(PermissionDenied):
        preparation.prepare(auditor, grading.run, "2024", "reported", title="等次", basis_reason="按填报值")


def test_grades_stand_on_verified_values_unless_a_reason_is_written(runs, officer):
    run = runs()
    for reason in ("", "  "):
        with pytest.raises(ValidationError) as raised:
            preparation.prepare(officer, run, "2024", "reported", title="等次", basis_reason=reason)
        assert set(raised.value.message_dict) == {"basis_reason"}
    assert not Grading.objects.exists()
    grading = preparation.prepare(officer, run, "2024", "reported", title="等次", basis_reason="核定尚未完成")
    assert grading.basis_reason == "核定尚未完成"
