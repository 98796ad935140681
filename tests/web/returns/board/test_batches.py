"""Actions on many forms: each for itself, what was left is told with its reason."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Fact
from keqiao.web.notices.models import Notice
from keqiao.web.returns.models import Return
from keqiao.web.returns.services import review

from ..services.test_flow import fresh, handed_in, passed


@pytest.fixture
def do(opened, client_of):
    """``do("lock", who, **data)`` takes an action on the board and returns the page that follows as text."""

    def act(action: str, who: str = "officer_1", **data):
        client = client_of(getattr(opened, who))
        address = f"/returns/collections/{opened.collection.pk}/{action}/"
        return client.post(address, data, follow=True).content.decode()

    return act


def test_the_clean_ones_pass_and_the_others_are_told(opened, do):
    handed_in(opened)
    handed_in(opened, opened.other, opened.clerk_2)
    review.begin(opened.officer_1, opened.other.pk)
    review.doubt_cells(opened.officer_1, opened.other.pk, {"market_income": "偏高"})
    page = do("pass-clean", all="1")
    assert "已通过1家" in page and "未处理1家" in page and "平台2" in page
    assert fresh(opened.form).state == Return.State.SECOND_REVIEW
    assert fresh(opened.other).state == Return.State.FIRST_REVIEW
    # The one who passed the first review does not pass the second.
    assert "未处理1家" in do("pass-clean", form=[opened.form.pk])
    do("pass-clean", "officer_2", form=[opened.form.pk])
    assert fresh(opened.form).state == Return.State.PASSED


def test_only_the_ticked_ones_are_met(opened, do):
    handed_in(opened)
    handed_in(opened, opened.other, opened.clerk_2)
    do("pass-clean", form=[opened.other.pk])
    assert fresh(opened.form).state == Return.State.SUBMITTED
    assert fresh(opened.other).state == Return.State.SECOND_REVIEW


def test_all_means_those_that_the_filters_left(opened, do):
    handed_in(opened)
    handed_in(opened, opened.other, opened.clerk_2)
    do("pass-clean", all="1", as_asked="q=P02")
    assert fresh(opened.form).state == Return.State.SUBMITTED


def test_all_that_passed_are_locked(opened, do):
    passed(opened)
    assert "已锁定1家" in do("lock", "officer_3", all="1")
    assert fresh(opened.form).state == Return.State.LOCKED
    assert Fact.objects.count() == 2


def test_a_due_date_is_moved_with_a_reason(opened, do):
    day = timezone.localdate() + timedelta(days=10)
    assert "请写明理由" in do("extend", form=[opened.form.pk], due_on=day.isoformat())
    assert fresh(opened.form).due_on == date(2024, 3, 31)
    do("extend", form=[opened.form.pk], due_on=day.isoformat(), reason="财务人员请假")
    assert fresh(opened.form).due_on == day
    assert fresh(opened.other).due_on == date(2024, 3, 31)
    step = opened.form.steps.get(action="extend")
    assert step.reason == "财务人员请假"


@pytest.mark.parametrize("due", ["", "soon", "2024-13-45", "9999-12-31", "0001-01-01", "9" * 50])
def test_a_due_date_that_is_none_changes_nothing(opened, do, due):
    do("extend", form=[opened.form.pk], due_on=due, reason="x")
    assert fresh(opened.form).due_on == date(2024, 3, 31)


def test_a_reviewer_is_named_and_told(opened, do):
    handed_in(opened)
    do("reviewer", form=[opened.form.pk], reviewer="officer_2", reason="轮岗")
    assert fresh(opened.form).first_reviewer == opened.officer_2
    assert Notice.objects.filter(recipient=opened.officer_2, kind="returns.to_review").exists()
    assert "未处理1家" in do("reviewer", form=[opened.form.pk], reviewer="clerk_1")
    assert "请选择审核人" in do("reviewer", form=[opened.form.pk], reviewer="nobody")


def test_a_reminder_is_given_once_a_day(opened, do):
    handed_in(opened)
    Notice.objects.all().delete()
    do("remind", all="1")
    forms = {
        form.get_absolute_url(): form.platform.code for form in Return.objects.select_related("platform")
    }
    told = sorted((notice.recipient.username, forms[notice.link]) for notice in Notice.objects.all())
    reviewers = [(f"officer_{n}", "P01") for n in (1, 2, 3)]
    assert told == [("clerk_2", "P02"), ("director_2", "P02"), *reviewers]
    do("remind", all="1")
    assert Notice.objects.count() == len(told)
    assert Entry.objects.filter(action="returns.remind").count() == 2


def test_nothing_chosen_does_nothing(opened, do):
    for action in ("pass-clean", "lock", "remind"):
        assert "没有可以这样处理的" in do(action)
    assert "没有可以这样处理的" in do("pass-clean", form=["x", "-1", "9" * 40, "²"])


@pytest.mark.parametrize("action", ["pass-clean", "lock", "extend", "reviewer", "remind"])
def test_others_do_nothing_to_many(opened, client_of, action):
    for name in ("clerk_1", "auditor", "congress"):
        client = client_of(getattr(opened, name))
        assert (
            client.post(f"/returns/collections/{opened.collection.pk}/{action}/", {"all": "1"}).status_code
            == 403
        )
        assert client.get(f"/returns/collections/{opened.collection.pk}/{action}/").status_code in {302, 403}
