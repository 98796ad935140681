"""Registered technology contracts: all, with local buyers, with the leading industries; and money received."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, add_rows, count_things, setting
from keqiao.web.registry.models import ContractReceipt, TechContract


class Contract(NamedTuple):
    """A contract with what the measures ask; amounts in 元."""

    id: int
    platform: int
    registered: date
    amount: Decimal
    tech_amount: Decimal
    local: bool
    cluster: str


def contracts(reading: Reading) -> list[Contract]:
    """Read the registered contracts of the platforms. Without a note, a buyer is local by its division code."""
    rows = reading.standing(TechContract).filter(registered_on__isnull=False)
    found = []
    for row, platform, on, amount, tech, noted, division, cluster in rows.values_list(
        "id",
        "platform_id",
        "registered_on",
        "amount",
        "tech_amount",
        "buyer_local",
        "buyer__division",
        "cluster__kind",
    ):
        local = bool(reading.division) and division.startswith(reading.division) if noted is None else noted
        found.append(Contract(row, platform, on, amount, tech or Decimal(0), local, cluster or ""))
    return found


def receipts(reading: Reading) -> list[tuple[int, int, int, date, Decimal]]:
    """Read the money received: (id, platform, contract, date, amount in 元)."""
    rows = reading.standing(ContractReceipt)
    return list(rows.values_list("id", "contract__platform_id", "contract_id", "received_on", "amount"))


def registered(
    counts: Callable[[Contract, Period], bool], value: Callable[[Contract], Decimal]
) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select the contracts registered in the period for which ``counts``, with their ``value``."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        for contract in reading.load(contracts):
            if period.flow_start <= contract.registered <= period.end and counts(contract, period):
                yield Row(contract.platform, contract.id, contract.id, value(contract))

    return select


def received(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the money received in the period."""
    for row, platform, contract, on, amount in reading.load(receipts):
        if period.flow_start <= on <= period.end:
            yield Row(platform, contract, row, amount)


def of_leading_industry(contract: Contract, period: Period) -> bool:
    """Whether the contract serves one of the leading industries of "2+2+X"."""
    return contract.cluster in setting("leading_clusters", period)


def every(contract: Contract, period: Period) -> bool:
    """Count every contract."""
    return True


def is_local(contract: Contract, period: Period) -> bool:
    """Whether the buyer is a local firm."""
    return contract.local


def whole(contract: Contract) -> Decimal:
    """Return the contract amount (成交额)."""
    return contract.amount


def technology(contract: Contract) -> Decimal:
    """Return the technology amount (技术交易额)."""
    return contract.tech_amount


CONTRACT = "registry.TechContract"
DERIVATIONS = (
    Derivation("contract_count", CONTRACT, registered(every, whole), count_things, flow=True),
    Derivation("contract_amount", CONTRACT, registered(every, whole), add_rows, flow=True),
    Derivation("contract_tech_amount", CONTRACT, registered(every, technology), add_rows, flow=True),
    Derivation("local_contract_amount", CONTRACT, registered(is_local, whole), add_rows, flow=True),
    Derivation("local_contract_tech_amount", CONTRACT, registered(is_local, technology), add_rows, flow=True),
    Derivation(
        "cluster_contract_amount", CONTRACT, registered(of_leading_industry, whole), add_rows, flow=True
    ),
    Derivation("contract_receipts", "registry.ContractReceipt", received, add_rows, flow=True),
)
