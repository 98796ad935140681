"""The page of a form for the bureau: marks, verified values, send back, pass, lock, unlock."""

from decimal import Decimal

import pytest

from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.filling import CellEntry

from ..conftest import cell, fresh, handed_in, passed
from .conftest import address, inputs

BUTTONS = ("begin", "review", "pass", "send-back", "lock", "unlock/decide")


@pytest.fixture
def officer(in_review, client_of):
    return client_of(in_review.officer_1)


def opened_page(client, form, query=""):
    return inputs(client.get(address(form) + query))


def test_the_review_begins_with_a_button(opened, client_of):
    handed_in(opened)
    client = client_of(opened.officer_1)
    assert "/begin/" in client.get(address(opened.form)).content.decode()
    client.post(address(opened.form, "begin/"))
    assert fresh(opened.form).state == Return.State.FIRST_REVIEW


def test_figures_are_marked_one_by_one_and_the_form_goes_back(in_review, officer):
    form = in_review.form
    sent = opened_page(officer, form) | {
        "mark-market_income": "back",
        "reason-market_income": "与审计报告不符",
        "mark-total_expenditure": "pass",
        "verified-total_expenditure": "250",
        "why-total_expenditure": "剔除折旧",
    }
    answer = officer.post(address(form, "review/"), sent, follow=True)
    income, spent = cell(form, "market_income"), cell(form, "total_expenditure")
    assert (income.state, income.reason) == (Cell.State.SENT_BACK, "与审计报告不符")
    assert (spent.state, spent.verified_value, spent.value) == (Cell.State.PASSED_FIRST, 2_500_000, 3_000_000)
    kept = inputs(answer)
    assert (kept["mark-market_income"], kept["verified-total_expenditure"]) == ("back", "250.00")
    assert officer.post(address(form, "send-back/"), kept).status_code == 302
    assert fresh(form).state == Return.State.SENT_BACK


def test_marks_are_kept_by_every_button(in_review, officer):
    sent = opened_page(officer, in_review.form) | {
        "mark-market_income": "back",
        "reason-market_income": "偏高",
    }
    officer.post(address(in_review.form, "send-back/"), sent)
    assert fresh(in_review.form).state == Return.State.SENT_BACK
    assert cell(in_review.form, "market_income").reason == "偏高"


def test_clean_figures_pass_together_and_the_form_passes_twice(in_review, officer, client_of):
    form = in_review.form
    officer.post(address(form, "review/"), opened_page(officer, form) | {"then": "clean"})
    assert set(form.cells.values_list("state", flat=True)) == {Cell.State.PASSED_FIRST}
    officer.post(address(form, "pass/"), opened_page(officer, form))
    assert fresh(form).state == Return.State.SECOND_REVIEW
    assert "初审由您完成" in officer.get(address(form)).content.decode()
    second = client_of(in_review.officer_2)
    sent = opened_page(second, form) | {
        f"mark-{code}": "pass" for code in ("market_income", "total_expenditure")
    }
    assert second.post(address(form, "pass/"), sent).status_code == 422  # two figures are not passed yet
    assert cell(form, "market_income").state == Cell.State.PASSED_FIRST  # all or nothing
    second.post(address(form, "review/"), opened_page(second, form) | {"then": "clean"})
    second.post(address(form, "pass/"), opened_page(second, form))
    assert fresh(form).state == Return.State.PASSED
    second.post(address(form, "lock/"))
    assert fresh(form).state == Return.State.LOCKED


def test_a_figure_with_another_verified_value_is_not_clean(in_review, officer):
    review.verify(in_review.officer_1, in_review.form.pk, "market_income", Decimal(1), "核减")
    officer.post(address(in_review.form, "review/"), opened_page(officer, in_review.form) | {"then": "clean"})
    assert cell(in_review.form, "market_income").state == Cell.State.OPEN
    assert cell(in_review.form, "total_expenditure").state == Cell.State.PASSED_FIRST


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"mark-market_income": "back"}, "请写明退回理由"),
        ({"verified-market_income": "约", "why-market_income": "x"}, "不是数字"),
        ({"verified-market_income": "5"}, "请写明理由"),
        ({"mark-market_income": "back", "reason-market_income": "字" * 1001}, "1000"),
    ],
)
def test_a_wrong_mark_keeps_all_that_was_typed(in_review, officer, data, words):
    sent = opened_page(officer, in_review.form) | {"mark-total_expenditure": "pass"} | data
    answer = officer.post(address(in_review.form, "review/"), sent)
    kept = inputs(answer)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert all(kept[name] == value for name, value in data.items())
    assert kept["mark-total_expenditure"] == "pass"
    assert cell(in_review.form, "total_expenditure").state == Cell.State.OPEN  # all or nothing


