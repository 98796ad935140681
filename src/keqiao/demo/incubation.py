"""Rows of incubated firms: what platforms hold of them, and what they report and raise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from keqiao.web.registry import models as registry

from .codes import firm_stage_of, of_year
from .ledger import current_figures

if TYPE_CHECKING:
    from .registers import Registers


def add_firms(book: Registers) -> None:
    """Store firms, links, certificates, yearly reports (the sum of the quarters), stakes and funding."""
    founded = {row.key: row.registered_on for row in book.city.organisations}
    # The first firm is the one that the account of firms belongs to.
    rows = book.add(
        registry.Firm(
            organisation=book.organisations[row.organisation],
            local=True,
            chain_position=row.chain_position,
            founded_on=founded[row.organisation],
            stage=firm_stage_of(founded[row.organisation]),
            unit=None if number else book.units.get("firm"),
            **book.by(founded[row.organisation]),
        )
        for number, row in enumerate(book.city.firms)
    )
    book.firms = dict(zip((row.organisation for row in book.city.firms), rows, strict=True))
    book.add(
        registry.IncubationLink(
            platform=book.platforms[row.platform],
            firm=book.firms[row.firm],
            basis=row.basis,
            valid_from=row.started_on,
            valid_to=row.ended_on,
            **book.by(row.started_on),
        )
        for row in book.city.links
    )
    book.add(
        registry.FirmCertificate(
            firm=book.firms[row.organisation],
            kind=row.kind,
            number=row.number,
            granted_on=row.granted_on,
            expires_on=row.expires_on,
            **book.by(row.granted_on),
        )
        for row in book.city.qualifications
        if row.organisation in book.firms
    )
    book.add(_firm_reports(book))
    book.add(
        registry.EquityEvent(
            firm=book.firms[row.firm],
            platform=book.platforms[row.platform],
            kind=row.kind,
            amount=row.amount,
            percent=row.percent,
            on=row.happened_on,
            **book.by(row.happened_on),
        )
        for row in book.city.equity_events
    )
    book.add(
        registry.FundingDeal(
            firm=book.firms[row.firm],
            instrument="loan" if row.instrument == "bank_loan" else "equity",
            investor=row.investor,
            amount=row.amount,
            on=row.received_on,
            private=True,
            **book.by(row.received_on),
        )
        for row in book.city.deals
    )


def _firm_reports(book: Registers) -> list[registry.FirmReport]:
    figures = current_figures(book.city)
    reports = []
    for key, firm in book.firms.items():
        for year in (2021, 2022, 2023, 2024):
            get = partial(of_year, figures, key, year)
            revenue, employees = get("firm_revenue"), get("firm_employees")
            if not revenue:
                continue
            heads = int(employees[-1])
            reports.append(
                registry.FirmReport(
                    firm=firm,
                    year=year,
                    revenue=sum(revenue),
                    tax=sum(get("firm_tax")),
                    employees=heads,
                    insured_local=int(heads * Decimal("0.93")),
                    rd_spend=(sum(revenue) * Decimal("0.08")).quantize(Decimal("0.01")),
                    **book.by(date(year, 12, 31)),
                )
            )
    return reports
