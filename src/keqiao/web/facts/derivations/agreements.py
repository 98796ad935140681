"""Money that co-founding agreements promise: the instalments due in a period."""

from __future__ import annotations

import polars as pl

from keqiao.web.facts.derivations.base import Derivation, add_rows, by_period, counting, within
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import Instalment


def instalments(reading: Reading) -> pl.DataFrame:
    """Read the instalments of agreements that stand; amounts in 元."""
    rows = reading.current(Instalment).filter(agreement__withdrawn_at=None)
    return read(rows, id="pk", platform="agreement__platform", due="due_on", amount="amount")


def due(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the instalments due in the period."""
    rows = by_period(reading.load(instalments), periods, within("due"))
    return counting(rows, key="id", value=pl.col("amount"))


DERIVATIONS = (Derivation("agreement_instalments_due", "registry.Instalment", due, add_rows, flow=True),)
