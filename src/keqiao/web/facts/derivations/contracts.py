"""Registered technology contracts: all, with local buyers, with the leading industries; and money received."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    Select,
    add_rows,
    by_period,
    count_things,
    counting,
    within,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import ContractReceipt, TechContract


def contracts(reading: Reading) -> pl.DataFrame:
    """Read the registered contracts; amounts in 元. Without a note, a buyer is local by its division code."""
    rows = read(
        reading.current(TechContract).filter(registered_on__isnull=False),
        id="pk",
        platform="platform",
        registered="registered_on",
        amount="amount",
        tech_amount="tech_amount",
        noted="buyer_local",
        division="buyer__division",
        cluster="cluster__kind",
    )
    at_home = pl.col("division").str.starts_with(reading.division) & pl.lit(bool(reading.division))
    return rows.with_columns(
        pl.col("tech_amount").fill_null(0), local=pl.col("noted").fill_null(at_home)
    ).drop("noted", "division")


def receipts(reading: Reading) -> pl.DataFrame:
    """Read the money received for contracts; amounts in 元."""
    return reading.register(
        ContractReceipt, platform="contract__platform", contract="contract", on="received_on", amount="amount"
    )


Which = Callable[[pl.LazyFrame, Periods], pl.LazyFrame]


def registered(amount: str, which: Which = lambda rows, periods: rows) -> Select:
    """Select the contracts registered in the period, narrowed by ``which``, with their ``amount``."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        rows = by_period(reading.load(contracts), periods, within("registered"))
        return counting(which(rows, periods), key="id", value=pl.col(amount))

    return select


def with_local_buyer(rows: pl.LazyFrame, periods: Periods) -> pl.LazyFrame:
    """Keep the contracts whose buyer is a local firm."""
    return rows.filter("local")


def of_leading_industry(rows: pl.LazyFrame, periods: Periods) -> pl.LazyFrame:
    """Keep the contracts that serve one of the leading industries of "2+2+X"."""
    return rows.join(periods.setting("leading_clusters", "cluster"), on=["period", "cluster"], how="semi")


def received(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the money received in the period."""
    rows = by_period(reading.load(receipts), periods, within("on"))
    return counting(rows, key="contract", value=pl.col("amount"))


CONTRACT = "registry.TechContract"
WHOLE, TECHNOLOGY = "amount", "tech_amount"
"""The contract amount (成交额) and the technology amount (技术交易额)."""
DERIVATIONS = (
    Derivation("contract_count", CONTRACT, registered(WHOLE), count_things, flow=True),
    Derivation("contract_amount", CONTRACT, registered(WHOLE), add_rows, flow=True),
    Derivation("contract_tech_amount", CONTRACT, registered(TECHNOLOGY), add_rows, flow=True),
    Derivation("local_contract_amount", CONTRACT, registered(WHOLE, with_local_buyer), add_rows, flow=True),
    Derivation(
        "local_contract_tech_amount",
        CONTRACT,
        registered(TECHNOLOGY, with_local_buyer),
        add_rows,
        flow=True,
    ),
    Derivation(
        "cluster_contract_amount",
        CONTRACT,
        registered(WHOLE, of_leading_industry),
        add_rows,
        flow=True,
        parameters=("leading_clusters",),
    ),
    Derivation("contract_receipts", "registry.ContractReceipt", received, add_rows, flow=True),
)
