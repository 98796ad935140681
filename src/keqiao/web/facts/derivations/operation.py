"""How platforms are run and supported: who appointed the head, mechanisms in place, directions, use of equipment."""

from __future__ import annotations

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    add_rows,
    by_period,
    count_things,
    counting,
    holds,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import EquipmentUse, GovernanceItem, Platform

Kind = GovernanceItem.Kind
MECHANISMS = (Kind.INVESTORS, Kind.MANAGEMENT, Kind.MARKET, Kind.EMPLOYMENT)
"""The four mechanisms of the guiding opinions on new R&D institutes (国科发政〔2019〕313号)."""


def governance(reading: Reading) -> pl.DataFrame:
    """Read the items of governance."""
    return reading.register(
        GovernanceItem,
        platform="platform",
        kind="kind",
        state="state",
        head="head",
        start="valid_from",
        end="valid_to",
    )


def directions(reading: Reading) -> pl.DataFrame:
    """Read in which markets the platforms mean to be."""
    return reading.register(Platform, platform="pk", market="market_direction")


def uses(reading: Reading) -> pl.DataFrame:
    """Read the hours used and available of the equipment whose use was told."""
    rows = reading.current(EquipmentUse).filter(
        equipment__withdrawn_at=None, equipment__hours_available__gt=0
    )
    return read(
        rows,
        id="pk",
        platform="equipment__platform",
        year="year",
        hours="hours",
        available="equipment__hours_available",
    )


def seconded(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the appointments of a head by the co-founder that hold on the last day."""
    rows = by_period(reading.load(governance), periods, holds("last"))
    rows = rows.filter(kind=Kind.HEAD.value, head=GovernanceItem.Head.SECONDED.value)
    return counting(rows, key="platform")


def mechanisms(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the mechanisms in place on the last day; each kind counts once for a platform."""
    rows = by_period(reading.load(governance), periods, holds("last"))
    wanted = pl.col("kind").is_in([kind.value for kind in MECHANISMS])
    rows = rows.filter(wanted, pl.col("state") == GovernanceItem.State.IN_PLACE.value)
    return counting(rows, key=pl.format("{} {}", "platform", "kind"))


def with_market(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the platforms that say in which market they mean to be."""
    rows = by_period(reading.load(directions), periods, pl.col("market").str.strip_chars() != "")
    return counting(rows, key="platform")


def hours_used(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the use told for the year."""
    rows = reading.load(uses).join(periods.frame, on="year")
    return counting(rows, key="id", value=pl.col("hours"))


def hours_available(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the same equipment with the hours for which it was available."""
    rows = reading.load(uses).join(periods.frame, on="year")
    return counting(rows, key="id", value=pl.col("available"))


GOVERNANCE, USE = "registry.GovernanceItem", "registry.EquipmentUse"
DERIVATIONS = (
    Derivation("heads_seconded", GOVERNANCE, seconded, count_things),
    Derivation("mechanisms_in_place", GOVERNANCE, mechanisms, count_things),
    Derivation("market_directions", "registry.Platform", with_market, count_things),
    Derivation("equipment_hours_used", USE, hours_used, add_rows, yearly=True, flow=True),
    Derivation("equipment_hours_available", USE, hours_available, add_rows, yearly=True, flow=True),
)
