"""Questions of a study: the department that is asked answers; lights by the day; reminders once each."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from keqiao.web.audit.clock import story_at
from keqiao.web.notices.models import Notice
from keqiao.web.reports import selectors, services
from keqiao.web.reports.models import StudyQuestion

pytestmark = pytest.mark.django_db


def test_only_the_department_that_is_asked_answers(studied):
    with pytest.raises(PermissionDenied):
        services.answer(studied.officer, studied.question.pk, "六月。")
    answered = services.answer(studied.finance, studied.question.pk, "六月。")
    assert (answered.state, answered.answer, answered.answered_by) == ("answered", "六月。", studied.finance)
    assert Notice.objects.filter(kind="reports.answer", recipient=studied.congress).count() == 1
    back = services.give_back(studied.congress, answered.pk, "请写明金额。")
    assert (back.state, back.answer) == ("asked", "六月。")


@pytest.mark.parametrize(
    ("day", "light"), [(date(2024, 5, 6), "good"), (date(2024, 5, 17), "watch"), (date(2024, 5, 21), "bad")]
)
def test_a_light_goes_by_the_day(studied, day, light):
    row = StudyQuestion.objects.get()
    assert selectors.light_of(row, day).light == light
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, 9))
    with story_at(moment):
        assert list(selectors.with_light(StudyQuestion.objects.all(), light)) == [row]
        assert services.remind(day) == (light != "good")
        assert services.remind(day) == 0


def test_a_question_needs_words_and_a_day_to_come(studied):
    with pytest.raises(ValidationError):
        services.ask(studied.congress, studied.study.pk, studied.finance.unit, " ", date(2024, 5, 20))
    with pytest.raises(ValidationError):
        services.ask(studied.congress, studied.study.pk, studied.finance.unit, "何时？", date(2024, 5, 1))


def test_the_page_takes_the_answer(studied, client):
    client.force_login(studied.finance)
    address = studied.question.get_absolute_url()
    assert "年度经费何时拨付" in client.get(address).content.decode()
    sent = {"answer-answer": "六月。", "answer-edition": studied.question.edition}
    assert client.post(f"{address}answer/", sent).status_code == 302
    assert client.post(f"{address}answer/", sent).status_code == 409
