"""The pages of the finance office: many payments at once, a reversal, due dates; hostile input gives no error."""

from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.papers import PDF

from keqiao.web.funding.models import InstalmentTerm, Payment

DAY = "2024-05-06"
JUNK = [
    "",
    "a\x00b",
    "x" * 5000,
    "99999999999999999999999",
    "1e400",
    "NaN",
    "-1",
    "0",
    "２０２４-13-01",
    "<script>",
]


def address(name, pool, *more):
    return reverse(f"funding:{name}", args=(pool.pk, *more))


@pytest.fixture
def parts(pool):
    return [
        line.instalments.get(number=1) for line in pool.chosen.lines.filter(amount__gt=0).order_by("rank")
    ]


def test_many_payments_are_entered_on_one_page(client_of, finance, pool, parts):
    client = client_of(finance)
    page = client.get(address("new_payments", pool))
    assert len(page.context["form"].lines()) == 4
    given = {
        "paid_on": DAY,
        "document": "市财1号",
        f"amount_{parts[0].pk}": "９００，０００．００",
        f"voucher_{parts[0].pk}": "V1",
        f"amount_{parts[1].pk}": "10.5万元",
        f"voucher_{parts[1].pk}": "V2",
        "file": SimpleUploadedFile("v.pdf", PDF),
    }
    answer = client.post(address("new_payments", pool), given)
    assert answer.status_code == 302
    assert sorted(Payment.objects.values_list("voucher", "amount")) == [("V1", 900_000), ("V2", 105_000)]
    assert len(client.get(address("new_payments", pool)).context["form"].lines()) == 3


def test_a_voucher_without_an_amount_pays_all_that_is_left(client_of, finance, pool, parts):
    client = client_of(finance)
    answer = client.post(address("new_payments", pool), {"paid_on": DAY, f"voucher_{parts[1].pk}": "V2"})
    assert answer.status_code == 302
    assert Payment.objects.get().amount == parts[1].amount


def test_what_is_refused_stands_at_its_line_and_nothing_is_entered(client_of, finance, pool, parts):
    given = {
        "paid_on": DAY,
        f"amount_{parts[0].pk}": "900,100.00",
        f"voucher_{parts[0].pk}": "V1",
        f"amount_{parts[1].pk}": "10,000",
        f"voucher_{parts[1].pk}": "V2",
    }
    page = client_of(finance).post(address("new_payments", pool), given)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [f"amount_{parts[0].pk}"]
    assert not Payment.objects.exists()


def test_what_is_shown_can_be_entered(client_of, finance, pool, parts):
    client = client_of(finance)
    page = client.get(address("new_payments", pool))
    (_line, part, left, _amount, _voucher) = page.context["form"].lines()[0]
    assert left == f"{part.left:,.2f}" and left in page.content.decode()
    given = {"paid_on": DAY, f"amount_{part.instalment.pk}": left, f"voucher_{part.instalment.pk}": "V1"}
    assert client.post(address("new_payments", pool), given).status_code == 302
    assert Payment.objects.get().amount == part.left


def test_10k_yuan_in_the_field_of_yuan_must_be_said(client_of, finance, pool, parts):
    """90 where 900 000.00 are left is mostly 90 万元; with its unit it is what it says."""
    client, key = client_of(finance), parts[0].pk
    given = {"paid_on": DAY, f"voucher_{key}": "V1"}
    page = client.post(address("new_payments", pool), given | {f"amount_{key}": "90"})
    assert (
        page.status_code == 422
        and "90万元" in page.content.decode()
        and 'value="90"' in page.content.decode()
    )
    assert client.post(address("new_payments", pool), given | {f"amount_{key}": "90元"}).status_code == 302
    assert Payment.objects.get().amount == 90


def test_payments_with_junk(client_of, finance, pool, parts):
    client, first = client_of(finance), parts[0].pk
    for name, junk in product(("paid_on", f"amount_{first}", f"voucher_{first}", "note"), JUNK):
        given = {"paid_on": DAY, f"amount_{first}": "1", f"voucher_{first}": "V1"}
        assert client.post(address("new_payments", pool), given | {name: junk}).status_code in {302, 422}
    file = SimpleUploadedFile("a.exe", b"MZ")
    assert client.post(address("new_payments", pool), {"paid_on": DAY, "file": file}).status_code == 422


def test_a_payment_is_taken_back_from_its_page(client_of, finance, moved, pool):
    client, payment = client_of(finance), Payment.objects.get(voucher="V1")
    where = address("reverse_payment", pool, payment.pk)
    assert "V1" in client.get(where).content.decode()
    assert client.post(where, {"reason": "错"}).status_code == 422  # its money is used
    assert client.post(where, {"reason": ""}).status_code == 422
    for key in (payment.pk + 100, 2**70):
        assert client.get(f"/funding/{pool.pk}/payments/{key}/reverse/").status_code == 404


def test_due_dates_for_all_and_for_one(client_of, officer, pool, parts):
    client, where = client_of(officer), address("instalment_terms", pool)
    assert client.get(where).status_code == 200
    answer = client.post(where, {"due_all_1": "2024-06-30", f"condition_{parts[0].pk}": "合同签订"})
    assert answer.status_code == 302
    assert {str(term.due_on) for term in InstalmentTerm.objects.all()} == {"2024-06-30"}
    assert InstalmentTerm.objects.count() == 2
    assert (
        client.post(where, {"due_all_1": "2024-06-30", f"condition_{parts[0].pk}": "合同签订"}).status_code
        == 302
    )
    assert InstalmentTerm.objects.count() == 2  # nothing changed
    for junk in (*JUNK[1:], "2020-01-01", "9999-12-31"):
        assert client.post(where, {"due_all_1": junk, "condition_all_2": junk}).status_code in {302, 422}


def test_others_do_not_pay_or_plan(client_of, director, leader, auditor, pool):
    for user in (director, leader, auditor):
        client = client_of(user)
        for name in ("new_payments", "instalment_terms"):
            assert client.get(address(name, pool)).status_code == 403
