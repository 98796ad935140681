"""A reviewer leaves: the reviews go to a successor who may make them."""

import pytest
from django.core.exceptions import ValidationError

from keqiao.web.accounts.handover import hand_over, open_work
from keqiao.web.audit.models import Entry
from keqiao.web.returns.models import Return
from keqiao.web.returns.services import review

from .conftest import person
from .services.test_flow import fresh, handed_in


def test_reviews_are_handed_over(opened, roles):
    form = handed_in(opened)
    review.begin(opened.officer_1, form.pk)
    admin = person(roles, "sysadmin", "system_admin")
    assert [work.title for work in open_work(opened.officer_1)] == [str(form)]
    hand_over(admin, opened.officer_1, opened.officer_2)
    assert fresh(form).first_reviewer == opened.officer_2
    assert open_work(opened.officer_1) == []
    assert form.steps.get(action="reassign").by == admin
    assert Entry.objects.filter(action="returns.reassign").exists()


def test_a_second_review_does_not_go_to_the_first_reviewer(opened, roles):
    form = handed_in(opened)
    review.pass_clean(opened.officer_1, [form.pk])
    review.reassign(opened.officer_1, form.pk, opened.officer_2)
    admin = person(roles, "sysadmin", "system_admin")
    for successor in (opened.officer_1, opened.clerk_2):
        with pytest.raises(ValidationError):
            hand_over(admin, opened.officer_2, successor)
    assert fresh(form).second_reviewer == opened.officer_2
    hand_over(admin, opened.officer_2, opened.officer_3)
    assert fresh(form).second_reviewer == opened.officer_3
    assert fresh(form).state == Return.State.SECOND_REVIEW
