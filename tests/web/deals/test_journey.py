"""J2 by the pages: a firm's need, found by a broker, becomes a contract and money, and moves the figures.

Each person does their part by the forms that their page offers, refused input included.
"""

import pytest
from django.urls import reverse
from tests.web.deals.conftest import CONTACT

from keqiao.web.deals.models import Deal
from keqiao.web.facts.services import load_measures

pytestmark = pytest.mark.django_db


def send(client, user, deal, step, **fields):
    """Send the form of a step as the page has it."""
    client.force_login(user)
    page = client.get(deal.get_absolute_url())
    assert page.status_code == 200
    edition = Deal.objects.get(pk=deal.pk).edition
    data = {f"{step}-{name}": value for name, value in fields.items()} | {f"{step}-edition": edition}
    return client.post(reverse("deals:step", args=(deal.pk, step)), data)


def test_from_a_need_to_money_and_the_changed_figures(market, client):
    load_measures(None)
    client.force_login(market.broker)
    address = f"{reverse('deals:recommend')}?need={market.need.pk}&offer={market.offer.pk}"
    assert "低温电芯保持率提升" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    deal = Deal.objects.get()
    consent = {"way": "commission", "missing": "缺测试条件", "about": "电芯企业"}
    refused = send(client, market.demand.user, deal, "answer", **consent, contact=CONTACT)
    assert refused.status_code == 422
    assert CONTACT in refused.content.decode() and "缺测试条件" in refused.content.decode()
    assert (
        send(
            client, market.demand.user, deal, "answer", **consent, contact=CONTACT, contact_agreed="on"
        ).status_code
        == 302
    )
    steps = (
        (market.supply.user, "answer", consent),
        (market.broker, "protect", {"secrecy_on": "2024-05-06"}),
        (market.broker, "appoint", {"meeting_at": "2024-05-08T09:30", "meeting_place": "研究院"}),
        (market.broker, "minutes", {"minutes": "样品两周内送测"}),
        (market.supply.user, "quote", {"quote_amount": "30", "quote_words": "三批样品"}),
        (
            market.demand.user,
            "sign",
            {
                "contract_kind": "development",
                "contract_title": "低温电解液适配",
                "contract_amount": "28.8",
                "contract_tech_amount": "26",
                "signed_on": "2024-05-20",
            },
        ),
        (market.supply.user, "receive", {"received_on": "2024-06-03", "amount": "10"}),
        (market.supply.user, "register", {"registration_no": "2024320007", "registered_on": "2024-06-05"}),
        (market.supply.user, "receive", {"received_on": "2024-06-20", "amount": "18.8"}),
        (market.demand.user, "rate", {"points": "93", "broker_points": "95", "words": "响应快"}),
    )
    for user, step, fields in steps:
        answered = send(client, user, deal, step, **fields)
        assert answered.status_code == 302, (step, answered.content.decode()[:2000])
    deal.refresh_from_db()
    assert (deal.state, deal.turn) == ("rated", "nobody")
    client.force_login(market.officer)
    for code, text in (("local_contract_amount", "28.80"), ("needs_fulfilled", "1")):
        assert text in client.get(f"/figures/{code}/P01/2024/").content.decode()
    assert deal.get_absolute_url() in client.get("/figures/needs_fulfilled/P01/2024/").content.decode()


def test_a_form_opened_before_somebody_elses_change_comes_back_with_what_stands(walk, market, client):
    deal = walk.to("met")
    old = deal.edition
    client.force_login(market.supply.user)
    url = reverse("deals:step", args=(deal.pk, "quote"))
    first = {"quote-edition": old, "quote-quote_amount": "30", "quote-quote_words": "样品"}
    assert client.post(url, first).status_code == 302
    client.force_login(market.broker)
    again = client.post(url, first | {"quote-quote_amount": "25"})
    text = again.content.decode()
    assert again.status_code == 409
    assert 'value="25"' in text and "现为" in text


def test_nobody_else_takes_a_step(walk, market, client):
    url = reverse("deals:step", args=(walk.deal.pk, "close"))
    client.force_login(market.other_firm.user)
    assert client.post(url, {"close-closing_reason": "price"}).status_code == 404
    client.force_login(market.auditor)
    assert client.post(url, {"close-closing_reason": "price"}).status_code == 403
    client.force_login(market.broker)
    assert client.post(reverse("deals:step", args=(walk.deal.pk, "mystery"))).status_code == 404
    wrong = client.post(url, {"close-closing_reason": "mystery", "close-edition": walk.deal.edition})
    assert wrong.status_code == 422


@pytest.mark.parametrize("address", ["list", "board", "figures"])
def test_lists_board_and_figures_count_what_the_reader_may_see(walk, market, client, address):
    deal = walk.to("paid")
    client.force_login(market.broker)
    assert client.get(reverse(f"deals:{address}")).status_code == 200
    for user, sees in ((market.broker, True), (market.other_broker, False), (market.officer, True)):
        client.force_login(user)
        text = client.get(reverse(f"deals:{address}")).content.decode()
        assert (deal.code in text or "reached=paid" in text) == sees or address == "figures"


def test_each_figure_opens_as_many_rows_as_it_counts(walk, market, client):
    walk.to("paid")
    client.force_login(market.officer)
    page = client.get(reverse("deals:figures"))
    for _name, table in page.context["tables"]:
        for row in table.rows:
            for cell in row.values():
                if getattr(cell, "url", "") and isinstance(cell.value, int):
                    assert client.get(cell.url).context["page"].paginator.count == cell.value, cell.url
        book = client.get(f"{reverse('deals:figures')}?part={_name}&format=xlsx")
        assert book.status_code == 200 and book["Content-Type"].endswith("sheet")
