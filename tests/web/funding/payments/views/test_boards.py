"""The board, the flow and the statement: sums that close, who sees what, flat numbers of queries."""

import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.funding.payments.conftest import WITHOUT, decided_pool
from tests.web.funding.payments.services.test_paying import DAY

from keqiao.web.accounts.models import User
from keqiao.web.funding.payments.services import payments

PAGES = ("payments", "payments_flow")
BOOKS = ("payments_workbook", "payments_flow_workbook")


def address(name, pool, *more):
    return reverse(f"funding:{name}", args=(pool.pk, *more))


@pytest.mark.usefixtures("moved")
def test_the_board_closes_to_the_pool(client_of, auditor, pool):
    page = client_of(auditor).get(address("payments", pool))
    whole = page.context["whole"]
    assert whole.allocated + page.context["stays"] == pool.amount
    assert (whole.paid, whole.used) == (900_000, 400_000)
    assert whole.unused + whole.unpaid + whole.used == whole.allocated
    table = page.context["table"]
    assert [table.total(column) for column in table.columns if column.key == "paid"] == [900_000]
    lights = [row["light"] for row in table.rows]
    assert lights[0].light == "bad" and lights[2]  # the second instalment is long overdue; nothing to pay


@pytest.mark.usefixtures("moved")
def test_the_flow_tells_every_entry_and_closes(client_of, auditor, pool):
    page = client_of(auditor).get(address("payments_flow", pool))
    assert page.context["closes"]
    table = page.context["table"]
    totals = {column.key: table.total(column) for column in table.columns if column.total}
    assert totals == {"allocated": pool.amount - page.context["stays"], "paid": 900_000, "used": 400_000}
    text = page.content.decode()
    assert all(word in text for word in ("V1", "市财1号", "金额错误", "J1"))
    assert "甲1" not in text and "R1" not in text  # totals of teams only


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("name", BOOKS)
def test_workbooks_hold_the_same(client_of, auditor, pool, name):
    book = load_workbook(io.BytesIO(client_of(auditor).get(address(name, pool)).content))
    texts = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert "示范1号院" in texts


@pytest.mark.usefixtures("moved")
def test_a_platform_sees_its_own_money_only(client_of, director, other_director, pool):
    own = client_of(director)
    assert own.get(address("payments", pool)).url == address("statement", pool, "P01")
    page = own.get(address("statement", pool, "P01"))
    assert page.status_code == 200 and "V1" in page.content.decode()
    assert own.get(address("statement", pool, "P02")).status_code == 404
    other = client_of(other_director)
    assert other.get(address("statement", pool, "P01")).status_code == 404
    text = other.get(address("payments_flow", pool)).content.decode()
    assert "示范2号院" in text and "示范1号院" not in text and "V1" not in text


def test_a_statement_says_what_is_left_by_category(client_of, moved, clerk, pool):
    page = client_of(clerk).get(address("statement", pool, "P01"))
    standing = page.context["balance"]
    assert (standing.allocated, standing.paid, standing.used) == (1_500_000, 900_000, 400_000)
    rows = {row["name"]: row["used"] for row in page.context["categories"].rows}
    assert rows == {"研发": 200_000, "团队激励": 200_000, "个人奖金": 0}
    assert "不得发放个人奖金" in page.content.decode()
    ways = re.findall(r"/use/\d+/reverse/", page.content.decode())
    assert len(ways) == 2
    assert client_of(clerk).get(address("statement_workbook", pool, "P01")).status_code == 200


def test_a_pool_that_is_not_decided_has_no_payments(client_of, auditor, officer, pool):
    client = client_of(auditor)
    for key in (pool.pk + 1, 2**63, 2**70):
        assert client.get(f"/funding/{key}/payments/").status_code == 404


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("name", PAGES)
def test_queries_do_not_grow_with_the_platforms(client_of, pool, name, django_assert_max_num_queries):
    client, finance = client_of("auditor"), User.objects.get(username="finance")
    client.get(address(name, pool))
    with django_assert_max_num_queries(60) as before:
        client.get(address(name, pool))
    second = pool.chosen.lines.get(platform__code="P02").instalments.first()
    entries = [payments.Paid(second.pk, Decimal(1), DAY, f"X{number}") for number in range(8)]
    payments.pay(finance, pool.pk, entries)
    with django_assert_max_num_queries(len(before)):
        client.get(address(name, pool))


def test_rules_without_uses_show_no_categories(client_of, officer, platforms, director):
    pool = decided_pool(officer, platforms, WITHOUT)
    page = client_of(director).get(address("statement", pool, "P01"))
    assert page.status_code == 200 and page.context["categories"] is None
