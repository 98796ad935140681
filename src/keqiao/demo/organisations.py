"""Organisations of the demonstration: platforms, partners, firms, customers. Every name starts with 示范."""

from __future__ import annotations

from datetime import date
from random import Random

from .calendar import add_years
from .identifiers import CITY_DIVISION, OUTSIDE_DIVISION, credit_code
from .plan import CLUSTERS, PARTNERS, PLANS
from .rows import Alias, City, ClusterRow, OrganisationRow, PartnerRow, PlatformRow

LEGAL_FORMS = {"12": "public_institution", "52": "private_non_enterprise", "91": "company"}
"""Legal form by the first two characters of the credit code."""

_FIRST = "晨晓星云岚峰沐泽浩瀚远航启明锐恒润朗曦澄屹昱翊珩"
_SECOND = "穹序川原野屿霁桥渡舟麓澜芯驰曜湾石禾帆岳衡宁沅皓"
_TRADES = {
    "battery": ("储能科技", "电池材料", "新能源", "电芯装备"),
    "steel": ("特种钢", "金属制品", "精密管件"),
    "grid": ("电气", "电力设备", "配电科技"),
    "equipment": ("智能装备", "机器人", "无人系统", "精密机械"),
    "other": ("信息技术", "检测服务", "生物农业", "航空科技", "环保科技"),
}
_INDUSTRY = {"battery": "3841", "steel": "3130", "grid": "3823", "equipment": "3491", "other": "7320"}


class FirmNames:
    """Gives each firm a name that was not given before."""

    def __init__(self, random: Random) -> None:
        self._random = random
        pairs = [a + b for a in _FIRST for b in _SECOND]
        random.shuffle(pairs)
        self._pairs = iter(pairs)

    def firm(self, cluster: str) -> tuple[str, str]:
        """Full and short name of a new firm of ``cluster``."""
        word, trade = next(self._pairs), self._random.choice(_TRADES[cluster])
        return f"示范{word}{trade}有限公司", f"示范{word}"


def firm_organisation(
    key: str,
    number: int,
    cluster: str,
    registered_on: date,
    names: FirmNames,
    *,
    local: bool = True,
    ended_on: date | None = None,
    kind: str = "firm",
) -> OrganisationRow:
    """An invented company with a valid credit code in a fictional division."""
    name, short = names.firm(cluster)
    division = CITY_DIVISION if local else OUTSIDE_DIVISION
    return OrganisationRow(
        key,
        credit_code("91", division, number),
        name,
        short,
        "company",
        division,
        _INDUSTRY[cluster],
        registered_on,
        ended_on,
        kind,
    )


def add_platforms(city: City) -> None:
    """Append clusters, partners, platforms, their organisations and aliases to ``city``."""
    city.clusters.extend(ClusterRow(*line) for line in CLUSTERS)
    for number, (key, (name, family, theme, prefix)) in enumerate(PARTNERS.items(), start=1):
        division = CITY_DIVISION if key == "city_fund" else OUTSIDE_DIVISION
        city.organisations.append(
            OrganisationRow(
                key,
                credit_code(prefix, division, 20_000_000 + 137 * number),
                name,
                name.removeprefix("示范"),
                LEGAL_FORMS[prefix],
                division,
                "7320",
                date(2000 + number, 3, 1),
                None,
                "partner",
            )
        )
        city.partners.append(PartnerRow(key, family, theme))
    for number, plan in enumerate(PLANS, start=1):
        key = f"org-{plan.code}"
        city.organisations.append(
            OrganisationRow(
                key,
                credit_code(plan.prefix, CITY_DIVISION, 10_000_000 + 211 * number),
                plan.name,
                plan.short,
                LEGAL_FORMS[plan.prefix],
                CITY_DIVISION,
                "7530" if plan.code == "P03" else "7320",
                plan.settled,
                None,
                "platform",
            )
        )
        city.aliases.append(Alias(key, plan.short))
        city.aliases.extend(
            Alias(key, name, plan.settled, add_years(plan.settled, 2)) for name in plan.aliases
        )
        partners = (plan.partner, "city_fund") if plan.prefix == "91" else (plan.partner,)
        city.platforms.append(
            PlatformRow(
                plan.code,
                key,
                plan.name,
                plan.name_en,
                plan.short,
                plan.type,
                plan.level,
                plan.park,
                plan.signed,
                plan.settled,
                "month" if plan.code == "P03" else "day",
                plan.opened,
                plan.research,
                plan.market,
                plan.clusters,
                partners,
                plan.theme,
                f"{plan.name}由示范市与{PARTNERS[plan.partner][0]}共建，主攻{plan.research}，面向{plan.market}。演示数据。",
            )
        )
