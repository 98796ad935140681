"""Nothing vanishes without a word."""

from datetime import timedelta

from tests.web.exchange.conftest import published

from keqiao.web.exchange import services
from keqiao.web.notices.models import Notice


def told(user, kind):
    return Notice.objects.filter(recipient=user, kind=kind).count()


def test_owner_and_broker_are_told_before_and_when_it_expires(exchange, need):
    last = published(exchange, need).expires_on
    for days in (8, 7, 7, 1):
        services.expire_due(last - timedelta(days=days))
    assert [told(user, "exchange.expiring") for user in (exchange.seeking.user, exchange.broker)] == [2, 2]
    services.expire_due(last + timedelta(days=1))
    assert [told(user, "exchange.expired") for user in (exchange.seeking.user, exchange.broker)] == [1, 1]
    assert told(exchange.stranger.user, "exchange.expired") == 0
