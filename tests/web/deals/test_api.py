"""Deals for programs: what the caller may see, names only where the page would show them."""

import pytest
from tests.web.api_reading import ask

from keqiao.web.deals.models import DealStep

pytestmark = pytest.mark.django_db


def test_names_are_null_until_the_caller_may_know_them(walk, market):
    (row,) = ask(market.supply.user, "/deals/")["rows"]
    assert (row["demand"], row["supply"], row["turn"]) == (None, "示范储能研究院", "both")
    walk.to("agreed")
    (row,) = ask(market.supply.user, "/deals/", state="open")["rows"]
    assert row["demand"] == "甲电池有限公司"
    assert ask(market.other_firm.user, "/deals/")["total"] == 0


def test_deals_are_found_by_state_and_change(walk, market):
    deal = walk.to("signed")
    (row,) = ask(market.officer, "/deals/", state="signed")["rows"]
    assert (row["code"], row["amount"], row["registration_no"]) == (deal.code, "280000.00", None)
    assert ask(market.officer, "/deals/", state="closed")["total"] == 0
    last = DealStep.objects.order_by("at").last().at
    assert ask(market.officer, "/deals/", changed_since=last.isoformat())["total"] == 1
    assert ask(market.officer, "/deals/", changed_since="2099-01-01T00:00:00Z")["total"] == 0
