"""People: R&D staff, degrees, full-time equivalents, talents. A person counts once, in the city too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    Select,
    add_rows,
    by_period,
    count_things,
    counting,
    holds,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.registry.models import Engagement, SiteMonths, TalentAward

PROGRAMMES = "programmes_counted"


def posts(reading: Reading) -> pl.DataFrame:
    """Read the engagements; ``fte`` is the share of working time."""
    return reading.register(
        Engagement,
        platform="platform",
        person="person",
        degree="person__degree",
        research="is_research",
        fte="fte",
        start="started_on",
        end="ended_on",
        resident="resident",
    )


def titles(reading: Reading) -> pl.DataFrame:
    """Read the talent titles: who holds which since what year."""
    return reading.register(TalentAward, person="person", category="category", since="year")


def months_on_site(reading: Reading) -> pl.DataFrame:
    """Read the months on site by year."""
    return reading.register(
        SiteMonths,
        platform="engagement__platform",
        person="engagement__person",
        year="year",
        months_there="months",
    )


def titled(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Return the titles held in the year of each period."""
    return by_period(reading.load(titles), periods, pl.col("since") <= pl.col("year"))


def research_staff(*degrees: str) -> Select:
    """Select persons in R&D posts on the last day, of the degrees given (none: all)."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        research = reading.load(posts).filter("research")
        if degrees:
            research = research.filter(pl.col("degree").is_in(degrees))
        return counting(by_period(research, periods, holds("last")), key="person")

    return select


Which = Callable[[pl.LazyFrame, Periods], pl.LazyFrame]
"""Narrows the titles held to those that count."""


def of_category(category: str) -> Which:
    """Keep the titles of a category."""
    return lambda held, periods: held.filter(pl.col("category") == category)


def of_programmes(held: pl.LazyFrame, periods: Periods) -> pl.LazyFrame:
    """Keep the titles of the talent programmes that count."""
    return held.join(periods.setting(PROGRAMMES, "category"), on=["period", "category"], how="semi")


def holders(which: Which, resident: bool = False) -> Select:
    """Select persons in post who hold a title that counts; ``resident``: in a resident engagement."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        in_post = reading.load(posts).filter("resident") if resident else reading.load(posts)
        held = which(titled(reading, periods), periods)
        rows = by_period(in_post, periods, holds("last")).join(held, on=["period", "person"], how="semi")
        return counting(rows, key="person")

    return select


def research_time(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select R&D posts that overlap the period; the value is the working time in days."""
    research = reading.load(posts).filter("research", pl.col("fte") > 0)
    start, end = pl.max_horizontal("start", "first"), pl.min_horizontal("end", "last")
    rows = by_period(research, periods, start <= end)
    return counting(rows, key="person", value=pl.col("fte") * ((end - start).dt.total_days() + 1))


def full_time_equivalents(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return person-years: per person at least 90 % of the time counts 1, under 10 % nothing, between its share.

    National Bureau of Statistics, R&D input statistics rules (trial, 2019). A part of a year counts in proportion.
    """
    days = ((pl.col("last") - pl.col("first")).dt.total_days() + 1).cast(DECIMAL)
    bounds = (
        periods.frame.with_columns(days=days)
        .join(periods.setting("fte_full_share", "full"), on="period")
        .join(periods.setting("fte_least_share", "least"), on="period")
    )
    time = rows.unique([*by, "id"]).group_by(*by, "key").agg(pl.col("value").sum())
    time = time.join(bounds, on="period").filter(pl.col("value") >= pl.col("least") * pl.col("days"))
    is_full = pl.col("value") >= pl.col("full") * pl.col("days")
    counted = time.with_columns(pl.when(is_full).then("days").otherwise("value").alias("value"))
    total = counted.group_by(by).agg(pl.col("value").sum(), pl.col("days", "months").first())
    return total.with_columns(value=pl.col("value") * pl.col("months") / (12 * pl.col("days")))


def site_months(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the months on site of titled persons in the year, weighted by the highest title."""
    weights = periods.setting("talent_weights", "category")
    weighed = titled(reading, periods).join(weights, on=["period", "category"])
    best = weighed.group_by("period", "person").agg(pl.col("weight").max())
    rows = reading.load(months_on_site).join(periods.frame, on="year")
    rows = rows.join(best, on=["period", "person"])
    return counting(rows, key="person", value=pl.col("months_there") * pl.col("weight"))


POST, SHARES = "registry.Engagement", ("fte_full_share", "fte_least_share")
DERIVATIONS = (
    Derivation("rd_headcount", POST, research_staff(), count_things),
    Derivation("rd_doctors", POST, research_staff("doctor"), count_things),
    Derivation("rd_masters", POST, research_staff("master"), count_things),
    Derivation("rd_fte", POST, research_time, full_time_equivalents, flow=True, parameters=SHARES),
    Derivation("national_top_talents", POST, holders(of_category("national_top")), count_things),
    Derivation("programme_talents", POST, holders(of_programmes), count_things, parameters=(PROGRAMMES,)),
    Derivation(
        "academicians_resident", POST, holders(of_category("academician"), resident=True), count_things
    ),
    Derivation(
        "talent_site_months",
        "registry.SiteMonths",
        site_months,
        add_rows,
        yearly=True,
        flow=True,
        parameters=("talent_weights",),
    ),
)
