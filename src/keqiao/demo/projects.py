"""Science-and-technology projects: level, lead or participant, money granted and money received."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .calendar import LAST_DAY, add_years, day_between, working_day
from .plan import PLANS, PlatformPlan
from .rows import City, Participation, ProjectReceiptRow, ProjectRow

_SHARED = (("P01", "P04"), ("P04", "P08"), ("P07", "P05"), ("P08", "P13"))
"""Pairs of (lead, participant) that carry one project together."""
_GRANTS = {"national": (120, 900), "province": (50, 320), "city": (10, 60)}
"""Money for one platform in 万元, lowest and highest."""
_NAMES = {"national": "国家重点研发计划课题", "province": "省重点研发项目", "city": "市科技计划项目"}


def add_projects(city: City, random: Random) -> None:
    """Append projects, participations and receipts to ``city``."""
    number = 0
    led: dict[str, list[ProjectRow]] = {}
    for plan in PLANS:
        levels = ["national"] * plan.projects[0] + ["province"] * plan.projects[1]
        levels += ["city"] * (2 + plan.staff // 18)
        late = ["province"] if plan.code in ("P04", "P09") else []
        for level, after in [*((level, False) for level in levels), *((level, True) for level in late)]:
            number += 1
            project = _project(plan, level, number, after, random)
            city.projects.append(project)
            lead = level == "city" or random.random() < (0.72 if level == "province" else 0.5)
            _join(city, project, plan.code, "lead" if lead else "participant", random)
            if lead and level != "city" and not after:
                led.setdefault(plan.code, []).append(project)
    for first, second in _SHARED:
        opened = next(plan.opened for plan in PLANS if plan.code == second)
        candidates = [project for project in led.get(first, []) if project.started_on > opened]
        if candidates:
            project = candidates[-1]
            led[first].remove(project)
            _join(city, project, second, "participant", random)


def _project(plan: PlatformPlan, level: str, number: int, after: bool, random: Random) -> ProjectRow:
    """A project that starts before 2024-10-31, or after it when ``after`` says so."""
    first = plan.opened + timedelta(days=100)
    start = date(2024, 11, 25) if after else working_day(day_between(random, first, date(2024, 9, 10), 0.8))
    due = add_years(start, {"national": 4, "province": 3, "city": 2}[level])
    accepted = due + timedelta(days=random.randint(30, 240))
    return ProjectRow(
        f"J{number:03d}",
        f"演示{ {'national': '国', 'province': '省', 'city': '市'}[level] }{start.year}-{number:04d}",
        f"{_NAMES[level]}：{random.choice(plan.research.split('、'))}关键技术（演示{number:03d}）",
        level,
        start,
        due,
        accepted if accepted <= LAST_DAY else None,
    )


def _join(city: City, project: ProjectRow, platform: str, role: str, random: Random) -> None:
    """Let a platform take part: its grant, paid in instalments of 50, 30 and 20 % after the start."""
    low, high = _GRANTS[project.level]
    granted = Decimal(round(low + (high - low) * random.random() ** 1.7)) * 10_000
    if role == "participant":
        granted = (granted * Decimal("0.6")).quantize(Decimal("10000"))
    city.participations.append(Participation(project.key, platform, role, granted))
    day = project.started_on + timedelta(days=random.randint(25, 110))
    for share in (Decimal("0.5"), Decimal("0.3"), Decimal("0.2")):
        if day > LAST_DAY:
            break
        city.project_receipts.append(
            ProjectReceiptRow(
                project.key, platform, working_day(day), (granted * share).quantize(Decimal("0.01"))
            )
        )
        day += timedelta(days=random.randint(300, 430))
