"""Incubated firms: number, survival, certificates, revenue, tax and private equity. A firm counts once by its code."""

from __future__ import annotations

import polars as pl

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import (
    Derivation,
    Select,
    add_rows,
    by_period,
    count_things,
    counting,
    holds,
    within,
    years_before,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.facts.parameters import parameter
from keqiao.web.registry.models import FirmCertificate, FirmReport, FundingDeal, IncubationLink


def links(reading: Reading) -> pl.DataFrame:
    """Read the incubation links; ``key`` is the firm's social credit code, ``gone`` since when the firm is no more."""
    rows = reading.register(
        IncubationLink,
        platform="platform",
        firm="firm",
        usci="firm__organisation__usci",
        start="valid_from",
        end="valid_to",
        gone="firm__organisation__deregistered_on",
        local="firm__local",
    )
    nameless = pl.format("firm {}", "firm")
    return rows.with_columns(key=pl.when(pl.col("usci") != "").then("usci").otherwise(nameless)).drop("usci")


def certificates(reading: Reading) -> pl.DataFrame:
    """Read the certificates of firms with their last day."""
    return reading.register(
        FirmCertificate, firm="firm", kind="kind", granted="granted_on", expires="expires_on"
    )


def reports(reading: Reading) -> pl.DataFrame:
    """Read the firms' yearly reports; revenue and tax in 元."""
    return reading.register(
        FirmReport, firm="firm", year="year", revenue="revenue", tax="tax", employees="employees"
    )


def deals(reading: Reading) -> pl.DataFrame:
    """Read the private equity deals of firms; amounts in 元."""
    rows = reading.current(FundingDeal).filter(instrument="equity", private=True)
    return read(rows, id="pk", firm="firm", on="on", amount="amount")


def exists(on: str) -> pl.Expr:
    """Whether the firm is not deregistered on the day."""
    return pl.col("gone").is_null() | (pl.col("gone") > pl.col(on))


def incubated_on(reading: Reading, periods: Periods | pl.LazyFrame, on: str = "last") -> pl.LazyFrame:
    """Return the links of the firms that exist and are incubated on a day of each period."""
    return by_period(reading.load(links), periods, holds(on), exists(on))


def incubated(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the firms incubated on the last day."""
    return counting(incubated_on(reading, periods), key="key")


def newly_incubated(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select local firms whose first link begins in the period: the platform's first, for the city the first of all."""
    first = reading.load(links).with_columns(
        at_platform=pl.col("start").min().over("platform", "key"), of_all=pl.col("start").min().over("key")
    )
    new = first.filter("local", pl.col("start") == pl.col("at_platform"))
    rows = by_period(new, periods, within("start"))
    return counting(rows, key="key", city=pl.col("start") == pl.col("of_all"))


def _survival(period: Period) -> int:
    return int(parameter("survival_years", period.end))


def reaching(surviving: bool) -> Select:
    """Select the firms whose incubation began three years ago or earlier; ``surviving``: those that still exist."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        limits = periods.day("limit", lambda period: years_before(period.end, _survival(period)))
        rows = by_period(reading.load(links), limits, pl.col("start") <= pl.col("limit"))
        return counting(rows.filter(exists("last")) if surviving else rows, key="key")

    return select


def certified(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the certificates that count and that incubated firms hold on the last day."""
    rows = incubated_on(reading, periods).drop("id").join(reading.load(certificates), on="firm")
    rows = rows.filter(holds("last", "granted", "expires"))
    counted = periods.setting("certificates_counted", "kind")
    return counting(rows.join(counted, on=["period", "kind"], how="semi"), key="key")


def reported(amount: str, years_back: int = 0) -> Select:
    """Select the revenue or tax in the yearly reports of the firms incubated at the end of the year."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        ends = periods.day("end_of_year", lambda period: years_before(period.end, years_back))
        rows = incubated_on(reading, ends, "end_of_year").with_columns(
            year=pl.col("end_of_year").dt.year().cast(pl.Int64)
        )
        rows = rows.drop("id").join(reading.load(reports), on=["firm", "year"])
        return counting(rows.filter(pl.col(amount).is_not_null()), key="key", value=pl.col(amount))

    return select


def private_equity(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the private equity that firms raised in the period while they were incubated."""
    rows = (
        reading.load(links).drop("id").join(reading.load(deals), on="firm").filter(holds("on"), exists("on"))
    )
    return counting(by_period(rows, periods, within("on")), key="key", value=pl.col("amount"))


LINK, CERTIFICATE, REPORT = "registry.IncubationLink", "registry.FirmCertificate", "registry.FirmReport"
SURVIVAL, COUNTED = ("survival_years",), ("certificates_counted",)
DERIVATIONS = (
    Derivation("incubated_firms", LINK, incubated, count_things),
    Derivation("new_incubated_firms", LINK, newly_incubated, count_things, flow=True),
    Derivation("firms_reaching_3y", LINK, reaching(surviving=False), count_things, parameters=SURVIVAL),
    Derivation("firms_surviving_3y", LINK, reaching(surviving=True), count_things, parameters=SURVIVAL),
    Derivation("certified_firms", CERTIFICATE, certified, count_things, parameters=COUNTED),
    Derivation("incubated_revenue", REPORT, reported("revenue"), add_rows, yearly=True, flow=True),
    Derivation(
        "incubated_revenue_previous", REPORT, reported("revenue", 1), add_rows, yearly=True, flow=True
    ),
    Derivation("incubated_tax", REPORT, reported("tax"), add_rows, yearly=True, flow=True),
    Derivation("incubated_equity_funding", "registry.FundingDeal", private_equity, add_rows, flow=True),
)
