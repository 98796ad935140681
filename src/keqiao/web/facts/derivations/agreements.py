"""Money that co-founding agreements promise: the instalments due in a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, add_rows
from keqiao.web.registry.models import Instalment


def instalments(reading: Reading) -> list[tuple[int, int, date, Decimal]]:
    """Read the instalments of agreements that stand: (id, platform, due day, amount in 元)."""
    rows = reading.standing(Instalment).filter(agreement__withdrawn_at=None)
    return list(rows.values_list("id", "agreement__platform_id", "due_on", "amount"))


def due(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the instalments due in the period."""
    for row, platform, on, amount in reading.load(instalments):
        if period.flow_start <= on <= period.end:
            yield Row(platform, row, row, amount)


DERIVATIONS = (Derivation("agreement_instalments_due", "registry.Instalment", due, add_rows, flow=True),)