def test_marks_made_on_an_old_page_pass_nothing_that_was_not_seen(in_review, officer):
    form, clerk = in_review.form, in_review.clerk_1
    old = opened_page(officer, form) | {"mark-market_income": "pass"}
    review.doubt_cells(in_review.officer_1, form.pk, {"market_income": "?"})
    review.send_back(in_review.officer_1, form.pk)
    filling.save_cells(clerk, form.pk, {"market_income": CellEntry(Decimal(9))})
    submission.submit(clerk, form.pk, "王院长")
    review.begin(in_review.officer_1, form.pk)
    answer = officer.post(address(form, "review/"), old)
    assert answer.status_code == 409 and inputs(answer)["mark-market_income"] == "pass"
    assert cell(form, "market_income").state == Cell.State.OPEN


def test_the_second_hand_in_shows_what_changed(in_review, officer):
    form, clerk = in_review.form, in_review.clerk_1
    review.doubt_cells(in_review.officer_1, form.pk, {"market_income": "?"})
    review.send_back(in_review.officer_1, form.pk)
    filling.save_cells(clerk, form.pk, {"market_income": CellEntry(Decimal(1_100_000))})
    submission.submit(clerk, form.pk, "王院长")
    review.begin(in_review.officer_1, form.pk)
    text = officer.get(address(form)).content.decode()
    assert "原报 120.00005" in text and "?changed=1" in text
    only = opened_page(officer, form, "?changed=1")
    assert "reviewed-market_income" in only and "reviewed-total_expenditure" not in only


def test_only_the_reviewer_reviews(in_review, client_of):
    other = client_of(in_review.officer_2)
    assert "mark-market_income" not in opened_page(other, in_review.form)
    sent = {
        "since": fresh(in_review.form).edition,
        "reviewed-market_income": "1",
        "mark-market_income": "pass",
    }
    assert other.post(address(in_review.form, "review/"), sent).status_code == 403
    assert "officer_1" in other.get(address(in_review.form)).content.decode()
    for name in ("clerk_1", "auditor", "congress"):
        client = client_of(getattr(in_review, name))
        assert {client.post(address(in_review.form, f"{button}/")).status_code for button in BUTTONS} == {403}


def test_what_cannot_be_done_says_why(opened, client_of):
    text = client_of(opened.officer_1).get(address(opened.form)).content.decode()
    assert "目前不能办理的事项及原因" in text and "正在填写，尚未报送" in text


def test_an_unlock_is_decided_by_another_person_with_a_reason(opened, client_of):
    form = passed(opened)
    locking.lock(opened.officer_3, form.pk)
    locking.ask_unlock(opened.clerk_1, form.pk, "漏计一笔")
    officer = client_of(opened.officer_2)
    assert officer.post(address(form, "unlock/decide/"), {"grant": "0"}).status_code == 422
    officer.post(address(form, "unlock/decide/"), {"grant": "0", "reason": "已进入评价"})
    assert fresh(form).state == Return.State.LOCKED
    assert "已进入评价" in client_of(opened.clerk_1).get(address(form)).content.decode()
    locking.ask_unlock(opened.clerk_1, form.pk, "再次申请")
    officer.post(address(form, "unlock/decide/"), {"grant": "1"})
    assert (fresh(form).version, fresh(form).state) == (2, Return.State.DRAFT)


@pytest.mark.parametrize("nasty", ["\0", "9" * 5000, "-1", "1e999999999", "<script>alert(1)</script>", "[]"])
def test_hostile_input_is_answered(in_review, officer, nasty):
    names = ("reviewed", "mark", "reason", "verified", "why")
    sent = {f"{name}-market_income": nasty for name in names}
    for since in (nasty, str(fresh(in_review.form).edition)):
        for button in BUTTONS:
            data = sent | {"since": since, "then": nasty, "grant": nasty, "reason": nasty}
            answer = officer.post(address(in_review.form, f"{button}/"), data)
            assert answer.status_code in {302, 422, 403, 409}, button
            assert "<script>alert" not in answer.content.decode()
