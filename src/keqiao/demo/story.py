"""Agreements with their commitments, qualifications and joint laboratories of platforms, and the city's timeline."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .calendar import LAST_DAY, YEARS, add_years, end_of
from .ledger import current_figures
from .plan import PARTNERS, PLANS, PlatformPlan
from .rows import AgreementRow, City, CommitmentRow, QualificationRow, TimelineEvent

_LABS = {"P01": 4, "P04": 2, "P08": 1, "P07": 1}
"""Joint national key laboratories."""
_AMENDED = {"P01": date(2021, 8, 30), "P04": date(2023, 5, 11), "P06": date(2023, 9, 7)}


def add_story(city: City, random: Random) -> None:
    """Append qualifications, agreements, commitments and events to ``city``; figures must be complete before."""
    _qualifications(city, random)
    _agreements(city, random)
    _events(city)


def _qualifications(city: City, random: Random) -> None:
    """Joint laboratories, high-tech certificates with their three years, stations, provincial and city titles."""
    serial = 0

    def grant(code: str, kind: str, name: str, level: str, day: date, *, years: int | None = None) -> None:
        nonlocal serial
        serial += 1
        issuer = {
            "national": "全国认定管理机构（演示）",
            "province": "示范省科技主管部门",
            "city": "示范市科技局",
        }[level]
        city.qualifications.append(
            QualificationRow(
                f"org-{code}",
                kind,
                name,
                level,
                issuer,
                f"演示资质{day.year}-{serial:03d}",
                day,
                add_years(day, years) if years else None,
            )
        )

    for plan in PLANS:
        for i in range(_LABS.get(plan.code, 0)):
            day = date(min(2024, plan.opened.year + 2 + i), 3 + 2 * i % 9, 12)
            grant(
                plan.code,
                "joint_national_lab",
                f"参与共建示范国家级重点实验室（{plan.short}{i + 1}号）",
                "national",
                day,
            )
        if plan.prefix == "91":
            first = date(plan.opened.year + 1, 11, 6)
            while first <= LAST_DAY:
                grant(plan.code, "high_tech", "高新技术企业", "national", first, years=3)
                first = add_years(first, 3)
        if plan.academicians >= 2:
            grant(
                plan.code,
                "academician_station",
                f"示范省院士工作站（{plan.short}）",
                "province",
                date(plan.opened.year + 1, 9, 15),
                years=5,
            )
        if plan.level == "province":
            grant(
                plan.code,
                "new_rd_institute",
                "示范省新型研发机构",
                "province",
                date(plan.opened.year + 2, 12, 2),
            )
        if random.random() < 0.6 and plan.opened.year < 2022:
            grant(
                plan.code,
                "key_lab",
                f"示范市重点实验室（{plan.short}）",
                "city",
                date(plan.opened.year + 2, 6, 20),
            )
    grant("P02", "innovation_complex", "示范市首批科创综合体暨人才综合体成员单位", "city", date(2022, 8, 18))


def _achieved(city: City, plan: PlatformPlan, measure: str, year: int) -> Decimal:
    """What the rows say about a promised measure at the end of, or during, ``year``."""
    last = end_of(str(year))
    if measure == "rd_headcount":
        return Decimal(
            sum(
                row.platform == plan.code
                and row.research
                and row.started_on <= last
                and (row.ended_on is None or row.ended_on >= last)
                for row in city.engagements
            )
        )
    if measure == "new_incubated_firms":
        return Decimal(sum(row.platform == plan.code and row.started_on.year == year for row in city.links))
    if measure == "patents_invention_granted":
        return Decimal(
            sum(
                plan.code in row.owners
                and row.type == "invention"
                and row.granted_on is not None
                and row.granted_on.year == year
                for row in city.patents
            )
        )
    rows = current_figures(city).get((plan.code, measure), [])
    return sum((row.value or Decimal(0) for row in rows if row.period[:4] == str(year)), Decimal(0))


_ITEMS = (
    ("rd_headcount", "研发人员数", "人"),
    ("new_incubated_firms", "新增孵化企业", "家"),
    ("patents_invention_granted", "授权发明专利", "件"),
    ("market_income", "市场化收入", "元"),
)


def _agreements(city: City, random: Random) -> None:
    """One agreement per platform, three amended; yearly targets of the platform, funding and space of the city."""
    for plan in PLANS:
        key = f"A-{plan.code}"
        title = f"示范市人民政府与{PARTNERS[plan.partner][0]}共建{plan.name}协议（一事一议）"
        term = 10 if plan.opened.year < 2019 else 5
        if plan.opened.year < 2016:
            term = 13
        city.agreements.append(
            AgreementRow(
                key, plan.code, plan.partner, title, plan.signed, plan.settled, add_years(plan.settled, term)
            )
        )
        current = key
        if plan.code in _AMENDED:
            current = f"{key}-1"
            day = _AMENDED[plan.code]
            city.agreements.append(
                AgreementRow(
                    current, plan.code, plan.partner, f"{title}补充协议", day, day, add_years(day, 5), key
                )
            )
        for year in YEARS:
            agreement = current if plan.code in _AMENDED and _AMENDED[plan.code].year < year else key
            if plan.opened.year > year:
                continue
            _promises(city, plan, agreement, year, random)


def _promises(city: City, plan: PlatformPlan, agreement: str, year: int, random: Random) -> None:
    """Both sides' promises for one year; the platform's are measured by what its own rows say."""
    for measure, item, unit in _ITEMS:
        done = _achieved(city, plan, measure, year)
        wanted = done * Decimal(str(round(random.uniform(0.86, 1.12) / (0.62 + 0.4 * plan.care), 3)))
        step = Decimal(100_000) if unit == "元" else Decimal(1)
        target = max(step, (wanted / step).quantize(Decimal(1)) * step)
        city.commitments.append(
            CommitmentRow(
                agreement,
                "platform",
                item,
                measure,
                target,
                unit,
                str(year),
                date(year, 12, 31),
                done,
                date(year, 12, 31) if done >= target else None,
            )
        )
    paid = _achieved(city, plan, "fiscal_funding", year)
    promised = (paid / Decimal("0.96") / 100_000).quantize(Decimal(1)) * 100_000
    if random.random() < 0.75:
        promised = min(promised, paid)
    city.commitments.append(
        CommitmentRow(
            agreement,
            "city",
            "建设运行经费",
            "fiscal_funding",
            promised,
            "元",
            str(year),
            date(year, 10, 31),
            paid,
            date(year, 10, 20) if paid >= promised else None,
        )
    )
    if year == max(2022, plan.opened.year):
        space = Decimal(1000 + plan.staff * 55)
        late = plan.code in ("P08", "P13")
        city.commitments.append(
            CommitmentRow(
                agreement,
                "city",
                "提供研发场地",
                "",
                space,
                "平方米",
                str(year),
                date(year, 12, 31),
                space * Decimal("0.7") if late else space,
                None if late else date(year, 11, 30),
            )
        )


def _events(city: City) -> None:
    """The timeline: three early events known to the month, then signing, registration and opening of each platform."""
    source = "演示数据"
    rows = [
        (date(2012, 3, 1), "month", "park", "示范科技产业园正式开园", ""),
        (date(2012, 7, 1), "month", "platform", "第一家科创平台示范技术转移中心成立", "P03"),
        (date(2016, 9, 1), "month", "investment", "引进示范电芯龙头企业，动力电池产业起步", ""),
        (date(2020, 1, 1), "year", "policy", "提出“2+2+X”产业集群布局", ""),
        (date(2024, 6, 1), "month", "milestone", "示范储能研究院启动股份制改造，计划年底前完成", "P01"),
        (date(2023, 7, 14), "day", "alliance", "示范新能源产业人才创新联盟成立", ""),
    ]
    for plan in PLANS:
        if plan.code != "P03":
            rows.append((plan.settled, "day", "registration", f"{plan.name}注册成立", plan.code))
            rows.append((plan.opened, "day", "opening", f"{plan.name}启用运行", plan.code))
        rows.append((plan.signed, "day", "signing", f"{plan.name}共建协议签约", plan.code))
    rows.append(
        (
            add_years(PLANS[1].opened, 1) + timedelta(days=100),
            "day",
            "building",
            f"{PLANS[1].name}新大楼启用",
            "P02",
        )
    )
    for number, (day, precision, kind, title, platform) in enumerate(sorted(rows), start=1):
        city.events.append(TimelineEvent(f"T{number:03d}", day, precision, kind, title, platform, source))
