"""Stakes that platforms hold in firms, from contributions and disposals (章程、评估、公示)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from keqiao.web.facts.derivations.base import Derivation, by_period, count_things, counting
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.registry.models import EquityEvent


def events(reading: Reading) -> pl.DataFrame:
    """Read the equity events; ``amount`` in 元 as it changes the stake (a transfer takes away), ``percent`` held after
    it, ``gone`` since when the firm is no more.
    """
    rows = reading.register(
        EquityEvent,
        platform="platform",
        firm="firm",
        kind="kind",
        amount="amount",
        percent="percent",
        on="on",
        gone="firm__organisation__deregistered_on",
    )
    is_transfer = pl.col("kind") == EquityEvent.Kind.TRANSFER.value
    return rows.with_columns(amount=pl.when(is_transfer).then(-pl.col("amount")).otherwise("amount"))


def held(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the events of every stake that is held on the last day.

    A stake is held when the share after the last event is above zero, or, where no share is recorded, when the
    contributions exceed the disposals; stakes in deregistered firms are not.
    """
    exists = pl.col("gone").is_null() | (pl.col("gone") > pl.col("last"))
    rows = by_period(reading.load(events), periods, pl.col("on") <= pl.col("last"), exists)
    stake = ["period", "platform", "firm"]
    share = pl.col("percent").sort_by("on", "id").last().over(stake)
    rows = rows.filter(share.fill_null(pl.col("amount").sum().over(stake)) > 0)
    return counting(rows, key="firm", value=pl.col("amount"))


def value_of_stakes(rows: pl.LazyFrame, by: Sequence[str], periods: Periods) -> pl.LazyFrame:
    """Return contributions less disposals, never below zero for one stake."""
    stakes = rows.group_by("period", "platform", "key").agg(pl.col("value").sum())
    return stakes.group_by(by).agg(pl.col("value").filter(pl.col("value") > 0).sum())


EVENT = "registry.EquityEvent"
DERIVATIONS = (
    Derivation("equity_stakes", EVENT, held, count_things),
    Derivation("equity_stake_value", EVENT, held, value_of_stakes),
)
