"""High-growth firms (高成长性企业): the rule is an expression over what is known of a firm, kept as a parameter.

The expression is of the language of schemes. It may use, each as of the last day of the period:

* ``high_tech``, ``specialised``, ``tech_sme``, ``gazelle``: 1 where the firm holds such a certificate, else 0;
* ``revenue``, ``employees``: of the last yearly report before that day (revenue in 元), missing without one;
* ``revenue_growth``: that revenue by the one a year before, minus 1; missing without both, or without a positive base;
* ``age``: full years since the foundation, missing where it is not known.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from keqiao.engine.expressions import Expression, parse
from keqiao.web.facts.derivations.base import Derivation, count_things, counting, holds
from keqiao.web.facts.derivations.incubation import certificates, incubated_on, reports
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.platforms import anniversary
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.parameters import parameter
from keqiao.web.registry.models import Firm, FirmCertificate

RULE = "high_growth_rule"
CERTIFICATES = tuple(kind.value for kind in FirmCertificate.Kind if kind is not FirmCertificate.Kind.OTHER)
NAMES = (*CERTIFICATES, "revenue", "employees", "revenue_growth", "age")
"""What a rule may ask of a firm."""


@cache
def rule(text: str) -> Expression:
    """Return the rule ready to run. Raises ExpressionError for an unknown name or a slip of the pen."""
    return parse(text, NAMES)


def founded(reading: Reading) -> pl.DataFrame:
    """Read the day of foundation of the firms."""
    return reading.register(Firm, founded="founded_on").rename({"id": "firm"})


def high_growth(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the links of the incubated firms that fulfil the rule of the day."""
    rows = incubated_on(reading, periods)
    firms = rows.select("period", "firm", "last").unique()
    known = _with_growth(_with_certificates(firms, reading), reading)
    chosen = [known.filter(period=-1).select("period", "firm")]
    rules: dict[str, list[int]] = {}
    for place, period in periods.listed:
        rules.setdefault(str(parameter(RULE, period.end)), []).append(place)
    for text, places in rules.items():
        fulfilled = pl.col("period").is_in(places) & rule(text).condition()
        chosen.append(known.filter(fulfilled).select("period", "firm"))
    return counting(rows.join(pl.concat(chosen), on=["period", "firm"], how="semi"), key="key")


def _with_certificates(firms: pl.LazyFrame, reading: Reading) -> pl.LazyFrame:
    """Add which certificates the firms hold on the day."""
    valid = firms.join(reading.load(certificates), on="firm").filter(holds("last", "granted", "expires"))
    flags = [(pl.col("kind") == kind).any().cast(pl.Float64).alias(kind) for kind in CERTIFICATES]
    held = valid.group_by("period", "firm").agg(flags)
    return firms.join(held, on=["period", "firm"], how="left").with_columns(
        pl.col(CERTIFICATES).fill_null(0.0)
    )


def _with_growth(firms: pl.LazyFrame, reading: Reading) -> pl.LazyFrame:
    """Add revenue, staff, growth and age. The report of a year is there after its end: on 31 December the year's own
    counts as its last.
    """
    day = pl.col("last")
    is_end = (day.dt.month() == 12) & (day.dt.day() == 31)
    dated = firms.with_columns(year=day.dt.year().cast(pl.Int64) - pl.when(is_end).then(0).otherwise(1))
    said = reading.load(reports).select("firm", "year", pl.col("revenue", "employees").cast(pl.Float64))
    before = said.select("firm", pl.col("year") + 1, before=pl.col("revenue"))
    full = pl.col("last").dt.year() - pl.col("founded").dt.year()
    age = full - (anniversary("founded", full) > day).cast(pl.Int32)
    known = dated.join(said, on=["firm", "year"], how="left").join(before, on=["firm", "year"], how="left")
    return known.join(reading.load(founded), on="firm", how="left").with_columns(
        revenue_growth=pl.when(pl.col("before") > 0).then(pl.col("revenue") / pl.col("before") - 1),
        age=age.cast(pl.Float64),
    )


DERIVATIONS = (
    Derivation("high_growth_firms", "registry.IncubationLink", high_growth, count_things, parameters=(RULE,)),
)
