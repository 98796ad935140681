"""What a side may not know of the other stands on no page, in no file, behind no filter and in no order."""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth import get_user
from django.urls import reverse
from tests.web.deals.conftest import CONTACT, SECRET, answers

from keqiao.web.deals.models import Deal
from keqiao.web.deals.services import initiation, steps
from keqiao.web.deals.services.answers import answer
from keqiao.web.exchange.models import DisclosureGrant
from keqiao.web.exchange.posting_tiers import as_shown

pytestmark = pytest.mark.django_db
ANSWER = "年产两亿瓦时"


def everything(client, deal, need, offer) -> str:
    """All that somebody signed in reads of a deal: pages, the file, notices, the pages of both postings."""
    texts = []
    addresses = [
        reverse("deals:list"),
        f"{reverse('deals:list')}?sort=-state&turn=mine",
        deal.get_absolute_url(),
        need.get_absolute_url(),
        offer.get_absolute_url(),
        reverse("notices:list"),
        "/",
    ]
    for address in addresses:
        answer = client.get(address)
        texts.append(answer.content.decode())
    reader = get_user(client)
    for posting in (need, offer):
        shown = as_shown(reader, type(posting).objects.get(pk=posting.pk))
        texts += [shown.owner, shown.detail, shown.confidential, shown.contact]
    book = openpyxl.load_workbook(BytesIO(client.get(f"{reverse('deals:list')}?format=xlsx").content))
    texts += [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    return "\n".join(texts)


def test_each_tier_opens_with_its_step_and_not_before(walk, market, client):
    """By state: what the supply side's user reads of the demand side."""
    reads = {
        "proposed": set(),
        "agreed": {"name", "detail", "contact", "answer"},
        "protected": {"name", "detail", "contact", "answer", "secret"},
    }
    words = {
        "name": "甲电池有限公司",
        "detail": "产线为三号线",
        "contact": CONTACT,
        "answer": ANSWER,
        "secret": SECRET,
    }
    client.force_login(market.supply.user)
    for state, expected in reads.items():
        deal = walk.to(state)
        text = everything(client, deal, market.need, market.offer)
        assert {key for key, word in words.items() if word in text} == expected, state


def test_the_answers_of_the_first_side_wait_for_the_second(walk, market, client):
    answer(market.demand.user, walk.deal.pk, answers())
    client.force_login(market.supply.user)
    text = everything(client, walk.deal, market.need, market.offer)
    assert not any(word in text for word in (ANSWER, CONTACT, "甲电池"))
    client.force_login(market.broker)
    broker = everything(client, walk.deal, market.need, market.offer)
    assert ANSWER in broker and CONTACT in broker
    client.force_login(market.auditor)
    assert CONTACT not in everything(client, walk.deal, market.need, market.offer)


@pytest.mark.parametrize("who", ["other_firm", "other_platform"])
def test_others_see_no_deal_and_no_count_of_it(walk, market, client, who):
    deal = walk.to("protected")
    client.force_login(getattr(market, who).user)
    assert client.get(deal.get_absolute_url()).status_code == 404
    assert client.post(reverse("deals:step", args=(deal.pk, "close"))).status_code == 404
    text = everything(client, deal, market.need, market.offer)
    assert deal.code not in text and SECRET not in text and "产线为三号线" not in text


def test_another_broker_sees_none_of_it_and_no_broker_in_the_filter(walk, market, client):
    client.force_login(market.other_broker)
    assert walk.deal.code not in client.get(reverse("deals:list")).content.decode()
    assert client.get(walk.deal.get_absolute_url()).status_code == 404


def test_a_side_can_neither_sort_nor_filter_by_the_hidden_name(market, client):
    """Two deals whose hidden names stand the other way round come in the same order."""
    initiation.recommend(market.broker, market.need, market.offer)
    client.force_login(market.supply.user)
    page = client.get(reverse("deals:list"))
    plain = page.content.decode()
    for sort in ("demand", "-demand", "supply", "broker"):
        assert f"sort={sort}" not in plain
        assert client.get(f"{reverse('deals:list')}?sort={sort}").context["list"].order == ""
    assert {filter.name for filter in page.context["list"].filters} & {
        "demand",
        "supply",
        "words",
        "broker",
    } == set()


def test_what_was_opened_closes_with_the_deal_unless_another_needs_it(walk, market):
    deal = walk.to("protected")
    open_now = DisclosureGrant.objects.filter(revoked_at=None)
    assert set(open_now.values_list("unit__code", "tier")) == {("P01", 3), ("seeking", 3)}
    steps.close(market.broker, deal.pk, "other")
    assert not open_now.exists()
    assert Deal.objects.get(pk=deal.pk).state == "closed"
