"""Payments: never more than an instalment, days, vouchers, reversals, frozen rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone
from tests.web.papers import PDF

from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Evidence
from keqiao.web.funding.models import Instalment, Payment
from keqiao.web.funding.payments.services import payments, uses
from keqiao.web.funding.payments.services.payments import Paid

pytestmark = pytest.mark.application_role

DAY = date(2024, 5, 6)


def paid(line, amount, voucher="V1", number=1, day=DAY, **more):
    return Paid(line.instalments.get(number=number).pk, Decimal(amount), day, voucher, **more)


def refusal(error):
    return " ".join(error.value.messages)


def test_instalments_close_to_the_amount(pool):
    for line in pool.chosen.lines.all():
        assert sum(part.amount for part in line.instalments.all()) == line.amount
    assert [part.amount for part in pool.chosen.lines.get(platform__code="P01").instalments.all()] == [
        Decimal(900_000),
        Decimal(600_000),
    ]
    assert not pool.chosen.lines.get(platform__code="P03").instalments.exists()


def test_a_payment_is_kept_with_its_voucher_and_file(finance, pool, line, director):
    upload = ContentFile(PDF, name="v.pdf")
    made = payments.pay(
        finance, pool.pk, [paid(line, 400_000, document="市财〔2024〕1号", note="首付")], upload=upload
    )
    kept = Payment.objects.get(pk=made[0].pk)
    assert (kept.amount, kept.voucher, kept.document, kept.note) == (400_000, "V1", "市财〔2024〕1号", "首付")
    assert kept.file in Evidence.objects.visible_to(director)
    told = Entry.objects.get(action="funding.pay")
    assert told.actor == finance and '"voucher":"V1"' in told.detail_text.replace(" ", "")


def test_more_than_the_instalment_is_refused_with_the_figures(finance, pool, line):
    payments.pay(finance, pool.pk, [paid(line, 600_000)])
    with pytest.raises(ValidationError) as error:
        payments.pay(finance, pool.pk, [paid(line, "300000.01", "V2")])
    assert all(figure in refusal(error) for figure in ("30.000001", "30.00", "90.00"))
    assert Payment.objects.count() == 1


def test_a_batch_is_entered_whole_or_not_at_all(finance, pool, line):
    first = line.instalments.get(number=1)
    with pytest.raises(ValidationError) as error:
        payments.pay(
            finance, pool.pk, [paid(line, 500_000), paid(line, 500_000, "V2"), paid(line, 1, "V3", 2)]
        )
    assert list(error.value.message_dict) == [str(first.pk)]
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1e40"])
def test_amounts_that_are_none(finance, pool, line, amount):
    with pytest.raises(ValidationError):
        payments.pay(finance, pool.pk, [paid(line, amount)])


def test_days_before_the_decision_and_in_the_future(finance, pool, line):
    for day in (date(2024, 3, 31), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(ValidationError):
            payments.pay(finance, pool.pk, [paid(line, 1, day=day)])
    payments.pay(finance, pool.pk, [paid(line, 1, day=date(2024, 4, 1))])


def test_a_voucher_stands_once_in_a_year(finance, pool, line):
    made = payments.pay(finance, pool.pk, [paid(line, 1)])
    for entries in ([paid(line, 1)], [paid(line, 1, "V2"), paid(line, 1, "V2", 2)], [paid(line, 1, " ")]):
        with pytest.raises(ValidationError):
            payments.pay(finance, pool.pk, entries)
    payments.pay(finance, pool.pk, [paid(line, 1, day=date(2025, 1, 2))])
    payments.reverse_payment(finance, pool.pk, made[0].pk, "金额写错")
    payments.pay(finance, pool.pk, [paid(line, 2)])


def test_a_reversal_is_an_entry_of_its_own_once(finance, pool, line):
    made = payments.pay(finance, pool.pk, [paid(line, 900_000)])[0]
    with pytest.raises(ValidationError):
        payments.reverse_payment(finance, pool.pk, made.pk, " ")
    back = payments.reverse_payment(finance, pool.pk, made.pk, "重复拨付")
    assert (back.amount, back.reverses, back.note) == (-900_000, made, "重复拨付")
    for key in (made.pk, back.pk):
        with pytest.raises(ValidationError):
            payments.reverse_payment(finance, pool.pk, key, "再次")
    payments.pay(finance, pool.pk, [paid(line, 900_000, "V2")])


def test_a_payment_whose_money_is_used_is_not_taken_back(finance, pool, line, director):
    made = payments.pay(finance, pool.pk, [paid(line, 900_000)])[0]
    used = uses.report_use(director, line.pk, uses.Used("research", Decimal(10), DAY, "试剂"))
    with pytest.raises(ValidationError):
        payments.reverse_payment(finance, pool.pk, made.pk, "错")
    uses.reverse_use(director, line.pk, used.pk, "记错")
    payments.reverse_payment(finance, pool.pk, made.pk, "错")


def test_who_may_not(finance, pool, line, officer, director):
    for user in (officer, director):
        with pytest.raises(PermissionDenied):
            payments.pay(user, pool.pk, [paid(line, 1)])
        with pytest.raises(PermissionDenied):
            payments.reverse_payment(user, pool.pk, 1, "x")
    for key in (pool.pk + 1, 2**70):
        with pytest.raises(Http404):
            payments.pay(finance, key, [paid(line, 1)])
    with pytest.raises(Http404):
        payments.reverse_payment(finance, pool.pk, 2**70, "x")
    with pytest.raises(ValidationError):
        payments.pay(finance, pool.pk, [])
    with pytest.raises(ValidationError):
        payments.pay(finance, pool.pk, [Paid(2**70, Decimal(1), DAY, "V")])


def test_rows_are_frozen_for_the_orm_and_for_sql(finance, pool, line):
    made = payments.pay(finance, pool.pk, [paid(line, 10)])[0]
    made.amount = Decimal(20)
    for act in (
        made.save,
        made.delete,
        Payment.objects.all().delete,
        lambda: Payment.objects.update(amount=1),
        lambda: Instalment.objects.update(amount=1),
    ):
        with pytest.raises(Frozen):
            act()
    for statement in (
        "UPDATE funding_payment SET amount = 1",
        "DELETE FROM funding_payment",
        "UPDATE funding_instalment SET amount = 1",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Payment.objects.get().amount == 10
