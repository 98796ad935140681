"""Registered technology contracts and the money that arrived for them; less than the market income."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .calendar import LAST_DAY, YEARS, day_between, working_day
from .organisations import FirmNames, firm_organisation
from .plan import PLANS, PlatformPlan
from .rows import City, ContractReceiptRow, ContractRow

_LOCAL_CUSTOMERS, _OUTSIDE_CUSTOMERS = 72, 36
MARKET_SHARE = {"12": Decimal("0.93"), "52": Decimal("0.95"), "91": Decimal("0.97")}
"""Market income as a share of operating revenue: the rest is rent and the like."""
_KINDS = ("development", "service", "consulting", "licence", "assignment")
_KIND_NAMES = dict(zip(_KINDS, ("开发", "服务", "咨询", "许可", "转让"), strict=True))
_HUNDRED = Decimal(100)


def hundreds(value: Decimal) -> Decimal:
    """An amount in 元 rounded to 100 元, so that 万元 with two decimals show it exactly."""
    return (value / _HUNDRED).quantize(Decimal(1)) * _HUNDRED


def market_income(plan: PlatformPlan, year: int) -> Decimal:
    """Market income of ``year`` in 元, from the planned operating revenue."""
    return hundreds(plan.revenue[YEARS.index(year)] * 10_000 * MARKET_SHARE[plan.prefix])


def add_contracts(city: City, random: Random) -> None:
    """Append customers, contracts and receipts of 2022 to 2024 to ``city``."""
    local, outside = _customers(city, random)
    number = 0
    for plan in PLANS:
        for year in YEARS:
            total = market_income(plan, year) * Decimal(str(round(random.uniform(0.52, 0.74), 3)))
            if total <= 0:
                continue
            usual = random.uniform(14, 32) if plan.type == "产业服务型" else random.uniform(45, 110)
            count = max(2, round(float(total) / 10_000 / usual))
            for amount in _split(total, count, random):
                number += 1
                _contract(
                    city,
                    plan,
                    year=year,
                    number=number,
                    amount=amount,
                    local=local,
                    outside=outside,
                    random=random,
                )


def _customers(city: City, random: Random) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Firms that buy: (key, cluster) of those of the city and of those outside."""
    names = FirmNames(Random(f"{city.seed}:customers"))  # noqa: S311 - invented names, nothing secret
    groups: list[list[tuple[str, str]]] = [[], []]
    taken = {row.name for row in city.organisations}
    number = 0
    for group, count, is_local in ((0, _LOCAL_CUSTOMERS, True), (1, _OUTSIDE_CUSTOMERS, False)):
        while len(groups[group]) < count:
            number += 1
            cluster = random.choice(("battery", "steel", "grid", "equipment", "other"))
            row = firm_organisation(
                f"K{number:03d}",
                40_000_000 + 191 * number,
                cluster,
                date(2004 + number % 14, 5, 12),
                names,
                local=is_local,
                kind="customer",
            )
            if row.name in taken:
                continue
            city.organisations.append(row)
            groups[group].append((row.key, cluster))
    return groups[0], groups[1]


def _split(total: Decimal, count: int, random: Random) -> list[Decimal]:
    """Split ``total`` into ``count`` amounts of different size, in hundreds of 元."""
    weights = [random.gammavariate(1.4, 1.0) + 0.08 for _ in range(count)]
    return [hundreds(total * Decimal(str(w / sum(weights)))) for w in weights]


def _contract(
    city: City,
    plan: PlatformPlan,
    *,
    year: int,
    number: int,
    amount: Decimal,
    local: list[tuple[str, str]],
    outside: list[tuple[str, str]],
    random: Random,
) -> None:
    """One contract and its instalments."""
    first = max(date(year, 1, 8), plan.opened + timedelta(days=20))
    day = working_day(day_between(random, first, date(year, 12, 24)))
    clusters = {row.organisation: row.cluster for row in city.firms}
    own = [
        (row.firm, clusters[row.firm])
        for row in city.links
        if row.platform == plan.code
        and row.started_on <= day
        and (row.ended_on is None or row.ended_on >= day)
    ]
    is_local = random.random() < plan.local_share
    if is_local and own and random.random() < 0.35:
        buyer, cluster = random.choice(own)
    else:
        pool = local if is_local else outside
        fitting = [item for item in pool if item[1] in plan.clusters]
        buyer, cluster = random.choice(fitting if fitting and random.random() < 0.72 else pool)
    kind = random.choices(_KINDS, (5, 6, 3, 2, 1))[0]
    key = f"演示合同{year}-{number:04d}"
    technology = hundreds(amount * Decimal(str(round(random.uniform(0.7, 1.0), 2))))
    title = f"{random.choice(plan.research.split('、'))}技术{_KIND_NAMES[kind]}"
    city.contracts.append(
        ContractRow(
            key,
            kind,
            plan.code,
            buyer,
            f"{title}（演示{number:04d}）",
            amount,
            technology,
            day,
            is_local,
            cluster,
        )
    )
    paid = day + timedelta(days=random.randint(5, 45))
    for share in (Decimal(1),) if amount < 200_000 else (Decimal("0.4"), Decimal("0.4"), Decimal("0.2")):
        if paid > LAST_DAY:
            break
        city.contract_receipts.append(ContractReceiptRow(key, paid, amount * share // _HUNDRED * _HUNDRED))
        paid += timedelta(days=random.randint(60, 150))
