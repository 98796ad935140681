"""Incubated firms: who incubated them, what they earn, which certificates, stakes and funding they have."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .calendar import AS_OF, LAST_DAY, add_years, day_between, working_day
from .organisations import FirmNames, firm_organisation
from .plan import PLANS, PlatformPlan
from .rows import (
    City,
    EquityEventRow,
    FirmRow,
    FundingDealRow,
    IncubationLinkRow,
    PatentTransferRow,
    QualificationRow,
)

_ENDED = {"P01": 2, "P03": 3, "P04": 1, "P05": 2, "P06": 2, "P07": 1, "P11": 2, "P12": 1}
"""Firms that were deregistered before 2024-10-31 and are no longer counted."""
_LATER = ("P02", "P05", "P09")
"""Platforms with one more firm in November and December 2024."""
_SECOND_LINKS = (("P01", "P04"), ("P02", "P07"), ("P05", "P06"), ("P09", "P12"), ("P10", "P05"))
"""One firm of the first platform is also incubated by the second."""
_STAKES = {
    "P01": 9,
    "P02": 16,
    "P03": 2,
    "P04": 4,
    "P05": 3,
    "P06": 2,
    "P07": 3,
    "P08": 1,
    "P09": 3,
    "P10": 4,
    "P11": 1,
    "P12": 1,
    "P13": 2,
}
HIGH_GROWTH = 55
"""Firms that hold on 2024-10-31 one of the certificates that make a firm a high-growth one."""
_DEALS = 58


def add_firms(city: City, random: Random) -> None:
    """Append firms with their organisations, links, certificates, stakes and funding to ``city``."""
    names = FirmNames(random)
    number = 0
    for plan in PLANS:
        states = (
            ["active"] * plan.firms + ["ended"] * _ENDED.get(plan.code, 0) + ["later"] * (plan.code in _LATER)
        )
        for state in states:
            number += 1
            _firm(city, plan, number=number, state=state, names=names, random=random)
    _second_links(city)
    _certificates(city, random)
    _stakes(city, random)
    _deals(city, random)
    _patent_receivers(city, random)


def _firm(
    city: City, plan: PlatformPlan, *, number: int, state: str, names: FirmNames, random: Random
) -> None:
    """One firm with its first link; the organisation is registered up to a year before the link begins."""
    earliest = plan.opened + timedelta(days=60)
    if state == "later":
        begins = day_between(random, date(2024, 11, 6), date(2024, 12, 18))
    elif state == "ended":
        begins = day_between(random, earliest, max(earliest, date(2021, 3, 1)))
    else:
        begins = day_between(random, earliest, date(2024, 9, 30), 1.1)
    registered = working_day(begins - timedelta(days=random.randint(5, 330)))
    ended = None
    if state == "ended":
        ended = working_day(
            day_between(random, max(begins + timedelta(days=400), date(2021, 6, 1)), date(2024, 8, 30))
        )
    cluster = random.choices((*plan.clusters, "other"), (*([6] * len(plan.clusters)), 1))[0]
    key = f"F{number:03d}"
    city.organisations.append(
        firm_organisation(key, 30_000_000 + 173 * number, cluster, registered, names, ended_on=ended)
    )
    city.firms.append(FirmRow(key, cluster, random.choice(("upstream", "midstream", "downstream"))))
    basis = random.choices(("equity", "technology", "tenancy", "service"), (3, 4, 2, 2))[0]
    if plan.code == "P02":
        basis = "equity"
    city.links.append(IncubationLinkRow(plan.code, key, basis, begins, ended))


def _living(city: City, platform: str) -> list[IncubationLinkRow]:
    """Links of one platform that hold on 2024-10-31."""
    return [
        row
        for row in city.links
        if row.platform == platform and row.started_on <= AS_OF and row.ended_on is None
    ]


def _second_links(city: City) -> None:
    """Link five firms to a second platform."""
    opened = {plan.code: plan.opened for plan in PLANS}
    for first, second in _SECOND_LINKS:
        row = next(link for link in _living(city, first) if link.started_on < date(2024, 5, 1))
        begins = max(row.started_on, opened[second]) + timedelta(days=75)
        city.links.append(IncubationLinkRow(second, row.firm, "service", begins))


def _certificates(city: City, random: Random) -> None:
    """Certificates: 55 high-growth firms on 2024-10-31, further firms with the yearly technology-SME number only."""
    registered = {row.key: row.registered_on for row in city.organisations}
    firms = sorted({row.firm for plan in PLANS for row in _living(city, plan.code)})
    grown = [key for key in firms if registered[key] < date(2023, 9, 1)]
    random.shuffle(grown)
    grown.sort(key=lambda key: registered[key] > date(2022, 9, 1))
    chosen = set(grown[:HIGH_GROWTH])
    serial = 0
    for key in firms:
        if key in chosen:
            serial += 1
            _high_growth(city, key, registered[key], serial, random)
        if key in chosen or random.random() < 0.30:
            _technology_sme(city, key, registered[key], random)


def _high_growth(city: City, firm: str, registered: date, serial: int, random: Random) -> None:
    """High-tech certificate for three years (renewed when it ends in 2024), or a specialised or gazelle firm."""
    rounds = [
        day
        for day in (date(2021, 11, 30), date(2022, 11, 18), date(2023, 11, 6))
        if add_years(registered, 1) < day
    ]
    kind = random.choices(("high_tech", "specialised", "gazelle"), (7, 2, 1))[0]
    if kind == "high_tech" and rounds:
        granted = rounds[0] if random.random() < 0.6 else random.choice(rounds)
        expires = add_years(granted, 3)
        city.qualifications.append(_certificate(firm, "high_tech", granted, expires, serial))
        if expires < LAST_DAY:
            again = date(2024, 11, 19)
            city.qualifications.append(
                _certificate(firm, "high_tech", again, add_years(again, 3), 500 + serial)
            )
        return
    granted = working_day(
        day_between(random, max(registered + timedelta(days=200), date(2022, 3, 1)), date(2024, 9, 20))
    )
    code = kind if kind == "specialised" else "gazelle"
    city.qualifications.append(_certificate(firm, code, granted, add_years(granted, 3), serial))


def _technology_sme(city: City, firm: str, registered: date, random: Random) -> None:
    """The technology-SME number of each year, valid to the end of the next March."""
    for year in (2021, 2022, 2023, 2024):
        if registered < date(year, 3, 1):
            granted = working_day(date(year, random.randint(4, 7), random.randint(1, 28)))
            city.qualifications.append(
                _certificate(
                    firm,
                    "tech_sme",
                    granted,
                    date(year + 1, 3, 31),
                    int(firm[1:]),
                )
            )


_CERTIFICATES = {
    "high_tech": ("高新技术企业", "national"),
    "specialised": ("专精特新中小企业", "province"),
    "gazelle": ("瞪羚企业", "province"),
    "tech_sme": ("科技型中小企业", "national"),
}


def _certificate(firm: str, kind: str, granted: date, expires: date, serial: int) -> QualificationRow:
    name, level = _CERTIFICATES[kind]
    number = f"演示{kind[:2].upper()}{granted.year}{serial:04d}"
    issuer = "示范省科技主管部门" if level == "province" else "全国认定管理机构（演示）"
    return QualificationRow(firm, kind, name, level, issuer, number, granted, expires)


def _stakes(city: City, random: Random) -> None:
    """Stakes by technology or cash, publicised at least 15 days before where technology was valued."""
    for plan in PLANS:
        links = [row for row in _living(city, plan.code) if row.basis != "service"]
        links.sort(key=lambda row: row.basis != "equity")
        spare = [row for row in _living(city, plan.code) if row.basis == "service"]
        for row in (links + spare)[: _STAKES[plan.code]]:
            day = working_day(row.started_on + timedelta(days=random.randint(3, 60)))
            kind = random.choices(("technology", "cash"), (3, 2))[0]
            controlling = plan.code == "P02" and random.random() < 0.25
            percent = Decimal(random.randint(51, 67) if controlling else random.randint(3, 28))
            amount = Decimal(round(12 + 260 * random.random() ** 2.2)) * 10_000
            day_shown = day - timedelta(days=random.randint(18, 40)) if kind == "technology" else None
            city.equity_events.append(
                EquityEventRow(plan.code, row.firm, kind, amount, percent, day, day_shown)
            )


def _deals(city: City, random: Random) -> None:
    """Rounds of private equity and bank loans of 2021 to 2024, none before the firm was a year old."""
    size = {plan.code: 1.6 if plan.code == "P01" else 1.0 for plan in PLANS}
    links = [row for row in city.links if row.started_on < date(2024, 4, 1) and row.basis != "service"]
    for number in range(1, _DEALS + 1):
        row = random.choice(links)
        last = row.ended_on - timedelta(days=90) if row.ended_on else LAST_DAY
        first = max(row.started_on + timedelta(days=120), date(2021, 3, 1))
        if first >= last:
            continue
        loan = random.random() < 0.3
        ceiling = 900 if loan else 3200 * size[row.platform]
        amount = Decimal(round((60 + ceiling * random.random() ** 2.4) / 10) * 10) * 10_000
        investor = f"示范银行{number % 4 + 1}号支行" if loan else f"示范创业投资基金{number % 9 + 1}号"
        city.deals.append(
            FundingDealRow(
                row.firm,
                "bank_loan" if loan else "equity",
                investor,
                amount,
                working_day(day_between(random, first, last)),
            )
        )


def _patent_receivers(city: City, random: Random) -> None:
    """Patents put to use go to a living firm of the owner where it has one on that day."""
    owner = {row.application_no: row.owners[0] for row in city.patents}
    rows: list[PatentTransferRow] = []
    for row in city.patent_transfers:
        firms = [
            link.firm
            for link in city.links
            if link.platform == owner[row.application_no]
            and link.started_on <= row.transferred_on
            and (link.ended_on is None or link.ended_on >= row.transferred_on)
        ]
        rows.append(
            PatentTransferRow(
                row.application_no, row.kind, row.transferred_on, random.choice(firms) if firms else ""
            )
        )
    city.patent_transfers[:] = rows
