"""A platform that offers, a firm that seeks, a broker between them; strangers of both kinds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.deals.models import Deal, DealSide
from keqiao.web.deals.services import contracts, initiation, steps
from keqiao.web.deals.services.answers import ConsentAnswers, answer
from keqiao.web.exchange import services as exchange
from keqiao.web.exchange.models import Need, Offer
from keqiao.web.registry.models import Firm, Organisation, Platform

SECRET = "配方编号7Q-19"
CONTACT = "钱七 13800001234"
DAY = date(2024, 5, 20)


def _side(user_with, code: str, name: str, *, platform: bool) -> SimpleNamespace:
    kind = Unit.Kind.PLATFORM if platform else Unit.Kind.FIRM
    unit = Unit.objects.create(code=code, name=name, kind=kind)
    organisation = Organisation.objects.create(name=name)
    body = None
    if platform:
        body = Platform.objects.create(
            organisation=organisation,
            code=code,
            short_name=name,
            unit=unit,
            type=Platform.Type.COMPREHENSIVE,
            settled_on=date(2016, 1, 1),
            valid_from=date(2016, 1, 1),
        )
    else:
        Firm.objects.create(organisation=organisation, unit=unit, local=True)
    role = "platform_director" if platform else "firm"
    user = user_with(role, unit=unit, username=f"{code}_person")
    return SimpleNamespace(unit=unit, organisation=organisation, user=user, platform=body)


@golden
def market(user_with):
    """Two sides with a need and an offer that are published, others of both kinds, a broker, officers, an auditor."""
    brokers = Unit.objects.create(code="brokers", name="经理人事务所", kind=Unit.Kind.BROKER)
    made = SimpleNamespace(
        demand=_side(user_with, "seeking", "甲电池有限公司", platform=False),
        supply=_side(user_with, "P01", "示范储能研究院", platform=True),
        other_firm=_side(user_with, "rival", "丙装备有限公司", platform=False),
        other_platform=_side(user_with, "P02", "示范无人装备中心", platform=True),
        broker=user_with("broker", unit=brokers, username="broker_1"),
        other_broker=user_with("broker", unit=brokers, username="broker_2"),
        officer=user_with("bureau_officer", username="officer_1"),
        auditor=user_with("auditor", username="auditor_1"),
    )
    made.need = _published(
        made,
        made.demand.user,
        Need(
            kind="technology",
            title="低温电芯保持率提升",
            body="零下20℃容量保持率希望由61%提高到75%以上。",
            detail="产线为三号线，电解液供应商不变。",
            confidential=SECRET,
            disclosure="anonymous",
            organisation=made.demand.organisation,
        ),
    )
    made.offer = _published(
        made,
        made.supply.user,
        Offer(
            kind="technology",
            title="宽温域低阻抗电解液",
            body="零下20℃、1C放电容量保持率82%。",
            detail="可在三个月内完成适配。",
            confidential="溶剂比例6:3:1",
            disclosure="anonymous",
            organisation=made.supply.organisation,
        ),
    )
    return made


def _published(made, user, row):
    exchange.post(user, row)
    exchange.take(made.broker, type(row), row.pk)
    exchange.publish(made.broker, type(row), row.pk)
    row.refresh_from_db()
    return row


def answers(**other) -> ConsentAnswers:
    """Three answers with a contact that may be read."""
    given = {
        "way": "commission",
        "missing": "缺少低温测试条件",
        "about": "年产两亿瓦时的电芯企业",
        "contact": CONTACT,
        "contact_agreed": True,
    }
    return ConsentAnswers(**(given | other))


class Walk:
    """Brings a deal as far as a state, by the services that people use."""

    def __init__(self, market: SimpleNamespace) -> None:
        self.market = market
        self.deal = initiation.recommend(market.broker, market.need, market.offer)

    def to(self, state: str) -> Deal:
        """Take the steps that lead to ``state``."""
        market, pk = self.market, self.deal.pk
        way = {
            "proposed": lambda: None,
            "agreed": lambda: (
                answer(market.demand.user, pk, answers()),
                answer(market.supply.user, pk, answers(contact="", contact_agreed=False)),
            ),
            "protected": lambda: steps.protect(market.broker, pk, DAY),
            "appointed": lambda: steps.appoint(
                market.broker, pk, timezone.make_aware(datetime(2024, 5, 27, 9)), "研究院二楼"
            ),
            "met": lambda: steps.keep_minutes(market.broker, pk, "样品两周内送测。"),
            "quoted": lambda: steps.quote(market.supply.user, pk, Decimal(300_000), "适配与三批样品"),
            "signed": lambda: steps.sign(
                market.demand.user,
                pk,
                kind="development",
                title="低温电解液适配开发",
                amount=Decimal(280_000),
                tech_amount=Decimal(260_000),
                signed_on=DAY,
            ),
            "paid": lambda: contracts.receive(market.supply.user, pk, DAY, Decimal(100_000)),
            "rated": lambda: steps.rate(
                market.demand.user, pk, DealSide.DEMAND, Decimal("92.5"), broker_points=Decimal(90)
            ),
        }
        reached = Deal.objects.get(pk=pk).state
        names = list(way)
        for name in names[names.index(reached) + 1 : names.index(state) + 1]:
            way[name]()
        self.deal.refresh_from_db()
        return self.deal


@pytest.fixture
def walk(market):
    """A deal that begins, and the way to walk it."""
    return Walk(market)
