"""Small cases and ledgers, written as their authors write them."""

from typing import Any

import yaml

from keqiao.engine.transfer import (
    EQUITY_LEDGER,
    TRANSFER_CASE,
    EquityLedger,
    IncomeSharing,
    TransferCase,
    share_income,
)

INSTITUTE = {"name": "某研究院", "credit_code": "123204810000000191"}
ENTERPRISE = {"name": "某公司", "credit_code": "91320481000000019U"}


def transfer_case(**keys: Any) -> TransferCase:
    """A transfer for 1 000 000 yuan by a state institute in 2026, with ``keys`` in the place of its own."""
    data = {
        "name": "专利转让",
        "day": "2026-03-10",
        "mode": "transfer",
        "unit": INSTITUTE,
        "amount": 1_000_000,
    }
    return TRANSFER_CASE.load(yaml.safe_dump(data | keys, allow_unicode=True))


def shared(**keys: Any) -> IncomeSharing:
    """The sharing of such a case."""
    return share_income(transfer_case(**keys))


def ledger(*events: dict[str, Any], holders: Any = None, **keys: Any) -> EquityLedger:
    """A company founded on 2025-01-10 by A, B and C, with these events."""
    people = holders or [{"name": name} for name in "ABC"]
    data = {"name": "某公司", "founded": "2025-01-10", "holders": people, "events": list(events)}
    return EQUITY_LEDGER.load(yaml.safe_dump(data | keys, allow_unicode=True))


def event(day: str, kind: str, holder: str, amount: int | None = None, **keys: Any) -> dict[str, Any]:
    """An event as it is written."""
    return {
        "date": day,
        "kind": kind,
        "holder": holder,
        **({} if amount is None else {"amount": amount}),
        **keys,
    }
