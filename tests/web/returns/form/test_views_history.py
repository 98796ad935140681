"""The history of a form and of a figure, two hand-ins beside each other, the form on paper."""

from decimal import Decimal

import pytest

from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.filling import CellEntry

from ..conftest import handed_in, passed
from .conftest import address

PAGES = ("history/", "history/market_income/", "differences/", "print/")


@pytest.fixture
def twice(in_review):
    """The form of P01, handed in twice: market income was corrected after the first review."""
    form = in_review.form
    review.doubt_cells(in_review.officer_1, form.pk, {"market_income": "与审计报告不符"})
    review.pass_cells(in_review.officer_1, form.pk)
    review.send_back(in_review.officer_1, form.pk)
    filling.save_cells(
        in_review.clerk_1, form.pk, {"market_income": CellEntry(Decimal(1_100_000), comment="已更正")}
    )
    submission.submit(in_review.clerk_1, form.pk, "李院长")
    return in_review


def text_of(client, form, part):
    answer = client.get(address(form, part))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_page_is_for_who_may_see_the_form(opened, client_of):
    for name, code in (
        ("clerk_1", 200),
        ("officer_2", 200),
        ("auditor", 200),
        ("clerk_2", 404),
        ("congress", 403),
    ):
        client = client_of(getattr(opened, name))
        assert {client.get(address(opened.form, part)).status_code for part in PAGES} == {code}


def test_steps_say_who_when_what_before_and_after_and_why(twice, client_of):
    text = text_of(client_of(twice.auditor), twice.form, "history/")
    for words in (
        "clerk_1",
        "填写",
        "120.00005 万元 → 110.00 万元",
        "退回指标",
        "与审计报告不符",
        "李院长",
        "初审通过",
    ):
        assert words in text


def test_a_figure_has_a_history_of_its_own(twice, client_of):
    client = client_of(twice.clerk_1)
    text = text_of(client, twice.form, "history/market_income/")
    assert "→ 110.00 万元" in text and "总支出" not in text
    assert client.get(address(twice.form, "history/nothing/")).status_code == 404


def test_two_hand_ins_are_compared(twice, client_of):
    client = client_of(twice.clerk_1)
    text = text_of(client, twice.form, "differences/")
    assert "120.00005" in text and "110.00" in text and "已更正" in text and "总支出" not in text
    assert "两次报送相同" in text_of(client, twice.form, "differences/?from=1&to=1")
    for nasty in ("x", "-1", "9" * 400, ""):
        text_of(client, twice.form, f"differences/?from={nasty}&to={nasty}")


def test_one_hand_in_has_nothing_to_be_compared_with(opened, client_of):
    handed_in(opened)
    assert "无可对比" in text_of(client_of(opened.clerk_1), opened.form, "differences/")


def test_on_paper_stands_what_was_handed_in(twice, client_of):
    client = client_of(twice.clerk_1)
    text = text_of(client, twice.form, "print/")
    for words in ("第 2 次报送", "110.00", "李院长", "我单位承诺", "制表人", "不属于统计调查", "科评1表"):
        assert words in text


def test_a_draft_on_paper_says_that_it_is_one(opened, client_of):
    text = text_of(client_of(opened.clerk_1), opened.form, "print/")
    assert "草稿，未报送" in text


def test_an_unlocked_form_on_paper_is_a_draft_again(opened, client_of):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "漏计一笔")
    locking.grant_unlock(opened.officer_3, form.pk)
    filling.save_cells(opened.clerk_1, form.pk, {"market_income": CellEntry(Decimal(9_990_000))})
    text = text_of(client_of(opened.clerk_1), form, "print/")
    assert "999.00" in text and "草稿，未报送" in text


def test_pages_of_the_history_are_turned(twice, client_of):
    for page in ("2", "x", "-1", "9" * 400):
        text_of(client_of(twice.clerk_1), twice.form, f"history/?page={page}")
