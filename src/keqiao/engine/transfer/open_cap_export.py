"""A ledger as a package of the Open Cap Format (1.2): one stock class, a unit of which is a yuan of registered capital.

The format knows securities and not payments: what was paid, due days and promises do not fit and are told. A transfer
ends a security and begins others, so each holder's securities are gone through from the oldest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from keqiao.engine.transfer.equity_ledger import CapitalEvent, EquityLedger
from keqiao.language import Message, message

VERSION = "1.2.0"
STOCK_CLASS = "registered-capital"
_PRICE = Decimal("1e-10")


@dataclass
class _Security:
    """A security that stands: who holds how much."""

    key: str
    quantity: Decimal


@dataclass
class _Transactions:
    """The transactions, and the securities of each holder that they leave."""

    holders: dict[str, str]
    items: list[dict[str, Any]] = field(default_factory=list)
    outstanding: dict[str, list[_Security]] = field(default_factory=dict)
    count: int = 0

    def add(self, kind: str, event: CapitalEvent, **values: Any) -> None:
        item = {"object_type": kind, "id": f"tx-{len(self.items) + 1}", "date": event.day.isoformat()}
        self.items.append(item | values)

    def issue(self, event: CapitalEvent, holder: str, quantity: Decimal, price: Decimal) -> str:
        self.count += 1
        key = f"security-{self.count}"
        self.outstanding.setdefault(holder, []).append(_Security(key, quantity))
        self.add(
            "TX_STOCK_ISSUANCE",
            event,
            security_id=key,
            custom_id=f"RC-{self.count}",
            stakeholder_id=self.holders[holder],
            security_law_exemptions=[],
            stock_class_id=STOCK_CLASS,
            share_price={"amount": f"{price:f}", "currency": "CNY"},
            quantity=f"{quantity:f}",
            stock_legend_ids=[],
        )
        return key

    def give_up(self, event: CapitalEvent) -> None:
        """A transfer or an exit, security by security."""
        there = self.outstanding.get(event.holder, [])
        left = (
            sum((issuance.quantity for issuance in there), Decimal(0))
            if event.amount is None
            else event.amount
        )
        for security in list(there):
            if not left:
                return
            now = min(left, security.quantity)
            left -= now
            there.remove(security)
            balance: dict[str, Any] = {}
            if security.quantity > now:
                kept = self.issue(event, event.holder, security.quantity - now, Decimal(1))
                balance = {"balance_security_id": kept}
            given = {"security_id": security.key, "quantity": f"{now:f}", **balance}
            if event.kind == "transfer" and event.to is not None:
                gained = self.issue(event, event.to, now, _price(event.price, event.amount))
                self.add("TX_STOCK_TRANSFER", event, resulting_security_ids=[gained], **given)
            else:
                self.add("TX_STOCK_CANCELLATION", event, reason_text="减资退出", **given)


def open_cap_files(
    ledger: EquityLedger, day: date, generated: datetime
) -> tuple[dict[str, str], list[Message]]:
    """The files of a package by name, as texts of JSON, for the state at the end of ``day``; and what does not fit."""
    holders = {holder.name: f"holder-{at}" for at, holder in enumerate(ledger.holders, start=1)}
    transactions = _Transactions(holders)
    left_out: dict[str, int] = {}
    for _at, event in ledger.in_order():
        if event.day > day:
            break
        if event.kind in {"subscribe", "convert"}:
            amount = event.amount or Decimal(0)
            transactions.issue(event, event.holder, amount, _price(event.price, amount))
        elif event.kind in {"transfer", "exit"}:
            transactions.give_up(event)
        else:
            left_out[event.kind] = left_out.get(event.kind, 0) + 1
    authorized = sum(
        (issuance.quantity for kept in transactions.outstanding.values() for issuance in kept), Decimal(0)
    )
    lists = {
        "Stakeholders": ("STAKEHOLDERS", _stakeholders(ledger, holders)),
        "StockClasses": ("STOCK_CLASSES", [_stock_class(authorized)]),
        "Transactions": ("TRANSACTIONS", transactions.items),
    }
    files = {
        f"{name}.ocf.json": _text({"file_type": f"OCF_{kind}_FILE", "items": items})
        for name, (kind, items) in lists.items()
    }
    files["Manifest.ocf.json"] = _text(_manifest(ledger, day, generated, files))
    said = []
    if left_out:
        said.append(
            message(
                "The Open Cap Format has no place for {count} payments, {promises} promises and days that are due.",
                count=left_out.get("pay", 0),
                promises=left_out.get("promise", 0) + left_out.get("lapse", 0),
            )
        )
    return files, said


def _price(price: Decimal | None, amount: Decimal | None) -> Decimal:
    return Decimal(1) if price is None or not amount else (price / amount).quantize(_PRICE, ROUND_HALF_EVEN)


def _stakeholders(ledger: EquityLedger, holders: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "object_type": "STAKEHOLDER",
            "id": holders[holder.name],
            "name": {"legal_name": holder.name},
            "stakeholder_type": "INDIVIDUAL" if holder.kind == "person" else "INSTITUTION",
        }
        for holder in ledger.holders
    ]


def _stock_class(authorized: Decimal) -> dict[str, Any]:
    yuan = {"amount": "1", "currency": "CNY"}
    return {
        "object_type": "STOCK_CLASS",
        "id": STOCK_CLASS,
        "name": "注册资本（元）",
        "class_type": "COMMON",
        "default_id_prefix": "RC-",
        "initial_shares_authorized": f"{authorized:f}",
        "votes_per_share": 1,
        "par_value": yuan,
        "price_per_share": yuan,
        "seniority": "1",
    }


def _manifest(ledger: EquityLedger, day: date, generated: datetime, files: dict[str, str]) -> dict[str, Any]:
    def listed(name: str) -> list[dict[str, str]]:
        # The format asks for MD5 as a checksum, not as a protection.
        digest = hashlib.md5(files[name].encode(), usedforsecurity=False).hexdigest()
        return [{"filepath": f"./{name}", "md5": digest}]

    return {
        "ocf_version": VERSION,
        "file_type": "OCF_MANIFEST_FILE",
        "issuer": {
            "object_type": "ISSUER",
            "id": "issuer",
            "legal_name": ledger.name,
            "formation_date": ledger.founded.isoformat(),
            "country_of_formation": "CN",
        },
        "as_of": day.isoformat(),
        "generated_at": generated.isoformat(timespec="seconds"),
        "stock_plans_files": [],
        "stock_legend_templates_files": [],
        "stock_classes_files": listed("StockClasses.ocf.json"),
        "vesting_terms_files": [],
        "valuations_files": [],
        "transactions_files": listed("Transactions.ocf.json"),
        "stakeholders_files": listed("Stakeholders.ocf.json"),
    }


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
