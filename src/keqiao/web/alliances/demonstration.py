"""The demonstration's alliances: one meets regularly, one has not met for months."""

from __future__ import annotations

from datetime import timedelta

from keqiao.web.accounts.models import User
from keqiao.web.alliances import services
from keqiao.web.alliances.models import Alliance, AllianceGathering
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.registry.models import Cluster, Firm, Platform

ALLIANCES = (
    ("新能源产业人才创新联盟", "Alliance of Talents of New Energy", "P01", (300, 150, 40)),
    (
        "新型电力和新能源智能装备产业创新联盟",
        "Alliance of New Power and Intelligent Equipment",
        "P10",
        (420, 260),
    ),
)
"""Name, English name, platform that is secretary, days ago of the gatherings that were held."""


def add_alliances() -> None:
    """Tell both alliances by the services that people use."""
    officer = User.objects.get(username="officer")
    firms = list(Firm.objects.current().select_related("organisation").order_by("pk")[:8])
    now = present()
    for number, (name, name_en, code, days) in enumerate(ALLIANCES):
        secretary = Platform.objects.get(code=code).organisation
        with story_at(now - timedelta(days=700)):
            alliance = services.establish(
                officer,
                Alliance(
                    name=name,
                    name_en=name_en,
                    secretary=secretary,
                    founded_on=today(),
                    charter="每半年至少举行一次活动；决议明确责任单位和期限，下次会议通报落实情况。",
                    cluster=Cluster.objects.order_by("pk").first() if number == 0 else None,
                ),
            )
            for firm in firms[number * 4 : number * 4 + 4]:
                services.join(officer, alliance.pk, firm.organisation, "member", alliance.founded_on)
        for ago in days:
            _gathering(officer, alliance, ago, firms[number * 4].organisation)
    with story_at(now):
        services.plan(
            officer,
            AllianceGathering(
                alliance=Alliance.objects.get(name=ALLIANCES[0][0]),
                kind="matching",
                title="储能企业人才需求对接",
                on=today() + timedelta(days=30),
                place="科创中心",
            ),
        )


def _gathering(officer: User, alliance: Alliance, ago: int, owner: object) -> None:
    day = today() - timedelta(days=ago)
    with story_at(present() - timedelta(days=ago + 10)):
        planned = services.plan(
            officer,
            AllianceGathering(
                alliance=alliance, kind="council", title="理事会会议", on=day, place="科创中心"
            ),
        )
    with story_at(present() - timedelta(days=ago)):
        decided = {"words": "汇总成员单位用人和技术需求", "owner": owner, "due_on": day + timedelta(days=60)}
        services.hold(officer, planned.pk, "通报上次决议落实情况，讨论下一步活动。", [decided])
    if ago > 100:
        row = planned.resolutions.get()
        with story_at(present() - timedelta(days=ago - 50)):
            services.complete(officer, row.pk, "已汇总并发给各成员单位。")
