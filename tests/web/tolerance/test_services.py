"""From the draft to the decision: who may do what when, what is missing, the negative list, every step kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone
from tests.web.documents import enacted
from tests.web.tolerance.conftest import PDF, given, no_to_all, upload

from keqiao.web.audit.clock import present, story_at
from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.models import Evidence
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.tolerance import selectors, services
from keqiao.web.tolerance.documents import RULES
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep

State = ToleranceCase.State


def actions(case):
    return list(case.steps.values_list("action", flat=True))


def test_the_whole_way_is_kept_step_by_step(accepted, director, officer, reviewer):
    services.learn(reviewer, accepted.pk, "关键工艺参数应在立项前验证。")
    accepted.refresh_from_db()
    assert accepted.state == State.ACCEPTED
    assert actions(accepted) == ["open", "edit", "apply", "check", "accept", "learn"]
    assert [step.by for step in accepted.steps.all()] == [
        director,
        director,
        director,
        officer,
        reviewer,
        reviewer,
    ]
    assert (accepted.checked_by, accepted.decided_by) == (officer, reviewer)
    told = set(Entry.objects.filter(action__startswith="tolerance.").values_list("action", flat=True))
    assert {f"tolerance.{word}" for word in ("open", "edit", "apply", "check", "accept")} <= told
    assert accepted.code == "RC2024-001"
    assert accepted.steps.get(action="accept").reason


def test_steps_never_change(applied):
    step = applied.steps.first()
    step.reason = "改写"
    with pytest.raises(ValidationError):
        step.save()
    with pytest.raises(Frozen):
        ToleranceStep.objects.all().delete()


def test_numbers_follow_each_other_within_a_year(city, director, scheme):
    codes = [
        services.open_case(director, city[1], given(period=period)).code
        for period in ("2024", "2024", "2023", "2024")
    ]
    assert codes == ["RC2024-001", "RC2024-002", "RC2023-001", "RC2024-003"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"subject": ""}, "一句话"),
        ({"ground": ""}, "依据"),
        ({"facts": ""}, "经过"),
        ({"indicators": ()}, "指标"),
        ({"answers": no_to_all() | {"fraud": (None, "")}}, "弄虚作假"),
    ],
)
def test_an_application_says_all_that_is_missing(city, director, scheme, other, words):
    case = services.open_case(director, city[1], given(**other))
    with pytest.raises(ValidationError) as error:
        services.apply(director, case.pk)
    assert any(words in text for text in error.value.messages), error.value.messages
    assert any("材料" in text or "文件" in text for text in error.value.messages)
    case.refresh_from_db()
    assert (case.state, case.applied_at) == (State.DRAFT, None)


@pytest.mark.parametrize(
    "other",
    [
        {"scheme_code": "nothing"},
        {"period": "有一年"},
        {"period": "9" * 40},
        {"indicators": ("Z9",)},
        {"indicators": ("B",)},
        {"ground": "mood"},
        {"facts": "长" * 4001},
        {"subject": "长" * 201},
    ],
)
def test_what_cannot_be_kept_is_refused(city, director, scheme, other):
    with pytest.raises(ValidationError):
        services.open_case(director, city[1], given(**other))
    assert not ToleranceCase.objects.exists()


def test_a_group_holds_its_indicators(city, director, scheme):
    case = services.open_case(director, city[1], given(indicators=("B7_trl", "B7", "A3")))
    assert case.indicators == ["A3", "B7"]


def test_a_platform_opens_cases_for_itself_only(city, director, clerk, auditor, scheme):
    with pytest.raises(PermissionDenied):
        services.open_case(director, city[0], given())
    for user in (clerk, auditor):
        with pytest.raises(PermissionDenied):
            services.open_case(user, city[1], given())


def test_an_officer_opens_a_case_and_two_others_go_on(scheme, officer, reviewer, third, director):
    case = services.open_case(officer, director.unit.platforms.get(), given())
    assert not ToleranceCase.objects.visible_to(director).filter(pk=case.pk).exists()
    services.attach(officer, case.pk, upload())
    services.apply(officer, case.pk)
    with pytest.raises(PermissionDenied):
        services.check(officer, case.pk, "属实", no_to_all(), ["B7"])
    services.check(reviewer, case.pk, "属实", no_to_all(), ["B7"])
    for user in (officer, reviewer):
        with pytest.raises(PermissionDenied):
            services.conclude(user, case.pk, accepted=True, reason="同意")
    services.conclude(third, case.pk, accepted=True, reason="同意")
    assert ToleranceCase.objects.get(pk=case.pk).state == State.ACCEPTED
    assert ToleranceCase.objects.visible_to(director).filter(pk=case.pk).exists()


def test_a_yes_on_the_negative_list_cannot_be_accepted(applied, officer, reviewer):
    found = no_to_all(fraud=(True, "实验记录系事后补写"))
    services.check(officer, applied.pk, "记录不实", found, ["B7"])
    with pytest.raises(PermissionDenied, match="弄虚作假"):
        services.conclude(reviewer, applied.pk, accepted=True, reason="同意")
    applied.refresh_from_db()
    assert applied.state == State.CHECKED
    services.conclude(reviewer, applied.pk, accepted=False, reason="触及负面清单")
    applied.refresh_from_db()
    assert applied.state == State.REFUSED
    assert applied.answers["fraud"] == {
        "yes": False,
        "note": "",
        "found": True,
        "found_note": "实验记录系事后补写",
    }


@pytest.mark.parametrize("item", [item.code for item in RULES.form.load(RULES.path).negative])
def test_every_item_of_the_negative_list_forbids(checked, reviewer, item):
    answers = checked.answers | {item: {"yes": True, "note": ""}}
    ToleranceCase.objects.filter(pk=checked.pk).update(answers=answers)
    with pytest.raises(PermissionDenied, match=str(RULES.in_force().forbidden[item].name)):
        services.conclude(reviewer, checked.pk, accepted=True, reason="同意")


def test_what_was_found_counts_and_a_correction_says_why(city, director, officer, reviewer, scheme):
    case = services.open_case(director, city[1], given(answers=no_to_all(safety=(True, "误填"))))
    services.attach(director, case.pk, upload())
    services.apply(director, case.pk)
    with pytest.raises(ValidationError):
        services.check(officer, case.pk, "属实", no_to_all(), ["B7"])
    services.check(officer, case.pk, "属实", no_to_all(safety=(False, "应急局证明无事故")), ["B7"])
    services.conclude(reviewer, case.pk, accepted=True, reason="同意")


def test_findings_answer_everything_and_leave_an_indicator(applied, officer):
    for found, indicators, words in (
        (no_to_all() | {"money": (None, "")}, ["B7"], "属实"),
        (no_to_all(), [], "属实"),
        (no_to_all(), ["A3"], "属实"),
        (no_to_all(), ["B7"], " "),
    ):
        with pytest.raises(ValidationError):
            services.check(officer, applied.pk, words, found, indicators)
    applied.refresh_from_db()
    assert (applied.state, applied.checked_by) == (State.APPLIED, None)


def test_the_bureau_narrows_what_was_touched(city, director, officer, scheme):
    case = services.open_case(director, city[1], given(indicators=("A3", "B7")))
    services.attach(director, case.pk, upload())
    services.apply(director, case.pk)
    services.check(officer, case.pk, "只涉及过门", no_to_all(), ["B7"])
    case.refresh_from_db()
    assert case.indicators == ["B7"]
    assert case.steps.get(action="check").before["indicators"] == ["A3", "B7"]


@pytest.mark.parametrize("until", ["draft", "applied", "checked"])
def test_the_applicant_withdraws_before_the_decision(until, request, director, officer, stranger):
    case = request.getfixturevalue(until)
    with pytest.raises((PermissionDenied, Http404)):
        services.withdraw(officer, case.pk, "不需要")
    with pytest.raises(Http404):
        services.withdraw(stranger, case.pk, "不需要")
    with pytest.raises(ValidationError):
        services.withdraw(director, case.pk, " ")
    services.withdraw(director, case.pk, "另有安排")
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN


def test_after_the_decision_nothing_moves(accepted, director, officer, reviewer, third):
    for act in (
        lambda: services.withdraw(director, accepted.pk, "反悔"),
        lambda: services.edit_case(director, accepted.pk, given()),
        lambda: services.apply(director, accepted.pk),
        lambda: services.check(third, accepted.pk, "重查", no_to_all(), ["B7"]),
        lambda: services.conclude(third, accepted.pk, accepted=False, reason="改判"),
        lambda: services.send_back(third, accepted.pk, "补充"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_sent_back_completed_and_applied_again(applied, director, officer):
    services.send_back(officer, applied.pk, "请补充论证纪要")
    applied.refresh_from_db()
    assert applied.state == State.DRAFT
    assert ToleranceCase.objects.visible_to(officer).filter(pk=applied.pk).exists()
    services.edit_case(director, applied.pk, given(facts="补充了论证纪要。"))
    services.apply(director, applied.pk)
    applied.refresh_from_db()
    assert (applied.state, applied.facts) == (State.APPLIED, "补充了论证纪要。")


def test_two_people_at_once(applied, officer, reviewer):
    seen = ToleranceCase.objects.get(pk=applied.pk).edition
    services.send_back(reviewer, applied.pk, "请补充", since=seen)
    with pytest.raises(ChangedMeanwhile, match="reviewer"):
        services.check(officer, applied.pk, "属实", no_to_all(), ["B7"], since=seen)


def test_one_indicator_is_touched_by_one_case(applied, city, director):
    other = services.open_case(director, city[1], given(indicators=("B7_trl",)))
    services.attach(director, other.pk, upload())
    with pytest.raises(ValidationError, match=applied.code):
        services.apply(director, other.pk)
    services.withdraw(director, applied.pk, "合并申请")
    services.apply(director, other.pk)


def test_files_come_and_go_in_a_draft_only(draft, director, city, stranger):
    sha256 = draft.files.get().sha256
    services.attach(director, draft.pk, upload())
    assert draft.files.count() == 1
    with pytest.raises(ValidationError):
        services.attach(director, draft.pk, upload("机密.pdf"))
    with pytest.raises(Http404):
        services.attach(stranger, draft.pk, upload())
    services.detach(director, draft.pk, sha256)
    assert draft.files.count() == 0
    with pytest.raises(ValidationError):
        services.detach(director, draft.pk, sha256)


def test_a_case_opens_no_file_of_another_platform(draft, city, stranger, officer):
    """An officer sees every file; attached to a case of another platform, that platform could open it."""
    other = services.open_case(stranger, city[2], given())
    services.attach(stranger, other.pk, upload("别家.pdf", PDF + b"other"))
    sha256 = other.files.get().sha256
    own = services.open_case(officer, city[1], given(period="2023"))
    with pytest.raises(ValidationError):
        services.attach_known(officer, own.pk, sha256)
    services.attach_known(officer, own.pk, draft.files.get().sha256)
    assert own.files.count() == 1
    assert not Evidence.objects.visible_to(draft.applied_by).filter(sha256=sha256).exists()


def test_the_time_to_apply_is_a_parameter(draft, director, failed):
    enacted(RULES, ("apply_within_days: null", "apply_within_days: 30"))
    with story_at(present() + timedelta(days=32)), pytest.raises(ValidationError, match="截止"):
        services.apply(director, draft.pk)
    with story_at(present() + timedelta(days=29)):
        services.apply(director, draft.pk)


def test_the_bureau_is_not_bound_by_the_time(city, officer, failed):
    case = services.open_case(officer, city[1], given())
    services.attach(officer, case.pk, upload())
    enacted(RULES, ("apply_within_days: null", "apply_within_days: 1"))
    with story_at(present() + timedelta(days=90)):
        services.apply(officer, case.pk)
    case.refresh_from_db()
    assert case.state == State.APPLIED


def test_a_lesson_names_no_platform(accepted, officer, director):
    for text in ("示范2号院应先做小试", "Institute 2 should test first", "P02 的教训"):
        with pytest.raises(ValidationError):
            services.learn(officer, accepted.pk, text)
    with pytest.raises(PermissionDenied):
        services.learn(director, accepted.pk, "先做小试")
    services.learn(officer, accepted.pk, "先做小试\0")
    accepted.refresh_from_db()
    assert accepted.lesson == "先做小试"


def test_no_run_is_too_old_to_be_found(failed, officer):
    """However many runs came later, what evaluated a period is found."""
    about = {name: getattr(failed, name) for name in ("snapshot", "scheme", "state", "created_by")}
    later = {"periods": ["2019"], "finished_at": timezone.now()}
    Run.objects.bulk_create(Run(code=f"X-{number}", **about, **later) for number in range(230))
    assert selectors.latest_run(officer, failed.scheme.code, "2024") == failed
    assert {period.period: period.run for period in selectors.results(officer)}["2024"] == failed
