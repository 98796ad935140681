"""Who sees which need, and how much of it."""

import pytest
from tests.web.exchange.conftest import a_need, published

from keqiao.web.exchange import services
from keqiao.web.exchange.models import Need, Tier
from keqiao.web.exchange.posting_tiers import as_shown

TEXTS = {"detail": "正极来自某供应商", "confidential": "配比为七比三", "contact": "张工 13800000000"}


def seen(user, need):
    return Need.objects.visible_to(user).filter(pk=need.pk).exists()


def test_before_it_is_published_only_its_own_people_brokers_and_the_bureau_see_it(exchange, need):
    assert [seen(user, need) for user in (exchange.seeking.user, exchange.broker, exchange.officer)] == [
        True
    ] * 3
    assert not any(seen(user, need) for user in (exchange.stranger.user, exchange.leader))


def test_published_everybody_sees_its_summary(exchange):
    need = published(exchange, a_need(exchange, **TEXTS))
    for user in (exchange.stranger.user, exchange.other_broker, exchange.leader):
        shown = as_shown(user, need)
        assert seen(user, need)
        assert (shown.tier, shown.detail, shown.confidential, shown.contact) == (Tier.SUMMARY, "", "", "")
        assert shown.owner == "甲电池有限公司"


def test_a_hidden_name_is_read_by_who_is_matched_only(exchange):
    need = published(exchange, a_need(exchange, disclosure="anonymous", **TEXTS))
    assert "甲" not in as_shown(exchange.stranger.user, need).owner
    services.grant(exchange.broker, need, exchange.stranger.unit, Tier.DETAIL)
    shown = as_shown(exchange.stranger.user, need)
    assert (shown.owner, shown.detail, shown.confidential) == ("甲电池有限公司", TEXTS["detail"], "")


def test_what_is_held_back_until_a_match_is_seen_by_nobody_else(exchange):
    need = a_need(exchange, disclosure="on_match", secrecy="trade")
    assert not seen(exchange.broker, need)
    services.assign(exchange.officer, Need, need.pk, exchange.broker)
    services.publish(exchange.broker, Need, need.pk)
    others = (exchange.stranger.user, exchange.other_broker, exchange.leader)
    assert not any(seen(user, need) for user in others)
    services.grant(exchange.broker, need, exchange.stranger.unit, Tier.CONFIDENTIAL)
    assert seen(exchange.stranger.user, need)
    services.revoke(exchange.broker, need, exchange.stranger.unit)
    assert not seen(exchange.stranger.user, need)


def test_a_grant_is_widened_and_never_narrowed(exchange, need):
    services.grant(exchange.broker, need, exchange.stranger.unit, Tier.CONFIDENTIAL)
    services.grant(exchange.broker, need, exchange.stranger.unit, Tier.DETAIL)
    assert need.grants.get().tier == Tier.CONFIDENTIAL


@pytest.mark.parametrize("state", ["expired", "closed"])
def test_what_is_over_is_seen_by_its_own_people(exchange, need, state):
    need = published(exchange, need)
    Need.objects.filter(pk=need.pk).update(state=state)
    assert seen(exchange.seeking.user, need)
    assert not seen(exchange.stranger.user, need)
