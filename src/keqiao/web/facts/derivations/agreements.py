"""What co-founding agreements promise: instalments due and paid, and what the government promised besides."""

from __future__ import annotations

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    add_rows,
    by_period,
    count_things,
    counting,
    within,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import Commitment, Instalment


def instalments(reading: Reading) -> pl.DataFrame:
    """Read the instalments of agreements that stand; amounts in 元."""
    rows = reading.current(Instalment).filter(agreement__withdrawn_at=None)
    return read(
        rows,
        id="pk",
        platform="agreement__platform",
        due="due_on",
        amount="amount",
        paid="paid_amount",
        paid_on="paid_on",
    )


def support_items(reading: Reading) -> pl.DataFrame:
    """Read what the government promised that no measure counts, with the day until when and that of the delivery."""
    rows = reading.current(Commitment).filter(agreement__withdrawn_at=None, measure_code="")
    items = read(
        rows.filter(party=Commitment.Party.GOVERNMENT),
        id="pk",
        platform="agreement__platform",
        due="due_on",
        year="year",
        target="target",
        delivered="delivered",
        on="delivered_on",
    )
    end_of_year = pl.date(pl.col("year"), 12, 31)
    return items.with_columns(due=pl.col("due").fill_null(end_of_year)).drop("year")


def due(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the instalments due in the period."""
    rows = by_period(reading.load(instalments), periods, within("due"))
    return counting(rows, key="id", value=pl.col("amount"))


def paid(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the same instalments with what was paid of each by the end of the period, at most its amount."""
    rows = by_period(reading.load(instalments), periods, within("due"), pl.col("paid_on") <= pl.col("last"))
    return counting(rows, key="id", value=pl.min_horizontal("paid", "amount"))


def promised(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select what the government promised until a day in the period."""
    return counting(by_period(reading.load(support_items), periods, within("due")), key="id")


def delivered(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select what of it was delivered in full by the end of the period."""
    rows = by_period(reading.load(support_items), periods, within("due"))
    in_time = pl.col("on") <= pl.col("last")
    amounts = (pl.col("target") > 0) & pl.col("delivered").is_not_null()
    whole = pl.when(amounts).then(pl.col("delivered") >= pl.col("target")).otherwise(in_time)
    return counting(rows.filter(in_time & whole), key="id")


INSTALMENT, COMMITMENT = "registry.Instalment", "registry.Commitment"
DERIVATIONS = (
    Derivation("agreement_instalments_due", INSTALMENT, due, add_rows, flow=True),
    Derivation("agreement_instalments_paid", INSTALMENT, paid, add_rows, flow=True),
    Derivation("support_items_due", COMMITMENT, promised, count_things, flow=True),
    Derivation("support_items_met", COMMITMENT, delivered, count_things, flow=True),
)
