"""Research directions of the demonstration's platforms by public classifications, and communities of innovation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from keqiao.web.registry import models as registry

if TYPE_CHECKING:
    from .registers import Registers

# fmt: off
_DIRECTIONS = (
    # code, name, English, division or class of GB/T 4754-2017, strategic emerging industry, platforms
    ("solid-state-battery", "固态电池", "Solid-state batteries", "C3841", "vehicles", ("P01", "P04")),
    ("sodium-battery", "钠离子电池", "Sodium-ion batteries", "C3841", "energy", ("P01",)),
    ("battery-materials", "电池材料与表界面", "Battery materials and interfaces",
     "C3985", "materials", ("P01", "P04", "P09")),
    ("energy-storage", "储能系统与变流", "Storage systems and converters", "C3824", "energy", ("P01", "P10")),
    ("unmanned-vehicles", "无人平台与电驱动", "Unmanned platforms and electric drives",
     "C3812", "equipment", ("P02",)),
    ("light-structures", "轻量化结构", "Light structures", "C36", "equipment", ("P02", "P07")),
    ("technology-transfer", "技术转移与专利运营", "Technology transfer and patent operation",
     "M7530", "services", ("P03",)),
    ("characterisation", "先进表征", "Advanced characterisation", "M7320", "services", ("P04", "P08")),
    ("robots", "工业机器人应用", "Applications of industrial robots", "C3491", "equipment", ("P05",)),
    ("smart-lines", "数字化产线与在线检测", "Digital lines and in-line inspection", "C4019", "it", ("P05",)),
    ("smart-city", "城市感知与交通仿真", "Urban sensing and traffic simulation", "I6510", "it", ("P06",)),
    ("building-energy", "建筑节能", "Energy saving in buildings", "E50", "environment", ("P06",)),
    ("electric-aircraft", "航空电推进", "Electric propulsion of aircraft", "C3741", "equipment", ("P07",)),
    ("superconducting", "超导磁体", "Superconducting magnets", "C3829", "equipment", ("P08",)),
    ("functional-films", "功能薄膜与隔膜", "Functional films and separators", "C2921", "materials", ("P09",)),
    ("smart-grid", "配电物联与柔性输电", "Connected distribution and flexible transmission",
     "C3823", "energy", ("P10",)),
    ("breeding", "良种选育", "Breeding of crops", "A0511", "biology", ("P11",)),
    ("farm-machines", "智慧农机", "Smart farm machines", "C3572", "equipment", ("P11",)),
    ("stainless-steel", "不锈钢与耐蚀合金", "Stainless steel and corrosion-resistant alloys",
     "C3130", "materials", ("P12",)),
    ("fuel-cells", "燃料电池", "Fuel cells", "C3849", "vehicles", ("P13",)),
    ("hydrogen-storage", "储氢装备", "Hydrogen storage", "C3332", "energy", ("P13",)),
)
_COMMUNITIES = (
    ("示范先进储能创新共同体", "Demo Community of Energy Storage", date(2021, 9, 1),
     (("cas_energy", "workstation"), ("org-P01", "centre"), ("org-P04", "other"), ("city_fund", "fund"))),
    ("示范智能装备创新共同体", "Demo Community of Smart Equipment", date(2022, 6, 18),
     (("uni_machines", "workstation"), ("org-P02", "centre"), ("org-P05", "other"), ("city_fund", "fund"))),
    ("示范智能电网创新共同体", "Demo Community of the Smart Grid", date(2023, 7, 14),
     (("uni_power", "workstation"), ("org-P10", "centre"), ("org-P13", "other"))),
)
# fmt: on


def add_directions(registers: Registers) -> None:
    """Store the directions, and which platforms work in them."""
    rows = registers.add(
        registry.Direction(
            code=code,
            name=name,
            name_en=name_en,
            industry_code=industry,
            strategic=strategic,
            **registers.by(date(2022, 1, 4)),
        )
        for code, name, name_en, industry, strategic, _platforms in _DIRECTIONS
    )
    works = registry.Platform.directions.through
    works.objects.bulk_create(
        works(direction=row, platform=registers.platforms[code])
        for row, (*_about, platforms) in zip(rows, _DIRECTIONS, strict=True)
        for code in platforms
    )


def add_communities(registers: Registers) -> None:
    """Store the communities and their members."""
    for name, name_en, day, members in _COMMUNITIES:
        (community,) = registers.add(
            [registry.Community(name=name, name_en=name_en, valid_from=day, **registers.by(day))]
        )
        registers.add(
            registry.CommunityMember(
                community=community,
                organisation=registers.organisations[key],
                part=part,
                valid_from=day,
                **registers.by(day),
            )
            for key, part in members
        )
