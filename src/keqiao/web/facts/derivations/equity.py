"""Stakes that platforms hold in firms, from contributions and disposals (章程、评估、公示)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, count_things
from keqiao.web.registry.models import EquityEvent


class Step(NamedTuple):
    """An equity event, in the order of time."""

    id: int
    platform: int
    firm: int
    kind: str
    amount: Decimal
    percent: Decimal | None
    on: date
    gone: date | None


def steps(reading: Reading) -> list[Step]:
    """Read the equity events of the platforms, oldest first."""
    rows = reading.standing(EquityEvent).order_by("on", "pk")
    fields = (
        "id",
        "platform_id",
        "firm_id",
        "kind",
        "amount",
        "percent",
        "on",
        "firm__organisation__deregistered_on",
    )
    return [Step(*row) for row in rows.values_list(*fields)]


def signed(step: Step) -> Decimal:
    """Return the amount as it changes the stake: a transfer takes away."""
    return -step.amount if step.kind == "transfer" else step.amount


def held(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the events of every stake that is held on the last day.

    A stake is held when the share after the last event is above zero, or, where no share is recorded, when the
    contributions exceed the disposals; stakes in deregistered firms are not.
    """
    stakes: dict[tuple[int, int], list[Step]] = defaultdict(list)
    for step in reading.load(steps):
        if step.on <= period.end and (step.gone is None or step.gone > period.end):
            stakes[step.platform, step.firm].append(step)
    for (platform, firm), events in stakes.items():
        percent = events[-1].percent
        if (sum(map(signed, events)) > 0) if percent is None else percent > 0:
            for event in events:
                yield Row(platform, firm, event.id, signed(event))


def value_of_stakes(rows: Sequence[Row], period: Period) -> Decimal:
    """Return contributions less disposals, never below zero for one stake."""
    stakes: dict[tuple[int, object], Decimal] = defaultdict(Decimal)
    for row in rows:
        stakes[row.platform, row.key] += row.value
    return sum((max(value, Decimal(0)) for value in stakes.values()), Decimal(0))


EVENT = "registry.EquityEvent"
DERIVATIONS = (
    Derivation("equity_stakes", EVENT, held, count_things),
    Derivation("equity_stake_value", EVENT, held, value_of_stakes),
)
