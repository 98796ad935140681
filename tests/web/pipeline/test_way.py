"""A project passes its gates one by one; nothing stands ahead of a passed gate."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keqiao.web.pipeline.models import GateReview, PassageStep, Stage
from keqiao.web.pipeline.services import decisions, gates, passages

from .conftest import Walk, all_met, paper

pytestmark = pytest.mark.django_db
LATER = date(2099, 1, 1)


def test_a_project_goes_the_whole_way(walk):
    walk.in_charge()
    stages = []
    for level in (3, 4, 7, 7, 9):
        stages.append(walk.passage.stage)
        walk.through(readiness=level)
    passage = walk.passage
    assert stages == ["lead", "proof", "pilot", "incubation", "industry"]
    assert (passage.stage, passage.state, passage.readiness) == ("completed", "completed", 9)
    passed = list(passage.gates.order_by("pk").values_list("gate", "readiness_before", "readiness_after"))
    assert passed == [("g0", 3, 3), ("g1", 3, 4), ("g2", 4, 7), ("g3", 7, 7), ("g4", 7, 9)]
    tranches = GateReview.objects.order_by("pk").values_list("tranche__amount", flat=True)
    assert list(tranches) == [None, 400_000, 800_000, 400_000, 400_000]
    with pytest.raises(ValidationError):
        walk.request()


def test_the_gate_follows_from_the_stage_and_one_is_open_at_a_time(walk):
    assert walk.request().gate == "g0"
    with pytest.raises(PermissionDenied):
        walk.request()


def test_without_a_manager_no_project_goes_beyond_the_lead(walk):
    review = walk.submitted()
    with pytest.raises(ValidationError) as refused:
        walk.decide(review, "let_pass")
    assert "项目经理" in str(refused.value.messages) or "manager" in str(refused.value.messages)
    assert walk.passage.stage == Stage.LEAD


def test_what_is_missing_blocks_and_is_told(walk):
    review = walk.request()
    with pytest.raises(ValidationError) as refused:
        gates.submit(walk.works.director, review.pk, "完成")
    assert any("项目建议书" in said for said in refused.value.messages)
    material = gates.hand_in(walk.works.director, review.pk, "proposal", paper())
    gates.take_out(walk.works.director, review.pk, material.pk)
    with pytest.raises(ValidationError):
        gates.submit(walk.works.director, review.pk, "完成")


def test_a_gate_with_a_panel_is_not_passed_without_its_result(proven):
    walk = Walk(proven)
    review = walk.submitted()
    with pytest.raises(ValidationError):
        walk.decide(review, "let_pass")
    walk.judged(review)
    assert walk.decide(review, "let_pass").state == "passed"


def test_more_is_asked_for_and_an_open_deliverable_blocks(proven):
    walk = Walk(proven)
    review = walk.submitted()
    with pytest.raises(ValidationError):
        walk.decide(review, "ask_more")
    walk.decide(review, "ask_more", missing=[("补充循环寿命测试", LATER)])
    review.refresh_from_db()
    assert (review.state, walk.passage.stage) == ("supplement", "proof")
    with pytest.raises(ValidationError) as refused:
        gates.submit(proven.director, review.pk, "已补充")
    assert any("补充循环寿命测试" in said for said in refused.value.messages)
    owed = review.deliverables.get()
    assert owed.owner == proven.manager
    passages.deliver(proven.manager, walk.pk, owed.pk, paper("补充.pdf"))
    gates.submit(proven.director, review.pk, "已补充")
    walk.judged(review)
    passages.owe(proven.director, walk.pk, "用户意见", LATER)
    with pytest.raises(ValidationError):
        walk.decide(review, "let_pass")
    assert walk.passage.stage == Stage.PROOF


@pytest.mark.parametrize(("decision", "state"), [("hold", "held"), ("stop", "stopped")])
def test_the_side_exits_and_the_way_back(proven, decision, state):
    walk = Walk(proven)
    review = walk.through(decision, readiness=3)
    assert (walk.passage.state, walk.passage.stage) == (state, "proof")
    assert review.manager == proven.manager
    with pytest.raises(PermissionDenied):
        walk.request()
    passages.reenter(proven.second, walk.pk, "条件已具备")
    assert walk.passage.state == "running"
    assert walk.request().gate == "g1"


def test_a_project_is_given_to_others(proven):
    walk = Walk(proven)
    review = walk.request()
    with pytest.raises(PermissionDenied):
        passages.transfer(proven.director, walk.pk, "转让给丙公司")
    gates.withdraw(proven.director, review.pk, "不再申请")
    assert passages.transfer(proven.director, walk.pk, "转让给丙公司").state == "transferred"


def test_a_criterion_that_must_be_met_and_the_level_decide(proven):
    walk = Walk(proven)
    review = walk.submitted()
    walk.judged(review)
    said = all_met(review)
    with pytest.raises(ValidationError):
        walk.decide(review, "let_pass", assessments=said | {"principle": ("no", "重复性不足")})
    with pytest.raises(ValidationError) as refused:
        walk.decide(review, "let_pass", assessments=said | {"market": ("no", "")})
    assert "why_market" in refused.value.error_dict
    with pytest.raises(ValidationError) as refused:
        walk.decide(review, "let_pass", readiness=3)
    assert "readiness" in refused.value.error_dict
    passed = walk.decide(review, "let_pass", assessments=said | {"market": ("no", "市场小")})
    assert passed.assessments["market"] == {"met": "no", "why": "市场小"}


def test_who_asked_or_manages_does_not_decide(works):
    walk = Walk(works)
    walk.in_charge()
    review = gates.request_gate(works.second, walk.passage)
    gates.hand_in(works.second, review.pk, "proposal", paper())
    gates.submit(works.second, review.pk, "完成")
    with pytest.raises(PermissionDenied):
        walk.decide(review, "let_pass")
    with pytest.raises(PermissionDenied):
        decisions.decide(works.director, review.pk, "let_pass", all_met(review), "好", readiness=3)


def test_the_steps_say_what_happened(proven):
    steps = PassageStep.objects.order_by("pk").values_list("action", flat=True)
    assert list(steps) == ["take_up", "appoint", "advance"]
    assert Walk(proven).passage.project.budget == Decimal(2_000_000)
