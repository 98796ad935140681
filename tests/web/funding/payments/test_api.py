"""Money for programs: pools, amounts and payments as each reader may see them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from tests.web.api_reading import ask

from keqiao.web.funding.payments.services.payments import Paid, pay


def test_amounts_are_texts_to_the_cent_and_a_platform_sees_its_own(pool, officer, director):
    rows = ask(officer, "/amounts/")["rows"]
    assert {one["platform"]: one["amount"] for one in rows} == {
        "P01": "1500000.00",
        "P02": "750000.01",
        "P03": "0.00",
    }
    assert {one["pool"] for one in rows} == {pool.code}
    assert [one["platform"] for one in ask(director, "/amounts/")["rows"]] == ["P01"]
    assert ask(director, "/amounts/", platform="P02")["total"] == 0
    assert [one["code"] for one in ask(director, "/pools/")["rows"]] == [pool.code]


def test_payments_and_what_was_entered_since(line, finance, officer, director, other_director):
    before, pool = timezone.now(), line.proposal.pool
    first = line.instalments.get(number=1)
    pay(finance, pool.pk, [Paid(first.pk, Decimal("400000.00"), date(2024, 5, 6), "V-1")])
    (row,) = ask(officer, "/payments/", changed_since=before.isoformat())["rows"]
    assert (row["pool"], row["platform"], row["instalment"]) == (pool.code, "P01", 1)
    assert (row["amount"], row["paid_on"], row["voucher"]) == ("400000.00", "2024-05-06", "V-1")
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    assert ask(officer, "/payments/", changed_since=later)["total"] == 0
    assert ask(director, "/payments/")["total"] == 1
    assert ask(other_director, "/payments/")["total"] == 0
