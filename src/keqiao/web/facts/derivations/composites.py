"""Figures made of other figures: shares, rates, and how far an agreement is fulfilled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derived, Reading, Row
from keqiao.web.registry.models import Commitment

Lookup = Callable[[str, int | None], Decimal | None]
"""(Measure code, platform or None for the city) → the value of the same period."""


@dataclass(frozen=True)
class Composite:
    """A rule over other measures: which it needs, and the value of a platform or of the city (None)."""

    code: str
    needs: Callable[[Reading, Period], set[str]]
    compute: Callable[[Lookup, Reading, Period, int | None], Derived]
    parts: tuple[tuple[str, ...], ...] = ()
    """Measures of the numerator and of the denominator, for the page of the figure."""
    model: str = ""


def ratio(code: str, above: tuple[str, ...], below: str, times: int = 100) -> Composite:
    """Return ``times`` × the sum of ``above`` ÷ ``below``; no value where a part is missing or the divisor is zero."""

    def compute(lookup: Lookup, reading: Reading, period: Period, platform: int | None) -> Derived:
        parts = [lookup(part, platform) for part in above]
        divisor = lookup(below, platform)
        if divisor is None or any(part is None for part in parts):
            return Derived(None, reason=_("A part of the ratio is missing."))
        if divisor == 0:
            return Derived(None, reason=_("The divisor is zero."))
        return Derived(times * sum((part for part in parts if part is not None), Decimal(0)) / divisor)

    return Composite(code, lambda reading, period: {*above, below}, compute, (above, (below,)))


def growth(code: str, now: str, before: str) -> Composite:
    """Return the growth of ``now`` over ``before`` in percent; no value on a base that is not above zero."""

    def compute(lookup: Lookup, reading: Reading, period: Period, platform: int | None) -> Derived:
        new, old = lookup(now, platform), lookup(before, platform)
        if new is None or old is None:
            return Derived(None, reason=_("A part of the ratio is missing."))
        if old <= 0:
            return Derived(None, reason=_("The base of the growth is not above zero."))
        return Derived(100 * (new - old) / old)

    return Composite(code, lambda reading, period: {now, before}, compute, ((now,), (before,)))


class Promise(NamedTuple):
    """What a platform promised for a year, by a measure; money in 元."""

    id: int
    platform: int
    measure: str
    target: Decimal
    year: int


def promises(reading: Reading) -> list[Promise]:
    """Read the platforms' own commitments that have a measure, a target above zero and a year."""
    rows = reading.standing(Commitment).filter(party="platform", target__gt=0, year__isnull=False)
    rows = rows.exclude(measure_code="").exclude(measure_code="plan_fulfilment")
    return [
        Promise(*row)
        for row in rows.values_list("id", "agreement__platform_id", "measure_code", "target", "year")
    ]


def fulfilment(lookup: Lookup, reading: Reading, period: Period, platform: int | None) -> Derived:
    """Return the mean fulfilment of the year's commitments in percent, each counted up to 100 %, missing ones as 0."""
    if platform is None:
        return Derived(None, reason=_("There is no city total of this measure."))
    due = [row for row in reading.load(promises) if row.platform == platform and row.year == period.year]
    if not due:
        return Derived(None, reason=_("The agreement sets no target for this year."))
    shares = [
        min(Decimal(1), max(Decimal(0), (lookup(row.measure, platform) or Decimal(0)) / row.target))
        for row in due
    ]
    rows = tuple(
        Row(platform, row.id, row.id, 100 * share, city=False) for row, share in zip(due, shares, strict=True)
    )
    return Derived(100 * sum(shares, Decimal(0)) / len(due), rows)


def promised(reading: Reading, period: Period) -> set[str]:
    """Return the measures that the year's commitments name."""
    return {row.measure for row in reading.load(promises) if row.year == period.year}


COMPOSITES = (
    ratio("advanced_degree_share", ("rd_doctors", "rd_masters"), "rd_headcount"),
    ratio("invention_patent_conversion", ("patents_invention_transferred",), "patents_invention_valid"),
    ratio("firm_survival_3y", ("firms_surviving_3y",), "firms_reaching_3y"),
    ratio("certified_firm_share", ("certified_firms",), "incubated_firms"),
    growth("incubated_revenue_growth", "incubated_revenue", "incubated_revenue_previous"),
    ratio("cluster_contract_share", ("cluster_contract_amount",), "contract_amount"),
    ratio("local_contract_share", ("local_contract_amount",), "contract_amount"),
    ratio("rd_expenditure_share", ("rd_expenditure",), "total_expenditure"),
    ratio("self_financing_rate", ("market_income",), "total_expenditure"),
    ratio("fiscal_leverage", ("non_fiscal_funding",), "fiscal_funding", times=1),
    ratio("gate_pass_rate", ("gates_passed",), "gates_reviewed"),
    ratio("needs_fulfilment_rate", ("needs_fulfilled",), "needs_accepted"),
    Composite("plan_fulfilment", promised, fulfilment, model="registry.Commitment"),
)
