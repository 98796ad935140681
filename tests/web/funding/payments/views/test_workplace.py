"""The workplace of who pays: what is to be paid, what of it is overdue, what was entered today."""

from decimal import Decimal

import pytest
from django.urls import reverse

from keqiao.web.funding.models import Instalment
from keqiao.web.funding.payments.workplace import workplace
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services.pools import PoolTerms, create_pool
from keqiao.web.grading.models import Grading


def test_finance_sees_what_is_to_be_paid_on_the_first_page(client, pool, finance):
    client.force_login(finance)
    answer = client.get("/")
    work = answer.context["work"]
    assert answer.status_code == 200
    assert work.left == sum((one.amount for one in Instalment.objects.all()), Decimal(0))
    assert reverse("funding:new_payments", args=(pool.pk,)) in answer.content.decode()
    assert "今日登记" in answer.content.decode()


def test_others_keep_their_own_first_page(leader, pool):
    assert workplace(leader).entered == []


def test_a_pool_tells_that_its_grades_were_put_right(client, pool, finance, officer):
    client.force_login(finance)
    board = reverse("funding:payments", args=(pool.pk,))
    assert "已被更正" not in client.get(board).content.decode()
    stands = pool.grading
    later = Grading.objects.create(
        code="D-2",
        title="更正的定级",
        run=stands.run,
        period=stands.period,
        basis=stands.basis,
        state=Grading.State.FINAL,
        created_by=officer,
        replaces=stands,
    )
    said = client.get(board).content.decode()
    assert "已被更正" in said and later.get_absolute_url() in said
    terms = PoolTerms("补充经费", stands.period, Decimal(1000), grading=stands)
    with pytest.raises(FundingRefused, match="已被"):
        create_pool(officer, terms)
