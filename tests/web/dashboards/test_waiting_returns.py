"""The workbench says what of the returns waits for its reader."""

from tests.web.returns.conftest import bureau, opened  # noqa: F401
from tests.web.returns.services.test_flow import handed_in, passed

from keqiao.web.dashboards.homes import late_returns
from keqiao.web.procedures.registry import waiting
from keqiao.web.returns.services import locking, review


def said(user) -> list[str]:
    return [one.text for one in [*late_returns(user), *waiting(user)]]


def test_a_platform_is_told_what_to_fill_in_and_what_is_late(opened, client_of):  # noqa: F811
    assert said(opened.clerk_1) == ["逾期未报：1份", "待填报：1份"]
    handed_in(opened)
    assert said(opened.clerk_1) == []
    assert "待填报：1份" in client_of(opened.clerk_2).get("/").content.decode()


def test_the_bureau_is_told_what_to_review_and_decide(opened, client_of):  # noqa: F811
    form = handed_in(opened)
    assert said(opened.officer_1) == ["逾期未报：1份", "待审核：1份"]
    review.pass_clean(opened.officer_1, [form.pk])
    assert said(opened.officer_1) == ["逾期未报：1份"]
    assert said(opened.officer_2) == ["逾期未报：1份", "待审核：1份"]
    assert "待审核：1份" in client_of(opened.officer_2).get("/").content.decode()


def test_locking_and_unlocking_wait_too(opened):  # noqa: F811
    form = passed(opened)
    assert "待锁定：1份" in said(opened.officer_3)
    locking.lock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "有误")
    assert "解锁申请：1件" in said(opened.officer_1)


def test_who_sees_no_returns_is_told_nothing(opened):  # noqa: F811
    assert said(opened.congress) == []
