"""The demonstration's deals of these days: one in each state, told by the services that people use.

The deals of the evaluated years are written with the city (:mod:`keqiao.demo.deals`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at
from keqiao.web.deals.models import Deal, DealSide, DealState
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.services import contracts, initiation, steps
from keqiao.web.deals.services.answers import ConsentAnswers, answer
from keqiao.web.exchange import services as exchange
from keqiao.web.exchange.models import Disclosure, Need, Offer
from keqiao.web.registry.models import Firm

NEEDS: tuple[tuple[str, str, str, str], ...] = (
    ("P01", "proposed", "储能电芯低温性能提升", "零下20℃容量保持率由61%提高到75%以上，产线不改动。"),
    ("P02", "agreed", "矿用无人平台底盘减重", "整车减重8%，强度不降低，年产两百台。"),
    ("P03", "protected", "企业专利布局诊断", "现有专利二十余件，拟进入两个新市场，请求布局建议。"),
    ("P04", "appointed", "负极材料表界面表征", "循环后界面膜成分不清，需原位表征手段。"),
    ("P05", "met", "装配线视觉在线检测", "漏检率由1.2%降到0.2%以下，节拍不变。"),
    ("P07", "quoted", "复合材料桨叶疲劳寿命测试", "需完成一千万次疲劳试验并出具报告。"),
    ("P08", "signed", "精密测控部件国产化", "进口部件交期长，希望三个月内给出样件。"),
    ("P09", "paid", "隔膜涂层均匀性改进", "涂层厚度偏差由8%降到3%以内。"),
    ("P10", "rated", "台区负荷预测软件", "次日负荷预测误差由9%降到5%以内。"),
    ("P11", "closed", "园区节能诊断", "年用电一千二百万度，请求节能改造方案。"),
    ("P06", "lapsed", "厂房屋面光伏评估", "屋面三万平方米，评估装机和回收期。"),
)
DAYS = 3
"""Days from one step to the next."""


class CurrentStory:
    """Tells deals, each from its beginning to the state in which it stands today."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.all()}
        self.broker, self.firm = self.people["broker"], self.people["firm"]
        self.firms = list(Firm.objects.filter(local=True).select_related("organisation").order_by("pk")[:40])

    def tell(self) -> None:
        """Tell all of them."""
        for number, (platform, state, title, body) in enumerate(NEEDS):
            way = list(DealState.values)
            length = way.index(state) if state not in {"closed", "lapsed"} else 3
            self.at = present() - timedelta(days=DAYS * (length + 1), hours=number)
            self.follow(platform, state, self.need(number, title, body))

    def need(self, number: int, title: str, body: str) -> Need:
        """A need of the demonstration's firm, published by the broker."""
        need = Need(
            kind="technology",
            title=title,
            body=body,
            detail="联系后提供图纸和检测数据。",
            disclosure=Disclosure.ANONYMOUS,
            organisation=self.firms[number].organisation,
        )
        with story_at(self.at):
            exchange.post(self.firm, need)
            exchange.take(self.broker, Need, need.pk)
            exchange.publish(self.broker, Need, need.pk)
        need.refresh_from_db()
        return need

    def follow(self, platform: str, state: str, need: Need) -> None:
        """Bring a deal as far as it stands."""
        director = self.people[f"director_{platform[1:]}"]
        offer = Offer.objects.filter(organisation__platform__code=platform).order_by("pk").first()
        if offer is None:
            return
        with story_at(self.next_day()):
            deal = initiation.recommend(self.broker, need, offer)
        for name, step in self.way(deal.pk, director):
            if state == "proposed" or Deal.objects.get(pk=deal.pk).state == state:
                return
            if state in {"closed", "lapsed"} and name == "appoint":
                break
            with story_at(self.next_day()):
                step()
        if state == "closed":
            with story_at(self.next_day()):
                steps.close(self.broker, deal.pk, "budget", "改造计划推迟到明年")
        elif state == "lapsed":
            with story_at(self.next_day()):
                self.lapse(deal.pk)

    def way(self, pk: int, director: User) -> list[tuple[str, Callable[[], object]]]:
        """The steps of the way in their order."""
        consent = ConsentAnswers("commission", "缺少研发人员和检测条件", "本市制造企业，职工二百余人")
        ready = ConsentAnswers("commission", "需企业提供样品", "有同类项目经验的研发团队")
        return [
            ("answer", lambda: answer(self.firm, pk, consent)),
            ("agree", lambda: answer(director, pk, ready)),
            ("protect", lambda: steps.protect(self.broker, pk, timezone.localdate(self.at))),
            ("appoint", lambda: steps.appoint(self.broker, pk, self.at + timedelta(days=DAYS), "平台会议室")),
            (
                "keep_minutes",
                lambda: steps.keep_minutes(self.broker, pk, "供方两周内提交方案，需方提供样品。"),
            ),
            ("quote", lambda: steps.quote(director, pk, Decimal(260_000), "方案、样件和验收测试")),
            ("sign", lambda: self.sign(pk, director)),
            ("receive", lambda: self.receive(pk, director)),
            (
                "rate",
                lambda: steps.rate(self.firm, pk, DealSide.DEMAND, Decimal(92), broker_points=Decimal(95)),
            ),
        ]

    def sign(self, pk: int, director: User) -> None:
        """Record a contract."""
        steps.sign(
            director,
            pk,
            kind="development",
            title="技术开发合同（演示）",
            amount=Decimal(240_000),
            tech_amount=Decimal(220_000),
            signed_on=timezone.localdate(self.at),
        )

    def receive(self, pk: int, director: User) -> None:
        """Record a first payment."""
        contracts.receive(director, pk, timezone.localdate(self.at), Decimal(80_000))

    def lapse(self, pk: int) -> None:
        """Let a deal lapse, as the work of a day does."""
        deal = Deal.objects.select_for_update(of=("self",)).get(pk=pk)
        work = DEALS.under_way(cast("Actor", None), deal, "lapse")
        deal.lapsed_from = deal.state
        work.finish()

    def next_day(self) -> datetime:
        """The moment of the next step, some days later."""
        self.at += timedelta(days=DAYS) if self.at + timedelta(days=DAYS) < present() else timedelta(hours=1)
        return self.at


def add_deals() -> None:
    """Tell the deals of these days."""
    CurrentStory().tell()
