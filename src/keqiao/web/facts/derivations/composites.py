"""Figures made of other figures: shares, rates, and how far an agreement is fulfilled.

The figures of a measure stand in one order for all platforms and periods (:meth:`Reading.places`), so figures made of
others are computed column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

import polars as pl

from keqiao.web.facts.derivations.base import FINE, Derived, counting
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import DECIMAL, read
from keqiao.web.facts.reasons import FigureReason
from keqiao.web.registry.models import Commitment

Lookup = Callable[[str], pl.Series]
"""Measure code → its values; none of them where there is no such measure."""


@dataclass(frozen=True)
class Composite:
    """A rule over other measures: which it needs, and its figures."""

    code: str
    needs: Callable[[Reading], Iterable[str]]
    compute: Callable[[Lookup, Reading, Periods], Derived]
    parts: tuple[tuple[str, ...], ...] = ()
    """Measures of the numerator and of the denominator, for the page of the figure."""
    model: str = ""


def ratio(code: str, above: tuple[str, ...], below: str, times: int = 100) -> Composite:
    """Return ``times`` × the sum of ``above`` ÷ ``below``; no value where a part is missing or the divisor is zero."""
    value = times * reduce(add, map(pl.col, above)) / _divisor(below)
    return _of_parts(code, (above, (below,)), value, (pl.col(below) == 0, FigureReason.ZERO_DIVISOR))


def growth(code: str, now: str, before: str) -> Composite:
    """Return the growth of ``now`` over ``before`` in percent; no value on a base that is not above zero."""
    value = 100 * (pl.col(now) - pl.col(before)) / _divisor(before)
    return _of_parts(code, ((now,), (before,)), value, (pl.col(before) <= 0, FigureReason.LOW_BASE))


def _divisor(part: str) -> pl.Expr:
    """A column to divide by, without its zeros."""
    return pl.when(pl.col(part) != 0).then(pl.col(part))


def _of_parts(
    code: str, parts: tuple[tuple[str, ...], ...], value: pl.Expr, barred: tuple[pl.Expr, FigureReason]
) -> Composite:
    """Return a composite of two sides, without a value where a part is missing or where it is ``barred``."""
    needed = [part for side in parts for part in side]
    missing = pl.any_horizontal(pl.col(needed).is_null())
    gap = (
        pl.when(missing)
        .then(pl.lit(FigureReason.PART_MISSING.value))
        .when(barred[0])
        .then(pl.lit(barred[1].value))
    )

    def compute(values_of: Lookup, reading: Reading, periods: Periods) -> Derived:
        figures = reading.places(periods).with_columns(values_of(part).alias(part) for part in needed)
        figures = figures.with_columns(value=value, reason=gap)
        has_gap = pl.col("reason").is_not_null()
        return Derived(figures.with_columns(value=pl.when(~has_gap).then("value")).drop(needed))

    return Composite(code, lambda reading: needed, compute, parts)


def promises(reading: Reading) -> pl.DataFrame:
    """Read the platforms' own commitments that have a measure, a target above zero and a year; money in 元."""
    rows = reading.current(Commitment).filter(party="platform", target__gt=0, year__isnull=False)
    return read(
        rows.exclude(measure_code="").exclude(measure_code="plan_fulfilment"),
        id="pk",
        platform="agreement__platform",
        measure="measure_code",
        target="target",
        year="year",
    )


def fulfilment(values_of: Lookup, reading: Reading, periods: Periods) -> Derived:
    """Return the mean fulfilment of the year's commitments in percent, each counted up to 100 %, missing ones as 0."""
    due = reading.load(promises).join(periods.frame, on="year")
    places = reading.places(periods)
    reached = pl.concat(
        [
            places.with_columns(values_of(code).alias("reached"), measure=pl.lit(code))
            for code in promised(reading)
        ]
        or [places.with_columns(reached=pl.lit(None, DECIMAL), measure=pl.lit(""))]
    )
    due = due.join(reached, on=["platform", "period", "measure"], how="left")
    part = pl.col("reached").cast(FINE) / pl.col("target").cast(FINE)
    share = (
        pl.when(pl.col("reached") >= pl.col("target"))
        .then(pl.lit(1, FINE))
        .when(pl.col("reached") > 0)
        .then(part)
        .otherwise(pl.lit(0, FINE))
    )
    mean = 100 * pl.col("share").sum() / pl.len().cast(FINE)
    figures = due.with_columns(share=share).group_by("platform", "period").agg(value=mean.cast(DECIMAL))
    gap = pl.when(pl.col("platform").is_null()).then(pl.lit(FigureReason.NO_CITY_TOTAL.value))
    values = places.join(figures, on=["platform", "period"], how="left", maintain_order="left").with_columns(
        reason=pl.when(pl.col("value").is_null()).then(gap.otherwise(pl.lit(FigureReason.NO_TARGET.value)))
    )
    return Derived(values, counting(due, key="id", city=pl.lit(value=False)))


def promised(reading: Reading) -> list[str]:
    """Return the measures that commitments name."""
    return reading.load(promises).select(pl.col("measure").unique().sort()).collect().to_series().to_list()


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
    ratio("self_financing_products", ("income_products",), "total_expenditure"),
    ratio("self_financing_services", ("income_services",), "total_expenditure"),
    ratio("self_financing_incubation", ("income_incubation",), "total_expenditure"),
    ratio("fiscal_leverage", ("non_fiscal_funding",), "fiscal_funding", times=1),
    ratio("gate_pass_rate", ("gates_passed",), "gates_reviewed"),
    ratio("needs_fulfilment_rate", ("needs_fulfilled",), "needs_accepted"),
    ratio("equipment_utilisation", ("equipment_hours_used",), "equipment_hours_available"),
    ratio("support_fulfilment", ("support_items_met",), "support_items_due"),
    ratio("agreement_payment_rate", ("agreement_instalments_paid",), "agreement_instalments_due"),
    Composite("plan_fulfilment", promised, fulfilment, model="registry.Commitment"),
)
