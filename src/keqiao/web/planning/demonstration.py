"""The demonstration's part of the room: the layout at the end of each evaluated year, plans of most platforms, targets
of attraction for gaps.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at, today
from keqiao.web.facts.models import SnapshotFigure
from keqiao.web.planning.documents import OPERATION
from keqiao.web.planning.models import LayoutAnalysis
from keqiao.web.planning.services import attraction, layout, plans
from keqiao.web.planning.services.resources import state_means
from keqiao.web.registry.models import Platform

YEARS = (2022, 2023, 2024)
WITHOUT_PLAN = ("P06", "P13")
"""Platforms that have none: the survey report names one of them (positioning)."""
UNDER_WAY = ("P05",)
STAGES = ("contact", "negotiate", "agree", "settle")
WORDS = {
    "contact": "赴单位拜访，对方有意在本地设立研发机构。",
    "negotiate": "就场地、设备和年度经费交换了意见。",
    "agree": "签订共建协议，约定三年指标。",
    "settle": "完成法人登记，团队入驻。",
}
ATTRACTIONS = (
    ("battery_anode", "示范大学负极材料团队", "team", "硅碳负极工程化", 2),
    ("battery_electrolyte", "示范研究所电解质研究室", "institution", "固态电解质批量制备", 1),
    ("battery_cathode", "示范大学正极材料团队", "team", "高镍与磷酸锰铁锂正极", 0),
    ("grid_transmission", "示范电力科学研究院", "institution", "柔性输电与变压器检测", 3),
    ("x_materials", "示范复合材料领军人才", "person", "航空复合材料", 4),
)


def add_planning() -> None:
    """Analyse the layout at the ends of years, and of today."""
    if LayoutAnalysis.objects.exists():
        return
    officer = User.objects.get(username="officer")
    for year in YEARS:
        with story_at(datetime(year + 1, 4, 10, 2, 0, tzinfo=UTC)):
            layout.make(officer, date(year, 12, 31))
    layout.make(officer, today())
    _add_plans(officer)
    _add_attractions(officer)
    _add_means(officer)


def _add_means(officer: User) -> None:
    """Cash and floor area of each platform at the end of 2023 and 2024."""
    for number, platform in enumerate(Platform.objects.current().order_by("code")):
        for year in (2023, 2024):
            area = Decimal(1200 + 450 * (number * 7 % 9))
            used = (area * (45 + 9 * (number * 4 % 6) + 2 * (year - 2023)) / 100).quantize(Decimal(1))
            with story_at(datetime(year + 1, 1, 20, 2, 0, tzinfo=UTC)):
                state_means(
                    officer,
                    platform,
                    year,
                    cash=Decimal(1_800_000 + 950_000 * (number * 5 % 7)),
                    area=area,
                    area_used=used,
                )


def _add_plans(officer: User) -> None:
    """Plans of most platforms; those of two are the tasks of the survey report and not in force yet."""
    reviewer = User.objects.get(username="reviewer")
    platforms = {platform.code: platform for platform in Platform.objects.current()}
    snapshot = SnapshotFigure.objects.filter(
        snapshot__code="demo-2024", basis="reported", period="2023", platform__isnull=False
    )
    reached = {
        (platform, code): value
        for platform, code, value in snapshot.filter(
            measure__code__in=OPERATION.in_force().measures, value__isnull=False
        ).values_list("platform__code", "measure__code", "value")
        if value is not None
    }
    for code, platform in sorted(platforms.items()):
        if code in WITHOUT_PLAN:
            continue
        clusters = list(platform.clusters.order_by("tier"))
        focuses = [name for name in platform.research_direction.split("、") if name][:3]
        given = {
            "research_direction": platform.research_direction,
            "market_direction": platform.market_direction,
            "cluster": clusters[0] if clusters else None,
            "focuses": focuses,
            "measures_taken": "对接产业集群需求，集中力量开展产品研发、技术服务和企业孵化。",
            "first_year": 2023,
            "last_year": 2025,
        }
        with story_at(datetime(2023, 2, 6, 2, 0, tzinfo=UTC)):
            plan = plans.draft(officer, platform, given)
            plans.set_targets(officer, plan.pk, _targets(code, reached))
            if code in UNDER_WAY:
                continue
            plans.submit(officer, plan.pk)
        with story_at(datetime(2023, 3, 10, 2, 0, tzinfo=UTC)):
            plans.review(officer, plan.pk, "2023年3月8日召开专家论证会，专家认为定位清晰、目标可行。")
            plans.approve(reviewer, plan.pk)
        if code == "P01":
            with story_at(datetime(2024, 11, 4, 2, 0, tzinfo=UTC)):
                later = given | {"market_direction": "电池材料检测与固态电池中试服务", "last_year": 2026}
                plans.draft(officer, platform, later)


def _targets(code: str, reached: dict[tuple[str, str], Decimal]) -> dict[tuple[str, int], Decimal | None]:
    """Targets about as high as what was reached: each platform between 80 and 130 in a hundred of it."""
    share = Decimal(80 + 7 * (int(code[1:]) * 5 % 8)) / 100
    targets: dict[tuple[str, int], Decimal | None] = {}
    for measure in OPERATION.in_force().measures:
        value = reached.get((code, measure))
        if value is None:
            continue
        for year in (2023, 2024, 2025):
            grown = value * share * (100 + 8 * (year - 2023)) / 100
            targets[measure, year] = Decimal(max(1, round(grown)))
    return targets


def _add_attractions(officer: User) -> None:
    """Targets for gaps, each as far as it has come."""
    talent = User.objects.get(username="talent")
    day = today()
    for number, (node, name, kind, field, steps) in enumerate(ATTRACTIONS):
        owner = talent if number % 2 else officer
        begun = datetime.combine(day - timedelta(days=90 - number), datetime.min.time(), tzinfo=UTC)
        with story_at(begun):
            target = attraction.add(
                officer,
                {
                    "node": node,
                    "name": name,
                    "kind": kind,
                    "field": field,
                    "owner": owner,
                    "due_on": day + timedelta(days=-5 if number == 1 else 20 + number),
                },
            )
        for place, step in enumerate(STAGES[:steps], 1):
            with story_at(begun + timedelta(days=12 * place)):
                attraction.take_step(owner, target.pk, step, WORDS[step])
