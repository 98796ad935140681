"""What a grading may not pass over: accepted cases that its run does not have, upheld objections left as they were."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.grading.conftest import after

from keqiao.web.audit.clock import story_at
from keqiao.web.grading.services import objections, publicity, rebasing
from keqiao.web.tolerance.models import ToleranceCase


def accepted(platform, story, day, period="2024"):
    """A case of fault tolerance that was accepted on a day of the story."""
    return ToleranceCase.objects.create(
        code=f"RC{period}-002",
        platform=platform,
        scheme_code="all_rules",
        period=period,
        indicators=["A"],
        subject="中试失败",
        ground="technical_route",
        facts="路线改变",
        state=ToleranceCase.State.ACCEPTED,
        applied_by=story.officer,
        checked_by=story.officer,
        decided_by=story.reviewer,
        decided_at=after(day),
    )


def test_grades_are_not_decided_past_an_accepted_case_but_by_a_run_that_has_it(runs, story, ten):
    grading = story.published(runs())
    accepted(ten[5], story, 1)
    accepted(ten[5], story, 1, "2023")  # of another year: nothing to do with it
    with story_at(after(8)), pytest.raises(PermissionDenied, match="RC2024-002 示范6号院"):
        publicity.finish(story.reviewer, grading.pk)
    with story_at(after(2)):
        new = runs({"P06": 76.4})
        assert [one["case"] for one in new.options["tolerance"]] == ["RC2024-002"]
        assert rebasing.candidates(grading) == [new]
        made = rebasing.preview(grading, new)
        rebasing.rebase(
            story.officer, grading.pk, new, *((after(2).date(), after(8).date()) if made.matters else ())
        )
    with story_at(after(9)):
        assert publicity.finish(story.reviewer, grading.pk).is_final


def test_publicity_does_not_begin_past_an_accepted_case(runs, story, ten):
    grading = story.consulted(runs())
    accepted(ten[5], story, 0)
    with story_at(after(1)), pytest.raises(PermissionDenied, match="RC2024-002"):
        publicity.publish(story.officer, grading.pk, after(1).date(), after(7).date())


def test_a_run_that_leaves_the_figures_as_they_were_is_no_answer_to_an_upheld_objection(
    runs, story, director_of, ten
):
    grading = story.published(runs())
    with story_at(after(2)):
        objection = objections.lodge(director_of(6), grading.pk, ten[5], "成果数据录入有误", indicators=["A"])
        objections.begin_recheck(story.officer, objection.pk)
        objections.record_findings(story.officer, objection.pk, "确有错录")
        objections.answer(story.reviewer, objection.pk, True, "采纳，重新评价")
    same = runs({"P05": 82.4})  # something moved, but not what the objection is about
    with (
        story_at(after(8)),
        pytest.raises(ValidationError, match="示范6号院A 成果与异议前相同，数据尚未更正"),
    ):
        rebasing.rebase(story.officer, grading.pk, same)
    grading.refresh_from_db()
    assert grading.run != same
