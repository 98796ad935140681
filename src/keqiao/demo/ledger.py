"""Figures that no register holds, numbered and dated as they are reported.

Flows are reported by quarter in 元 (multiples of 100 元, so that the quarters of a year sum to the published figure
exactly); distinct counts and ratings by year.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random

from .calendar import end_of, quarters
from .contracts import hundreds
from .plan import PlatformPlan
from .rows import City, ReportedFigureRow

SEASON = (0.19, 0.24, 0.25, 0.32)
"""How a year's money spreads over its quarters."""
OPENING_YEAR = "开业当年，另报全年数"
"""Note of a figure of a whole year that stands beside its quarters."""

_KINDS: dict[str, tuple[str, str]] = {
    "operating_revenue": ("元", "third_party"),
    "market_income": ("元", "third_party"),
    "income_products": ("元", "third_party"),
    "income_services": ("元", "third_party"),
    "income_incubation": ("元", "third_party"),
    "total_expenditure": ("元", "third_party"),
    "rd_expenditure": ("元", "third_party"),
    "fiscal_funding": ("元", "third_party"),
    "non_fiscal_funding": ("元", "third_party"),
    "platform_tax": ("元", "register"),
    "gates_reviewed": ("项", "evidence"),
    "gates_passed": ("项", "evidence"),
    "trl_gain": ("级", "evidence"),
    "needs_accepted": ("项", "evidence"),
    "needs_fulfilled": ("项", "evidence"),
    "firms_served": ("家", "evidence"),
    "service_satisfaction": ("分", "third_party"),
    "insured_employment": ("人", "third_party"),
    "representative_results_rating": ("分", "expert"),
    "national_recognitions": ("项", "evidence"),
    "late_returns": ("次", "register"),
    "serious_incidents": ("次", "register"),
    "firm_revenue": ("元", "third_party"),
    "firm_tax": ("元", "register"),
    "firm_employees": ("人", "third_party"),
}
"""Unit and kind of source of each measure."""


class Ledger:
    """Collects figures and numbers them."""

    def __init__(self, city: City, random: Random) -> None:
        self.city = city
        self.random = random
        self._count = 0

    def put(
        self,
        subject: str,
        measure: str,
        period: str,
        value: Decimal | int | None,
        evidence: str = "",
        *,
        supersedes: str = "",
        note: str = "",
        rater: str = "",
        basis: str = "reported",
    ) -> None:
        """Append one figure, recorded some days after the period ended."""
        self._count += 1
        unit, source = _KINDS[measure]
        self.city.figures.append(
            ReportedFigureRow(
                key=f"G{self._count:06d}",
                subject=subject,
                measure=measure,
                period=period,
                value=None if value is None else Decimal(value),
                unit=unit,
                source=source,
                recorded_on=end_of(period) + timedelta(days=8 + self._count % 9),
                evidence=evidence,
                supersedes=supersedes,
                note=note,
                rater=rater,
                basis=basis,
            )
        )

    def spread(self, plan: PlatformPlan, measure: str, year: int, total: Decimal, evidence: str) -> None:
        """Report ``total`` 元 of a year by quarter, from the quarter in which the platform opened."""
        open_quarters = [q for q in quarters(year, year) if end_of(q) >= plan.opened]
        weights = [SEASON[int(q[5]) - 1] * self.random.uniform(0.9, 1.1) for q in open_quarters]
        if len(open_quarters) < 4:
            # A year is only added up from all of its quarters; in the year of opening the year is reported too.
            self.put(plan.code, measure, str(year), total, evidence, note=OPENING_YEAR)
        left = total
        for quarter, weight in zip(open_quarters, weights, strict=True):
            last = quarter == open_quarters[-1]
            amount = left if last else hundreds(total * Decimal(str(weight / sum(weights))))
            left -= amount
            self.put(plan.code, measure, quarter, amount, evidence)


def current_figures(city: City) -> dict[tuple[str, str], list[ReportedFigureRow]]:
    """Reported figures in force (not superseded) by subject and measure; no years beside their quarters."""
    superseded = {row.supersedes for row in city.figures if row.supersedes}
    rows: dict[tuple[str, str], list[ReportedFigureRow]] = defaultdict(list)
    for row in city.figures:
        if row.key not in superseded and row.basis == "reported" and row.note != OPENING_YEAR:
            rows[row.subject, row.measure].append(row)
    return dict(rows)
