"""Patents: granted, in force, put to use. A patent counts once in the city by its application number."""

from __future__ import annotations

import polars as pl

from keqiao.web.facts.derivations.base import (
    Derivation,
    Select,
    by_period,
    count_things,
    counting,
    holds,
    within,
)
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import Patent, PatentOwner, PatentTransfer


def owned(reading: Reading) -> pl.DataFrame:
    """Read the granted patents of the platforms, one row for every owner; ``id`` is the patent's."""
    rows = reading.current(PatentOwner).filter(patent__granted_on__isnull=False, platform__isnull=False)
    return read(
        rows.filter(patent__in=Patent.objects.current(reading.known_at)),
        platform="platform",
        id="patent",
        number="patent__application_no",
        kind="patent__kind",
        granted="patent__granted_on",
        ended="patent__ended_on",
    )


def transfers(reading: Reading) -> pl.DataFrame:
    """Read when each patent was first put to use."""
    rows = reading.register(PatentTransfer, patent="patent", on="on")
    return rows.group_by("patent").agg(used=pl.col("on").min())


def inventions(reading: Reading) -> pl.LazyFrame:
    """Return the invention patents of the platforms."""
    return reading.load(owned).filter(pl.col("kind") == Patent.Kind.INVENTION.value)


def granted(kind: str) -> Select:
    """Select the patents of a kind granted up to the last day."""

    def select(reading: Reading, periods: Periods) -> pl.LazyFrame:
        of_kind = reading.load(owned).filter(pl.col("kind") == kind)
        return counting(by_period(of_kind, periods, pl.col("granted") <= pl.col("last")), key="number")

    return select


def granted_within(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the invention patents granted in the period."""
    return counting(by_period(inventions(reading), periods, within("granted")), key="number")


def in_force(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the invention patents in force on the last day."""
    return counting(by_period(inventions(reading), periods, holds("last", "granted", "ended")), key="number")


def put_to_use(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the invention patents in force that were assigned, licensed or contributed for equity by the last day."""
    used = inventions(reading).join(reading.load(transfers), left_on="id", right_on="patent")
    by_then = pl.col("used") <= pl.col("last")
    return counting(by_period(used, periods, holds("last", "granted", "ended"), by_then), key="number")


PATENT = "registry.Patent"
DERIVATIONS = (
    Derivation("patents_invention", PATENT, granted("invention"), count_things),
    Derivation("patents_utility", PATENT, granted("utility"), count_things),
    Derivation("patents_invention_granted", PATENT, granted_within, count_things, flow=True),
    Derivation("patents_invention_valid", PATENT, in_force, count_things),
    Derivation("patents_invention_transferred", PATENT, put_to_use, count_things),
)
