"""What is read without signing in: summaries of what is open, no contact, nothing held back."""

import pytest
from django.test import Client
from tests.web.api_reading import ask
from tests.web.exchange.conftest import a_need, published

from keqiao.web.exchange import services
from keqiao.web.exchange.models import Need

SECRET = {"detail": "正极来自某供应商", "confidential": "配比为七比三", "contact": "张工 13800000000"}


@pytest.fixture
def market(exchange):
    """An open need without its name, and one that is held back until a match."""
    shown = published(exchange, a_need(exchange, disclosure="anonymous", **SECRET))
    held = a_need(exchange, title="钇掺杂绝缘涂层", body="磷酸铁锂", disclosure="on_match")
    services.assign(exchange.officer, Need, held.pk, exchange.broker)
    services.publish(exchange.broker, Need, held.pk)
    return shown, held


def test_anybody_reads_and_searches_summaries_and_nothing_else(market):
    shown, held = market
    addresses = (
        "/exchange/public/needs/",
        "/exchange/public/needs/?q=磷酸铁锂低温",
        "/exchange/public/needs/?q=钇掺杂绝缘涂层",
        f"/exchange/public/needs/{shown.pk}/",
    )
    for address in addresses:
        answer = Client().get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        for secret in ("甲电池", "钇掺杂绝缘涂层</", held.code, *SECRET.values(), "用户broker"):
            assert secret not in page, (address, secret)
    assert shown.code in Client().get(addresses[1]).content.decode()
    assert Client().get(f"/exchange/public/needs/{held.pk}/").status_code == 404


def test_an_installation_may_close_it_or_let_search_engines_in(market, settings):
    settings.ROBOTS = True
    assert "X-Robots-Tag" not in Client().get("/exchange/public/needs/")
    settings.PUBLIC_EXCHANGE = False
    assert Client().get("/exchange/public/needs/").status_code == 404


def test_valid_needs_are_counted_and_the_others_named_by_their_reason(exchange, market, client_of):
    vague = a_need(exchange, title="想做点新东西", body="有什么好技术")
    services.close(exchange.seeking.user, Need, vague.pk, "too_vague")
    page = client_of(exchange.officer).get("/exchange/figures/")
    assert (page.context["received"], page.context["valid"]) == (3, 2)
    assert "?closing_reason=too_vague" in page.content.decode()


def test_programs_read_up_to_their_tier(exchange, market):
    (row,) = ask(exchange.stranger.user, "/exchange/needs")["rows"]
    assert (row["organisation"], row["detail"], row["confidential"]) == ("", "", "")
    own = ask(exchange.seeking.user, "/exchange/needs", state="open")["rows"]
    assert {row["confidential"] for row in own} == {"", "配比为七比三"}
