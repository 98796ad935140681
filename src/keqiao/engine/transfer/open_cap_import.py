"""A package of the Open Cap Format as the data of a ledger: issuances, transfers and endings of stock.

A unit of stock, of whatever class, counts as a yuan of registered capital that is subscribed; the format says nothing
of payments. What is not read is told; what would change the numbers (a split) is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from keqiao.engine.findings import Finding, FindingsError
from keqiao.language import Message, message

_READ = {
    "TX_STOCK_ISSUANCE",
    "TX_STOCK_TRANSFER",
    "TX_STOCK_CANCELLATION",
    "TX_STOCK_REPURCHASE",
    "TX_STOCK_RETRACTION",
}
_REFUSED = {"TX_STOCK_CLASS_SPLIT", "TX_STOCK_CONVERSION", "TX_STOCK_REISSUANCE", "TX_STOCK_CONSOLIDATION"}


class OpenCapError(FindingsError[Finding]):
    """A package that cannot be read as a ledger."""


def ledger_data(files: Mapping[str, str]) -> tuple[dict[str, Any], list[Message]]:
    """The plain data of a ledger (as YAML would hold it) from the files of a package by name, and what was not read.

    Raises :class:`OpenCapError`.
    """
    contents = [_json(name, text) for name, text in files.items()]
    manifest = next(
        (content for content in contents if content.get("file_type") == "OCF_MANIFEST_FILE"), None
    )
    if manifest is None:
        raise _refused(message("There is no manifest of the Open Cap Format in the file."))
    items = [
        item
        for content in contents
        if isinstance(content.get("items"), list)
        for item in content["items"]
        if isinstance(item, dict)
    ]
    kinds = Counter(str(item.get("object_type")) for item in items)
    for kind in sorted(_REFUSED & set(kinds)):
        raise _refused(message("{kind} is not read, and without it the numbers would be wrong.", kind=kind))
    try:
        data = _data(manifest, items)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise _refused(_deformed(error)) from error
    other = sum(count for kind, count in kinds.items() if kind.startswith("TX_") and kind not in _READ)
    said = [message("{count} transactions that are no stock are not read.", count=other)] if other else []
    return data, said


def _data(manifest: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    stakeholders = [item for item in items if item.get("object_type") == "STAKEHOLDER"]
    names = {item["id"]: item["name"]["legal_name"] for item in stakeholders}
    return {
        "name": manifest["issuer"]["legal_name"],
        "founded": manifest["issuer"]["formation_date"],
        "holders": [
            {
                "name": names[item["id"]],
                "kind": "person" if item["stakeholder_type"] == "INDIVIDUAL" else "institution",
            }
            for item in stakeholders
        ],
        "events": _events(items, names),
    }


def _deformed(error: Exception) -> Message:
    """Say what is wrong with an object: a key that is missing, or a value of another kind."""
    if isinstance(error, KeyError):
        return message(
            "An object of the Open Cap Format lacks “{key}”, or names another that is not there.",
            key=str(error.args[0])[:80],
        )
    return message(
        "An object is not of the form of the Open Cap Format: text, number or list in a wrong place."
    )


def _events(items: Iterable[dict[str, Any]], names: Mapping[Any, Any]) -> list[dict[str, Any]]:
    transactions = [item for item in items if item.get("object_type") in _READ]
    withdrawn = {
        transaction["security_id"]
        for transaction in transactions
        if transaction["object_type"] == "TX_STOCK_RETRACTION"
    }
    issued = {
        transaction["security_id"]: transaction
        for transaction in transactions
        if transaction["object_type"] == "TX_STOCK_ISSUANCE" and transaction["security_id"] not in withdrawn
    }
    follow: set[str] = set()
    events = []
    for transaction in transactions:
        if transaction["object_type"] in {"TX_STOCK_ISSUANCE", "TX_STOCK_RETRACTION"}:
            continue
        follow |= {transaction["balance_security_id"]} if transaction.get("balance_security_id") else set()
        holder = names[issued[transaction["security_id"]]["stakeholder_id"]]
        if transaction["object_type"] != "TX_STOCK_TRANSFER":
            events.append(
                {
                    "date": transaction["date"],
                    "kind": "exit",
                    "holder": holder,
                    "amount": _number(transaction["quantity"]),
                }
            )
            continue
        for key in transaction["resulting_security_ids"]:
            follow.add(key)
            to = names[issued[key]["stakeholder_id"]]
            if to != holder:
                amount = _number(issued[key]["quantity"])
                events.append(
                    {
                        "date": transaction["date"],
                        "kind": "transfer",
                        "holder": holder,
                        "to": to,
                        "amount": amount,
                    }
                )
    first = [
        {
            "date": issuance["date"],
            "kind": "subscribe",
            "holder": names[issuance["stakeholder_id"]],
            "amount": _number(issuance["quantity"]),
            "price": _price(issuance),
        }
        for key, issuance in issued.items()
        if key not in follow
    ]
    return [*first, *events]


def _number(text: str) -> Decimal:
    return Decimal(text)


def _price(issuance: dict[str, Any]) -> Decimal:
    paid = Decimal(issuance["share_price"]["amount"]) * Decimal(issuance["quantity"])
    return paid.quantize(Decimal("0.01"))


def _json(name: str, text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(message("{name} is no JSON.", name=name)) from error
    return content if isinstance(content, dict) else {}


def _refused(sentence: Message) -> OpenCapError:
    remedy = message("Export the package anew, or write the ledger as YAML or as a workbook.")
    return OpenCapError([Finding("error", sentence, remedy=remedy)])
