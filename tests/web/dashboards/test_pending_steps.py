"""What waits on the way from a run to money, for whom, and no longer than it does."""

from types import SimpleNamespace

import pytest
from tests.web.funding.conftest import (  # noqa: F401 - fixtures
    director_of,
    grading,
    money,
    officer,
    reviewer,
    runs,
    story,
    ten,
)

from keqiao.web.audit.clock import story_at
from keqiao.web.grading.services import consultation, objections, publicity
from keqiao.web.procedures.registry import waiting

from ..grading.conftest import after


def told(user, day):
    """What a user reads on a day of the story."""
    with story_at(after(day)):
        return [item.text for item in waiting(user)]


@pytest.fixture
def work(db, request):
    """Ten platforms, their people and what leads a grading through its states."""
    names = ("runs", "story", "officer", "reviewer", "director_of", "ten")
    return SimpleNamespace(request=request, **{name: request.getfixturevalue(name) for name in names})


def test_a_grading_waits_for_objections_then_for_answers_then_for_another_person(work):
    first, second = work.officer, work.reviewer
    begun = work.story.begun(work.runs())
    assert told(second, 0) == told(first, 0) == [f"待记录会商的定级：{begun}"]
    with story_at(after(0)):
        consultation.consult(first, begun.pk, "同意", {})
        assert told(second, 0) == [f"待公示的定级：{begun}"]
        published = publicity.publish(first, begun.pk, after(0).date(), after(6).date())
    director = work.director_of(4)
    assert told(director, 1) == ["公示中：绩效评价等次，2025-03-09前可提出异议"]
    assert told(first, 1) == []
    with story_at(after(2)):
        objection = objections.lodge(director, published.pk, work.ten[3], "合同额认定有误。")
    assert told(second, 3) == ["待复核的异议：2024-G01 示范4号院"]
    with story_at(after(3)):
        objections.retract(director, objection.pk)
    assert told(second, 5) == []
    assert told(director, 8) == []
    assert told(second, 8) == [f"{published}：公示期满，可以定级"]
    assert told(first, 8) == []
    with story_at(after(8)):
        publicity.finish(second, published.pk)
    assert told(second, 9) == []


def test_a_pool_waits_for_those_who_did_not_compute_it(work):
    made = work.request.getfixturevalue("money")
    proposal = made.proposal(made.pool())
    assert told(work.officer, 9) == []
    assert told(work.reviewer, 9) == [f"待决定的资金池：{proposal.pool}"]
