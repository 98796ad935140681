"""The best counterparts, with reasons; nothing of what is held back changes what others find."""

import pytest
from tests.web.exchange.conftest import a_need, an_offer, published

from keqiao.web.exchange import services
from keqiao.web.exchange.counterparts import matches_of, search, segments
from keqiao.web.exchange.gaps import gaps_of
from keqiao.web.exchange.models import Need, NeedTarget, Offer

OTHERS = (
    ("锂电池脉冲交流自加热控制技术", "利用脉冲交流使电芯在零下30℃环境5分钟升温至5℃，已在特种车辆上试用。"),
    ("不锈钢冷轧板表面缺陷视觉检测系统", "线扫相机加深度学习，检出率99%，已在两条产线运行。"),
    ("配电网故障定位装置", "基于行波，定位误差不超过50米。"),
)
PAIR = {"quantity": "容量保持率", "before": "61", "comparison": "at_least", "target": "75", "unit": "%"}


@pytest.fixture
def market(exchange, need, offer):
    """A need with a target, and four open offers."""
    services.take(exchange.broker, Need, need.pk)
    services.edit(exchange.broker, Need, need.pk, {}, targets=[PAIR])
    services.publish(exchange.broker, Need, need.pk)
    published(exchange, offer)
    for title, body in OTHERS:
        published(exchange, an_offer(exchange, title=title, body=body, trl=None))
    need.refresh_from_db()
    return need


def told(matches):
    """What a reader is shown of matches."""
    return [
        (one.posting.code, one.candidate.score, one.title, one.body, one.conditions)
        for one in [*matches.fitting, *matches.near]
    ]


def test_the_best_offer_stands_first_with_its_reasons(exchange, market):
    first = matches_of(exchange.broker, market).fitting[0]
    assert first.posting.title.startswith("宽温域")
    assert any(marked and "磷酸铁锂" in text for text, marked in first.title)
    assert any(state == "met" and "82" in text for state, text in first.conditions)
    assert not any("不锈钢" in one.posting.title for one in matches_of(exchange.broker, market).fitting)


def test_where_nothing_fits_it_is_said_with_a_way_on(exchange, market, client_of):
    odd = published(exchange, a_need(exchange, title="水产养殖尾水微生物菌剂", body="降低氨氮"))
    assert matches_of(exchange.broker, odd).fitting == []
    page = client_of(exchange.broker).get(f"/exchange/needs/{odd.pk}/matches/").content.decode()
    assert "没有合适的" in page
    assert f"/exchange/needs/{odd.pk}/edit/" in page


def test_an_offer_finds_its_needs(exchange, market, offer, client_of):
    page = client_of(exchange.offering.user).get(f"/exchange/offers/{offer.pk}/matches/").content.decode()
    assert market.code in page
    assert "<mark>" in page


@pytest.mark.parametrize(
    "held_back",
    [
        {"disclosure": "on_match", "secrecy": "trade"},
        {"bottleneck": True},
        {"detail": "绝缘涂层含钇", "confidential": "配比七比三", "contact": "李工"},
    ],
    ids=["until a match", "in review", "later tiers"],
)
def test_what_is_held_back_changes_nothing_that_others_find(exchange, market, held_back):
    """No word of it, no count, no order and no score."""
    secret = {"title": "磷酸铁锂低温放电用绝缘涂层", "body": "容量保持率95%，钇掺杂。"} | held_back
    if "detail" in held_back:  # an open offer: its later tiers are what is held back
        plain = dict.fromkeys(("detail", "confidential", "contact"), "")
        row = published(exchange, an_offer(exchange, **(secret | plain)))
    readers = (exchange.stranger.user, exchange.other_broker, exchange.leader)
    queries = ("钇掺杂绝缘涂层", "配比七比三 李工", "磷酸铁锂低温")

    def everything():
        return [told(matches_of(user, market)) for user in readers], [
            [(one.posting.code, one.candidate.score, one.body) for one in search(user, Offer, words, 10)]
            for user in readers
            for words in queries
        ]

    before = everything()
    if "detail" in held_back:
        services.edit(exchange.offering.user, Offer, row.pk, held_back)
    else:
        row = an_offer(exchange, **secret)
        services.assign(exchange.officer, Offer, row.pk, exchange.broker)
        if held_back.get("bottleneck"):
            services.ask_review(exchange.broker, Offer, row.pk)
        else:
            services.publish(exchange.broker, Offer, row.pk)
    assert everything() == before


def test_a_target_is_met_or_missed_by_so_much_or_not_told():
    target = NeedTarget(**PAIR)
    told_by = {
        "低温容量保持率82%": ("met", 0),
        "容量保持率70%，循环3000次": ("missed", 5),
        "循环82次，温度82℃，良率82%": ("untold", 0),
    }
    for text, (state, gap) in told_by.items():
        (one,) = gaps_of([target], text)
        assert (one.state, one.gap) == (state, gap), text
    assert gaps_of([NeedTarget(**(PAIR | {"target": "尽量高"}))], "容量保持率82%") == []


def test_places_that_overlap_are_one():
    assert segments("低温电解液", [(0, 2), (1, 4)]) == [("低温电解", True), ("液", False)]
    assert segments("", [(0, 2)]) == []
    assert segments("低温", []) == [("低温", False)]
