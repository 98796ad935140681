"""A return whose fact another way superseded says so at the cell and on top, and its people are told."""

import re
from datetime import date
from decimal import Decimal as D

import pytest
from tests.web.returns.conftest import collection_of, fresh, passed

from keqiao.web.facts.models import Fact
from keqiao.web.notices.models import Notice
from keqiao.web.returns.form.sheet import sheet
from keqiao.web.returns.services import filling, locking, review, submission
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.returns.services.filling import CellEntry


def text(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def locked(opened):
    locking.lock(opened.officer_1, passed(opened).pk)
    return opened


@pytest.fixture
def again(locked):
    """A second collection asks the same figure again, and its lock supersedes what the first return wrote."""
    collection = collection_of(
        locked,
        title="2023年度数据复核",
        platforms=[locked.P01],
        asked=(RequestedMeasure("market_income"),),
        due_on=date(2024, 6, 30),
    )
    form = collection.returns.get()
    filling.report_anew(locked.clerk_1, form.pk, "market_income", "审计调整")
    filling.save_cells(locked.clerk_1, form.pk, {"market_income": CellEntry(D(900_000))})
    submission.submit(locked.clerk_1, form.pk, "王院长")
    review.begin(locked.officer_3, form.pk)
    review.pass_cells(locked.officer_3, form.pk)
    review.pass_first(locked.officer_3, form.pk)
    review.pass_cells(locked.officer_2, form.pk)
    review.pass_second(locked.officer_2, form.pk)
    locking.lock(locked.officer_3, form.pk)
    locked.later = form
    return locked


def test_a_return_says_which_figure_stands_now(again, client_of):
    for person in (again.officer_1, again.clerk_1):
        page = client_of(person).get(again.form.get_absolute_url())
        shown = text(page)
        assert "本表有 1 项数据已被其他数据取代" in shown and "90.00 万元" in shown and "120.00005" in shown
        assert "/figures/market_income/P01/2023/" in page.content.decode()
    line = sheet(again.officer_1, fresh(again.form)).line("market_income")
    assert [one.fact.value for one in line.successors] == [D(900_000)]
    assert not sheet(again.officer_1, fresh(again.form)).line("total_expenditure").successors


def test_the_return_whose_figure_stands_says_nothing(again, client_of):
    assert "已被其他数据取代" not in text(client_of(again.officer_1).get(again.later.get_absolute_url()))
    assert "已被其他数据取代" not in text(client_of(again.officer_1).get(again.other.get_absolute_url()))


def test_its_reviewers_and_fillers_are_told_once_and_no_others(again):
    notices = Notice.objects.filter(kind="returns.successor")
    assert {notice.link for notice in notices} == {again.form.get_absolute_url()}
    told = [one.recipient for one in notices]
    assert sorted(person.username for person in told) == ["clerk_1", "director_1", "officer_1", "officer_2"]
    words = notices[0].words
    assert "市场化收入" in words and "120.00 万元" in words and "90.00 万元" in words


def test_the_notice_leads_to_the_form_and_stands_in_the_list(again, client_of):
    assert "已被更新" in text(client_of(again.director_1).get("/notices/"))


def test_an_unlocked_form_keeps_its_own_history(locked, client_of):
    locking.ask_unlock(locked.clerk_1, locked.form.pk, "更正")
    locking.grant_unlock(locked.officer_2, locked.form.pk)
    filling.save_cells(locked.clerk_1, locked.form.pk, {"market_income": CellEntry(D(1_300_000))})
    form = locked.form
    submission.submit(locked.clerk_1, form.pk, "王院长")
    review.begin(locked.officer_1, form.pk)
    review.pass_cells(locked.officer_1, form.pk)
    review.pass_first(locked.officer_1, form.pk)
    review.pass_cells(locked.officer_2, form.pk)
    review.pass_second(locked.officer_2, form.pk)
    locking.lock(locked.officer_1, form.pk)
    assert Fact.objects.current().get(measure__code="market_income").value == D(1_300_000)
    assert not Notice.objects.filter(kind="returns.successor").exists(), (
        "its own next version is no other figure"
    )
    assert "已被其他数据取代" not in text(client_of(locked.clerk_1).get(form.get_absolute_url()))
