"""The workplace of who pays: what is to be paid, what of it is overdue, what was entered today."""

from decimal import Decimal

from django.urls import reverse

from keqiao.web.funding.models import Instalment
from keqiao.web.funding.payments.workplace import workplace


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
