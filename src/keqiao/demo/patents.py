"""Patents: filed by a platform, granted later, a few owned by two platforms, some lapsed, some put to use."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from .calendar import AS_OF, LAST_DAY, day_between, working_day
from .identifiers import patent_number
from .plan import PLANS, PlatformPlan
from .rows import City, PatentRow, PatentTransferRow

_SUBJECTS: dict[str, tuple[tuple[str, str], ...]] = {
    "P01": (
        ("固态电解质膜", "H01M 10/0562"),
        ("钠离子电池正极材料", "H01M 4/505"),
        ("硅碳复合负极", "H01M 4/386"),
        ("电芯热失控监测", "H01M 10/48"),
        ("粘结剂", "H01M 4/62"),
    ),
    "P02": (
        ("无人车底盘", "B62D 63/02"),
        ("轮毂电机驱动", "B60K 7/00"),
        ("轻量化车架", "B62D 21/00"),
        ("远程遥控", "G05D 1/00"),
    ),
    "P03": (("技术评价数据处理", "G06Q 10/06"), ("知识产权检索", "G06F 16/33")),
    "P04": (
        ("电极界面原位表征", "G01N 23/20"),
        ("固态离子导体", "H01B 1/06"),
        ("电池材料计算筛选", "G16C 60/00"),
        ("薄膜沉积", "C23C 14/35"),
    ),
    "P05": (("机器人抓取", "B25J 9/16"), ("产线视觉检测", "G01N 21/88"), ("数控加工补偿", "G05B 19/404")),
    "P06": (("建筑能耗预测", "G06Q 50/06"), ("交通流仿真", "G08G 1/01"), ("管廊监测", "G01D 21/02")),
    "P07": (("轻型飞行器机翼", "B64C 3/00"), ("电推进螺旋桨", "B64D 27/24"), ("复合材料成型", "B29C 70/34")),
    "P08": (("超导磁体", "H01F 6/06"), ("低温恒温器", "F25D 3/10"), ("精密位移测量", "G01B 11/02")),
    "P09": (("隔膜涂层", "H01M 50/449"), ("高性能纤维", "D01F 6/60"), ("功能薄膜", "C08J 5/18")),
    "P10": (("配电终端", "H02J 13/00"), ("储能变流器", "H02M 7/48")),
    "P11": (("茶叶分选", "B07C 5/342"), ("水稻育秧", "A01G 9/02")),
    "P12": (("不锈钢连铸", "B22D 11/00"), ("耐蚀合金", "C22C 38/44")),
    "P13": (("燃料电池电堆", "H01M 8/24"), ("空气压缩机", "F04D 25/06")),
}
_KINDS = ("方法", "装置", "系统", "制备方法", "结构", "及其应用")
_CO_OWNED = {"invention": 17, "utility": 5}
_AFTER = 0.035
"""Granted in November and December 2024, as a share of those before."""


def add_patents(city: City, random: Random) -> None:
    """Append patents (granted, pending, refused applications are not kept) and their transfers to ``city``."""
    serial = 100_000
    for plan in PLANS:
        for kind, count in (("invention", plan.inventions), ("utility", plan.utilities)):
            grants = [_grant_day(plan, kind, random) for _ in range(count)]
            grants += [
                working_day(day_between(random, date(2024, 11, 4), LAST_DAY))
                for _ in range(round(count * _AFTER))
            ]
            pending = round(count * (0.30 if kind == "invention" else 0.05))
            for granted in [*sorted(grants), *([None] * pending)]:
                serial += random.randint(11, 97)
                city.patents.append(_patent(plan, kind, granted, serial, random))
    _co_ownership(city, random)
    _transfers(city, random)


def _lag(kind: str, random: Random) -> timedelta:
    """Time from filing to grant: inventions 9 to 34 months (fast examination included), utility models 5 to 12."""
    return timedelta(days=random.randint(270, 1020) if kind == "invention" else random.randint(150, 360))


def _grant_day(plan: PlatformPlan, kind: str, random: Random) -> date:
    """A grant day on or before 2024-10-31, more of them in late years than in early ones."""
    first = plan.opened + timedelta(days=330 if kind == "invention" else 200)
    return working_day(day_between(random, first, date(2024, 10, 29), 0.85))


def _patent(plan: PlatformPlan, kind: str, granted: date | None, serial: int, random: Random) -> PatentRow:
    """One application; it is filed after the platform opened, and a granted invention may lapse after three years."""
    if granted is None:
        filed = day_between(
            random, max(plan.opened + timedelta(days=30), date(2023, 1, 3)), date(2024, 12, 20)
        )
    else:
        filed = max(granted - _lag(kind, random), plan.opened + timedelta(days=random.randint(20, 60)))
    lapsed = None
    if granted is not None and granted < date(2021, 6, 30) and random.random() < 0.12:
        lapsed = working_day(day_between(random, date(granted.year + 3, 7, 1), LAST_DAY))
    subject, ipc = random.choice(_SUBJECTS[plan.code])
    title = f"一种{subject}{random.choice(_KINDS)}（演示{serial}）"
    filed = working_day(filed)
    return PatentRow(
        patent_number(kind, filed, serial), kind, title, ipc, filed, granted, lapsed, (plan.code,)
    )


def _co_ownership(city: City, random: Random) -> None:
    """Give some granted patents a second owner among the platforms that were open when they were filed."""
    opened = {plan.code: plan.opened for plan in PLANS}
    for kind, wanted in _CO_OWNED.items():
        granted = [
            i for i, p in enumerate(city.patents) if p.type == kind and p.granted_on and p.granted_on <= AS_OF
        ]
        for i in random.sample(granted, wanted):
            row = city.patents[i]
            others = [code for code, day in opened.items() if code not in row.owners and day < row.filed_on]
            if not others:
                others = ["P03"]
            city.patents[i] = PatentRow(
                row.application_no,
                row.type,
                row.title,
                row.ipc,
                row.filed_on,
                row.granted_on,
                row.lapsed_on,
                (*row.owners, random.choice(others)),
            )


def _transfers(city: City, random: Random) -> None:
    """Put the planned share of each platform's inventions to use, after the grant; receivers come with firms."""
    share = {plan.code: plan.transfer_share for plan in PLANS}
    for row in city.patents:
        if row.granted_on is None or row.type != "invention" or row.granted_on > date(2024, 8, 31):
            continue
        if random.random() < share[row.owners[0]] * 1.12:
            last = row.lapsed_on - timedelta(days=200) if row.lapsed_on else LAST_DAY
            day = day_between(
                random,
                row.granted_on + timedelta(days=40),
                max(last, row.granted_on + timedelta(days=41)),
                1.6,
            )
            kind = random.choices(("licence", "assignment", "equity"), (5, 3, 2))[0]
            city.patent_transfers.append(PatentTransferRow(row.application_no, kind, day, ""))
