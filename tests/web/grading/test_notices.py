"""Who hears of a grading: platforms of their grades, the bureau of objections, who objected of the answer."""

import pytest
from django.utils import translation
from tests.web.evaluations.conftest import _user
from tests.web.grading.conftest import after

from keqiao.web.audit.clock import story_at
from keqiao.web.grading.notifications import tell_published
from keqiao.web.grading.services import objections, preparation, publicity, rebasing
from keqiao.web.notices.models import Notice


def heard(user):
    """What a user was told, the oldest first."""
    with translation.override("zh-hans"):
        return [notice.words for notice in Notice.objects.filter(recipient=user).order_by("pk")]


@pytest.fixture
def director(director_of):
    return director_of(4)


def test_platforms_hear_of_their_grades_from_the_first_day_of_the_publicity(runs, story, director, officer):
    grading = story.consulted(runs())
    with story_at(after(0)):
        publicity.publish(officer, grading.pk, after(2).date(), after(9).date())
    assert heard(director) == []
    tell_published(after(1).date())
    assert heard(director) == []
    for day in (2, 2, 3):
        tell_published(after(day).date())
    assert heard(director) == ["2024-G01：等次公示中，示范4号院为良好，2025-03-12前可提出异议。"]
    tell_published(after(10).date())
    assert len(heard(director)) == 1


def test_the_bureau_hears_of_an_objection_and_the_platform_of_the_answer(
    runs, story, ten, director, director_of
):
    clerk = _user("clerk_04", "platform_clerk", ten[3].unit)
    grading, other = story.published(runs()), director_of(5)
    before = {user: len(heard(user)) for user in (director, clerk, other)}
    with story_at(after(2)):
        objection = objections.lodge(director, grading.pk, ten[3], "有误")
        assert heard(story.reviewer) == ["2024-G01：示范4号院提出异议。"]
        objections.begin_recheck(story.officer, objection.pk)
        objections.record_findings(story.officer, objection.pk, "属实")
        objections.answer(story.reviewer, objection.pk, True, "采纳")
    answer = "2024-G01：示范4号院的异议成立，将重新评价。"
    assert heard(director)[before[director] :] == heard(clerk)[before[clerk] :] == [answer]
    new = runs({"P04": 88.2})
    with story_at(after(3)):
        rebasing.rebase(story.officer, grading.pk, new)
    assert heard(director)[-1] == "2024-G01：对示范4号院的异议已重新评价，名次和等次均无变化。"
    with story_at(after(8)):
        publicity.finish(story.reviewer, grading.pk)
    assert heard(director)[-1] == heard(clerk)[-1] == "2024-G01：等次已确定，示范4号院为良好。"
    assert heard(other)[before[other] :] == ["2024-G01：等次已确定，示范5号院为良好。"]


def test_only_who_knew_of_the_grades_hears_that_they_do_not_stand(runs, story, director, officer):
    grading = story.consulted(runs())
    preparation.withdraw(officer, grading.pk, "快照选错")
    assert heard(director) == []
    grading = story.published(runs())
    with story_at(after(1)):
        preparation.withdraw(officer, grading.pk, "快照选错")
    assert heard(director)[-1] == "2024-G02：本次定级已撤销，所公示的等次不再有效。"
