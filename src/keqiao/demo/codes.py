"""The words of the ledgers as codes of the registers, and what follows from a date or a period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from .calendar import LAST_DAY

LEVELS = {"national": "national", "province": "provincial", "city": "city"}
TYPES = {"研发型": "rd", "孵化转化型": "incubation", "产业服务型": "service", "综合型": "comprehensive"}
MODES = {"full_time": "full", "part_time": "part", "flexible": "flexible"}
ROLES = {
    "researcher": ("研发人员", "R&D staff"),
    "chief_scientist": ("首席科学家", "Chief scientist"),
    "academician": ("院士", "Academician"),
    "manager": ("管理人员", "Manager"),
    "support": ("支撑人员", "Support staff"),
}
TITLES = {
    "academician": ("院士", "Academician", "academician"),
    "national_top": ("全国顶尖人才", "National top talent", "national_top"),
    "province_double": ("省双创人才", "Provincial Shuangchuang talent", "provincial_shuangchuang"),
    "city_talent": ("龙城英才", "Longcheng talent", "longcheng"),
}
QUALIFICATIONS = {
    "joint_national_lab": "co_built_lab",
    "high_tech": "enterprise",
    "academician_station": "workstation",
    "key_lab": "key_lab",
}
FAMILIES = {
    "科学院系": ("cas", "中科系", "Chinese Academy of Sciences"),
    "高校系": ("university", "高校系", "Universities"),
    "地方国资": ("government", "地方国资", "Government"),
}
CLUSTER_KINDS = {"2": "first_two", "2+2": "second_two", "2+2+X": "x"}
EVENTS = {"signing": "signed", "registration": "registered", "opening": "opened", "milestone": "milestone"}


def stage_of(opened: date) -> str:
    """Stage of life at the end of the data: start-up in the first three years, mature from the eighth."""
    years = (LAST_DAY - opened).days / 365.25
    return "startup" if years < 3 else "growth" if years < 8 else "mature"


def firm_stage_of(founded: date) -> str:
    """Stage of growth of a firm at the end of the data, by its age: seed under two years, mature from the eighth."""
    years = (LAST_DAY - founded).days / 365.25
    return "seed" if years < 2 else "startup" if years < 4 else "growth" if years < 8 else "mature"


def of_year(
    figures: dict[tuple[str, str], list[Any]], subject: str, year: int, measure: str
) -> list[Decimal]:
    """The values of a measure reported for the quarters of a year, in order."""
    rows = sorted(
        (row.period, row.value) for row in figures.get((subject, measure), []) if row.period[:4] == str(year)
    )
    return [value for _, value in rows if value is not None]
