"""The capital of a firm: two tables at any date, looked through, with what the law asks and what cannot be."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.web.markup import markup

from keqiao.web.registry.models import CapitalMovement, Shareholder
from keqiao.web.transfer.cap_tables import behind_table, holding_table
from keqiao.web.transfer.ledgers import ledger_of

from .conftest import movement

DAY = date(2025, 6, 30)


def parts(capital, key: str, day: date = DAY) -> dict[str, Decimal]:
    known = ledger_of(capital.officer, capital.firm)
    assert known.ledger is not None
    return {str(row["name"]): row[key] for row in holding_table(known.ledger, day).rows}


def said(capital, day: date = DAY) -> str:
    return "\n".join(map(str, ledger_of(capital.officer, capital.firm).checked(day)))


def test_subscription_and_payment_stand_side_by_side(capital):
    assert parts(capital, "subscribed_part") == {"示范研究院": Decimal("30.00"), "团队": Decimal("70.00")}
    assert parts(capital, "paid_part") == {"示范研究院": Decimal("75.00"), "团队": Decimal("25.00")}
    assert parts(capital, "paid_part", date(2024, 10, 31))["示范研究院"] == Decimal("100.00")


def test_those_behind_a_partnership_are_looked_through(capital):
    known = ledger_of(capital.officer, capital.firm)
    rows = {row["name"]: row["subscribed_part"] for row in behind_table(known.ledger, DAY).rows}
    assert rows == {"陈一": Decimal("42.00"), "示范研究院": Decimal("30.00"), "周二": Decimal("28.00")}


def test_thirds_are_printed_so_that_they_add_up_to_a_hundred(capital):
    movement(capital.firm, "subscribe", "新股东", 5_000_000, on=date(2025, 1, 1))
    movement(capital.firm, "transfer", "团队", 2_000_000, receiver="示范研究院", on=date(2025, 1, 2))
    assert set(parts(capital, "subscribed_part").values()) == {Decimal("33.34"), Decimal("33.33")}
    assert sum(parts(capital, "subscribed_part").values()) == Decimal("100.00")


def test_what_the_law_asks_is_said_with_its_article(capital):
    assert said(capital) == ""
    CapitalMovement.objects.filter(form="technology").update(
        valuation=None, report="", public_until=date(2024, 9, 10)
    )
    CapitalMovement.objects.filter(holder="团队", kind="subscribe").update(due_on=date(2030, 1, 1))
    assert "without a valuation" in said(capital)
    assert "art. 47" in said(capital)
    CapitalMovement.objects.filter(holder="团队", kind="subscribe").update(due_on=date(2025, 1, 1))
    assert "were due before 2025-06-30" in said(capital)


def test_an_impossible_event_is_passed_over_and_said(capital, client_of, page):
    movement(capital.firm, "pay", "团队", 60_000_000, on=date(2025, 1, 1))
    assert parts(capital, "paid_part")["团队"] == Decimal("25.00")
    body = markup(client_of(capital.officer).get(page))
    assert "60,000,000" in body or "60000000" in body


def test_whoever_is_no_shareholder_is_named(capital):
    movement(capital.firm, "subscribe", "漏登股东", 1_000_000, on=date(2025, 1, 1))
    assert "漏登股东" in said(capital)
    assert parts(capital, "subscribed_part")["漏登股东"] == Decimal("9.09")


def test_members_that_do_not_make_a_whole_are_not_looked_through(capital, client_of, page):
    Shareholder.objects.filter(name="周二").update(share=Decimal(30))
    answer = client_of(capital.officer).get(page)
    assert answer.status_code == 200
    assert 'id="behind"' not in answer.content.decode()
    assert not ledger_of(capital.officer, capital.firm).members_fit


@pytest.mark.parametrize("query", ["?on=2024-10-31", "?on=昨天", "?on=9999-12-31", "?on=0001-01-01"])
def test_any_day_may_be_asked_for(capital, client_of, page, query):
    assert client_of(capital.officer).get(page + query).status_code == 200


def test_platform_and_firm_read_their_own_and_others_do_not(capital, client_of, page):
    for user, status in (
        (capital.director, 200),
        (capital.of_firm, 200),
        (capital.auditor, 200),
        (capital.stranger, 404),
    ):
        assert client_of(user).get(page).status_code == status, user
    assert "示范新材料公司" not in client_of(capital.stranger).get("/capital/").content.decode()


def test_tables_and_the_open_cap_package_are_downloaded(capital, client_of, page):
    client = client_of(capital.officer)
    book = client.get(page + "?part=holdings&format=xlsx&on=2025-06-30")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    package = zipfile.ZipFile(io.BytesIO(client.get(page + "open-cap/?on=2025-06-30").content))
    issued = json.loads(package.read("Transactions.ocf.json"))["items"]
    assert [item["quantity"] for item in issued] == ["3000000", "7000000"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "subscribe", "amount": None}, "amount"),
        ({"kind": "transfer", "amount": 5}, "receiver"),
        ({"kind": "pay", "amount": 5, "receiver": "乙"}, "receiver"),
        ({"kind": "transfer", "amount": 5, "receiver": "甲"}, "receiver"),
        ({"kind": "lapse"}, "promise"),
    ],
)
def test_each_kind_of_event_has_what_it_needs(capital, fields, field):
    row = CapitalMovement(firm=capital.firm, on=DAY, holder="甲", **fields)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert field in refused.value.message_dict
