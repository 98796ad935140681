"""A small exchange: a firm that seeks, a platform that offers, their people, two brokers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.exchange import services
from keqiao.web.exchange.models import Need, Offer
from keqiao.web.registry.models import Firm, Organisation

TITLE = "磷酸铁锂电芯低温放电性能提升"
BODY = "52Ah方形磷酸铁锂电芯在零下20℃、1C放电时容量保持率只有61%，希望提高到75%以上，且不改动现有产线。"


@golden
def exchange(user_with, officer):
    """The firm 甲 with a user, the firm 乙 that offers, a stranger of a third unit, two brokers, two officers."""

    def firm(code: str, name: str) -> SimpleNamespace:
        unit = Unit.objects.create(code=code, name=name, kind=Unit.Kind.FIRM)
        organisation = Organisation.objects.create(name=name)
        Firm.objects.create(organisation=organisation, unit=unit)
        user = user_with("firm", unit=unit, username=f"{code}_person")
        return SimpleNamespace(unit=unit, organisation=organisation, user=user)

    brokers = Unit.objects.create(code="brokers", name="经理人事务所", kind=Unit.Kind.BROKER)
    other = Unit.objects.create(code="brokers2", name="另一事务所", kind=Unit.Kind.BROKER)
    return SimpleNamespace(
        seeking=firm("seeking", "甲电池有限公司"),
        offering=firm("offering", "乙材料有限公司"),
        stranger=firm("stranger", "丙装备有限公司"),
        broker=user_with("broker", unit=brokers, username="broker_1"),
        other_broker=user_with("broker", unit=other, username="broker_2"),
        officer=officer,
        reviewer=user_with("bureau_officer", username="reviewer"),
        auditor=user_with("auditor"),
        leader=user_with("leader"),
    )


def a_need(exchange, **other) -> Need:
    """A need of 甲, posted by its own person."""
    fields = {
        "kind": "technology",
        "title": TITLE,
        "body": BODY,
        "organisation": exchange.seeking.organisation,
    }
    return services.post(exchange.seeking.user, Need(**(fields | other)))


def an_offer(exchange, **other) -> Offer:
    """An offer of 乙, posted by its own person."""
    fields = {
        "kind": "technology",
        "title": "宽温域磷酸铁锂电池低阻抗电解液",
        "body": "采用低凝固点共溶剂，零下20℃、1C放电容量保持率82%，配方可直接注液，无需改线。",
        "organisation": exchange.offering.organisation,
        "trl": 7,
    }
    return services.post(exchange.offering.user, Offer(**(fields | other)))


def published(exchange, row):
    """The row, taken up by the broker and published."""
    services.take(exchange.broker, type(row), row.pk)
    services.publish(exchange.broker, type(row), row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def need(exchange):
    return a_need(exchange)


@pytest.fixture
def offer(exchange):
    return an_offer(exchange)
