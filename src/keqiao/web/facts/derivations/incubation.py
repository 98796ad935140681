"""Incubated firms: number, survival, certificates, revenue, tax and private equity. A firm counts once by its code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import (
    Derivation,
    Reading,
    Row,
    add_rows,
    count_things,
    setting,
    within,
    years_before,
)
from keqiao.web.registry.models import FirmCertificate, FirmReport, FundingDeal, IncubationLink


class Link(NamedTuple):
    """An incubation link with what the measures ask; ``key`` is the firm's social credit code."""

    id: int
    platform: int
    firm: int
    key: str
    start: date
    end: date | None
    gone: date | None
    local: bool

    def exists(self, on: date) -> bool:
        """Whether the firm is not deregistered on that day."""
        return self.gone is None or self.gone > on

    def holds(self, on: date) -> bool:
        """Whether the firm exists and is incubated on that day."""
        return within(self.start, self.end, on) and self.exists(on)


def links(reading: Reading) -> list[Link]:
    """Read the incubation links of the platforms."""
    organisation = "firm__organisation__"
    rows = reading.standing(IncubationLink).values_list(
        "id",
        "platform_id",
        "firm_id",
        f"{organisation}usci",
        "valid_from",
        "valid_to",
        f"{organisation}deregistered_on",
        "firm__local",
    )
    return [
        Link(row, platform, firm, usci or f"firm {firm}", start, end, gone, local)
        for row, platform, firm, usci, start, end, gone, local in rows
    ]


def certificates(reading: Reading) -> dict[int, list[tuple[int, str, date, date | None]]]:
    """Read the certificates by firm: (id, kind, granted, last day)."""
    found: dict[int, list[tuple[int, str, date, date | None]]] = defaultdict(list)
    rows = FirmCertificate.objects.current(reading.known_at)
    for firm, row, kind, granted, expires in rows.values_list(
        "firm_id", "id", "kind", "granted_on", "expires_on"
    ):
        found[firm].append((row, kind, granted, expires))
    return found


def reports(reading: Reading) -> dict[tuple[int, int], tuple[int, Decimal | None, Decimal | None]]:
    """Read the firms' yearly reports: (firm, year) → (id, revenue, tax) in 元."""
    rows = FirmReport.objects.current(reading.known_at).values_list("firm_id", "year", "id", "revenue", "tax")
    return {(firm, year): (row, revenue, tax) for firm, year, row, revenue, tax in rows}


def deals(reading: Reading) -> dict[int, list[tuple[int, date, Decimal]]]:
    """Read the private equity deals by firm: (id, date, amount in 元)."""
    found: dict[int, list[tuple[int, date, Decimal]]] = defaultdict(list)
    rows = FundingDeal.objects.current(reading.known_at).filter(instrument="equity", private=True)
    for firm, row, on, amount in rows.values_list("firm_id", "id", "on", "amount"):
        found[firm].append((row, on, amount))
    return found


def incubated(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the firms incubated on the last day."""
    return (Row(link.platform, link.key, link.id) for link in reading.load(links) if link.holds(period.end))


def newly_incubated(reading: Reading, period: Period) -> Iterable[Row]:
    """Select local firms whose first link begins in the period: the platform's first, for the city the first of all."""
    first: dict[tuple[int | None, str], date] = {}
    for link in reading.load(links):
        for scope in (link.platform, None):
            first[scope, link.key] = min(first.get((scope, link.key), date.max), link.start)
    for link in reading.load(links):
        new = link.start == first[link.platform, link.key] and period.flow_start <= link.start <= period.end
        if new and link.local:
            yield Row(link.platform, link.key, link.id, city=link.start == first[None, link.key])


def reaching(surviving: bool) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the firms whose incubation began three years ago or earlier; ``surviving``: those that still exist."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        limit = years_before(period.end, int(setting("survival_years", period)))
        for link in reading.load(links):
            if link.start <= limit and (not surviving or link.exists(period.end)):
                yield Row(link.platform, link.key, link.id)

    return select


def certified(parameter: str) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the incubated firms that hold, on the last day, a certificate of the kinds that ``parameter`` names."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        kinds = set(setting(parameter, period))
        of_firm = reading.load(certificates)
        for link in reading.load(links):
            if link.holds(period.end):
                for row, kind, granted, expires in of_firm.get(link.firm, ()):
                    if kind in kinds and within(granted, expires, period.end):
                        yield Row(link.platform, link.key, row)

    return select


def reported(
    kind: Literal["revenue", "tax"], years_back: int = 0
) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the revenue or tax in the yearly reports of the firms incubated at the end of the year."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        end = years_before(period.end, years_back)
        of_firm = reading.load(reports)
        for link in reading.load(links):
            row, revenue, tax = of_firm.get((link.firm, end.year), (0, None, None))
            amount = revenue if kind == "revenue" else tax
            if amount is not None and link.holds(end):
                yield Row(link.platform, link.key, row, amount)

    return select


def private_equity(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the private equity that firms raised in the period while they were incubated."""
    of_firm = reading.load(deals)
    for link in reading.load(links):
        for row, on, amount in of_firm.get(link.firm, ()):
            if period.flow_start <= on <= period.end and link.holds(on):
                yield Row(link.platform, link.key, row, amount)


LINK, REPORT = "registry.IncubationLink", "registry.FirmReport"
DERIVATIONS = (
    Derivation("incubated_firms", LINK, incubated, count_things),
    Derivation("new_incubated_firms", LINK, newly_incubated, count_things, flow=True),
    Derivation("firms_reaching_3y", LINK, reaching(surviving=False), count_things),
    Derivation("firms_surviving_3y", LINK, reaching(surviving=True), count_things),
    Derivation(
        "certified_firms", "registry.FirmCertificate", certified("certificates_counted"), count_things
    ),
    Derivation("incubated_revenue", REPORT, reported("revenue"), add_rows, yearly=True, flow=True),
    Derivation(
        "incubated_revenue_previous",
        REPORT,
        reported("revenue", years_back=1),
        add_rows,
        yearly=True,
        flow=True,
    ),
    Derivation("incubated_tax", REPORT, reported("tax"), add_rows, yearly=True, flow=True),
    Derivation("incubated_equity_funding", "registry.FundingDeal", private_equity, add_rows, flow=True),
)
