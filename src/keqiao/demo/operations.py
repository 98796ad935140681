"""How the demonstration's platforms are run: governance, equipment and its use, what they were classed as before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from keqiao.web.registry import models as registry

from .calendar import AS_OF, YEARS, add_years, day_between, working_day
from .plan import PLANS, PlatformPlan

if TYPE_CHECKING:
    from .registers import Registers

_HEADS = {"12": "seconded", "52": "council", "91": "market"}
"""Where the head comes from, by the form of the body: public institution, private non-enterprise, company."""
_GOVERNANCE = (
    ("council", "理事会（董事会）", "由市政府、共建单位和园区委派，每年召开两次会议。"),
    ("head", "院长（总经理）任用", "任期四年，签订目标责任书。"),
    ("investors", "投资主体多元化", "共建单位、园区平台公司和核心团队共同出资。"),
    ("management", "管理制度现代化", "财务、采购、科研诚信和内部审计制度齐备。"),
    ("market", "运行机制市场化", "项目经理负责制，按合同和绩效配置资源。"),
    ("employment", "用人机制灵活", "岗位聘用、双聘和项目聘用并行，薪酬与绩效挂钩。"),
    ("charter", "章程", "明确决策、收入使用和剩余财产处置。"),
    ("rule", "科技成果转化管理办法", "约定成果归属、作价方式和收益分配比例。"),
)
_EQUIPMENT = (
    # name, English, value in 10k yuan from, to, income an hour in yuan
    ("场发射扫描电子显微镜", "Field-emission scanning electron microscope", 260, 480, 600),
    ("X射线衍射仪", "X-ray diffractometer", 110, 220, 300),
    ("电池充放电测试系统", "Battery cycling system", 60, 150, 120),
    ("环境试验箱", "Climate chamber", 25, 70, 80),
    ("三坐标测量机", "Coordinate measuring machine", 80, 190, 220),
    ("六自由度运动试验台", "Six-axis motion platform", 140, 320, 350),
    ("材料万能试验机", "Universal testing machine", 35, 90, 150),
    ("电感耦合等离子体质谱仪", "ICP mass spectrometer", 150, 260, 400),
    ("工业机器人实训单元", "Industrial robot cell", 45, 120, 160),
    ("高性能计算集群", "High-performance computing cluster", 180, 420, 90),
)
_HOURS = 1760
"""Hours of a year on one shift."""


def add_operations(registers: Registers) -> None:
    """Store governance items, equipment with its use by year, and former classes."""
    random = Random(f"{registers.city.seed}:operations")  # noqa: S311 - invented rows, nothing secret
    registers.add(row for plan in PLANS for row in _governance(registers, plan, random))
    registers.add(row for plan in PLANS for row in _equipment(registers, plan, random))
    rates = {name: rate for name, _en, _low, _high, rate in _EQUIPMENT}
    registers.add(
        row
        for equipment in registry.Equipment.objects.select_related("platform").order_by("pk")
        for row in _uses(registers, equipment, rates[equipment.name], random)
    )
    registers.add(row for plan in PLANS for row in _former(registers, plan))


def _governance(registers: Registers, plan: PlatformPlan, random: Random) -> list[Any]:
    """One item of each kind; a careful platform has more of them in place."""
    rows = []
    for number, (kind, title, detail) in enumerate(_GOVERNANCE, start=1):
        day = working_day(day_between(random, plan.settled, min(add_years(plan.settled, 2), AS_OF)))
        luck = random.random()
        state = "in_place" if luck < plan.care else "partly" if luck < plan.care + 0.2 else "missing"
        if kind in {"council", "head", "charter"}:
            state = "in_place"
        rows.append(
            registry.GovernanceItem(
                platform=registers.platforms[plan.code],
                kind=kind,
                title=title,
                state=state,
                head=_HEADS[plan.prefix] if kind == "head" else "",
                detail=detail if state == "in_place" else "",
                document_no=f"演示{plan.code}〔{day.year}〕{number}号" if state == "in_place" else "",
                valid_from=day,
                **registers.by(day),
            )
        )
    return rows


def _equipment(registers: Registers, plan: PlatformPlan, random: Random) -> list[Any]:
    """One piece for about fifteen people, at least two; half of them open to others."""
    rows = []
    chosen = random.sample(_EQUIPMENT, min(len(_EQUIPMENT), max(2, plan.staff // 15)))
    for number, (name, name_en, low, high, _rate) in enumerate(chosen, start=1):
        day = working_day(day_between(random, plan.opened, date(2024, 6, 30)))
        rows.append(
            registry.Equipment(
                platform=registers.platforms[plan.code],
                asset_no=f"{plan.code}-{day.year}-{number:02d}",
                name=name,
                name_en=name_en,
                model=f"演示型{random.randint(100, 990)}",
                original_value=Decimal(random.randint(low * 10, high * 10)) * 1000,
                in_use_from=day,
                shared=random.random() < 0.35 + plan.care * 0.3,
                hours_available=_HOURS,
                **registers.by(day),
            )
        )
    return rows


def _uses(registers: Registers, equipment: registry.Equipment, rate: int, random: Random) -> list[Any]:
    """The use of each full year; only what is open to others serves and earns."""
    rows = []
    for year in YEARS:
        if equipment.in_use_from >= date(year, 7, 1):
            continue
        hours = random.randint(500, _HOURS - 100)
        others = int(hours * random.uniform(0.05, 0.4)) if equipment.shared else 0
        rows.append(
            registry.EquipmentUse(
                equipment=equipment,
                year=year,
                hours=hours,
                hours_for_others=others,
                users=max(1, others // 40) if others else 0,
                income=Decimal(others * rate),
                **registers.by(date(year, 12, 31)),
            )
        )
    return rows


def _former(registers: Registers, plan: PlatformPlan) -> list[Any]:
    """Every time with another level or stage than now: start-up for three years, growth until the eighth."""
    raised = date(plan.opened.year + 2, 12, 2) if plan.level == "province" else plan.settled
    stages = (
        ("startup", plan.settled),
        ("growth", add_years(plan.opened, 3)),
        ("mature", add_years(plan.opened, 8)),
    )
    days = sorted({plan.settled, raised, *(day for _stage, day in stages)})
    platform = registers.platforms[plan.code]
    rows = []
    for first, following in pairwise(days):
        if following > AS_OF:
            break
        rows.append(
            registry.FormerClass(
                platform=platform,
                level=platform.level if first >= raised else "city",
                type=platform.type,
                stage=[stage for stage, day in stages if day <= first][-1],
                valid_from=first,
                valid_to=date.fromordinal(following.toordinal() - 1),
                **registers.by(following),
            )
        )
    return rows
