"""The pages of a platform: report a use, take it back; others are kept out."""

from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.funding.payments.views.test_paying import JUNK
from tests.web.papers import PDF

from keqiao.web.funding.models import Spending


def address(name, pool, *more):
    return reverse(f"funding:{name}", args=(pool.pk, "P01", *more))


def given(**changed):
    return {
        "category": "research",
        "amount": "15,000.00",
        "spent_on": "2024-06-05",
        "purpose": "设备",
        "voucher": "J2",
    } | changed


@pytest.mark.usefixtures("moved")
def test_a_use_is_entered_with_its_file(client_of, clerk, pool):
    client = client_of(clerk)
    assert "不得发放个人奖金" in client.get(address("new_use", pool)).content.decode()
    answer = client.post(address("new_use", pool), given(file=SimpleUploadedFile("i.pdf", PDF)))
    assert answer.status_code == 302
    entry = Spending.objects.get(voucher="J2")
    assert (entry.amount, entry.file.media_type) == (15_000, "application/pdf")


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize(
    ("name", "value"), [("category", "bonus"), ("amount", "510,000"), ("spent_on", "2024-01-01")]
)
def test_what_is_refused_says_why(client_of, clerk, pool, name, value):
    page = client_of(clerk).post(address("new_use", pool), given(**{name: value}))
    assert page.status_code == 422 and page.context["form"].errors
    assert Spending.objects.filter(voucher="J2").count() == 0


@pytest.mark.usefixtures("moved")
def test_uses_with_junk(client_of, clerk, pool):
    client = client_of(clerk)
    for name, junk in product(given(), JUNK):
        assert client.post(address("new_use", pool), given(**{name: junk})).status_code in {302, 422}


@pytest.mark.usefixtures("moved")
def test_a_use_is_taken_back_that_of_a_share_by_the_director(client_of, clerk, director, pool):
    entry, shared = Spending.objects.get(voucher="J1"), Spending.objects.exclude(share=None).get()
    client = client_of(clerk)
    assert client.get(address("reverse_use", pool, entry.pk)).status_code == 200
    assert client.post(address("reverse_use", pool, entry.pk), {"reason": "记错"}).status_code == 302
    assert client.post(address("reverse_use", pool, entry.pk), {"reason": "记错"}).status_code == 422
    assert client.post(address("reverse_use", pool, shared.pk), {"reason": "记错"}).status_code == 403
    assert (
        client_of(director).post(address("reverse_use", pool, shared.pk), {"reason": "错"}).status_code == 302
    )
    assert client.get(f"/funding/{pool.pk}/payments/of/P01/use/{2**70}/reverse/").status_code == 404


def test_officials_and_others_report_nothing(client_of, officer, finance, other_director, pool):
    for user in (officer, finance):
        assert client_of(user).get(address("new_use", pool)).status_code == 403
    assert client_of(other_director).get(address("new_use", pool)).status_code == 404
