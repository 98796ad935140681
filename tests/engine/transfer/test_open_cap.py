"""The Open Cap Format: subscriptions that go out come back the same on every day; what is no package is told."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.documents import DocumentError, Positions
from keqiao.engine.transfer import EQUITY_LEDGER, EquityLedger, cap_table
from keqiao.engine.transfer.open_cap_export import open_cap_files
from keqiao.engine.transfer.open_cap_import import OpenCapError, ledger_data

from .conftest import event, ledger

NOW = datetime(2026, 11, 30, tzinfo=UTC)
END = date(2030, 1, 1)
REQUIRED = {
    "TX_STOCK_ISSUANCE": "id date security_id custom_id stakeholder_id security_law_exemptions stock_class_id "
    "share_price quantity stock_legend_ids",
    "TX_STOCK_TRANSFER": "id date security_id quantity resulting_security_ids",
    "TX_STOCK_CANCELLATION": "id date security_id quantity reason_text",
}
"""Keys that the schemas of the format (version 1.2, main) ask of each transaction."""


def there_and_back(found: EquityLedger) -> EquityLedger:
    files, _said = open_cap_files(found, END, NOW)
    data, _said = ledger_data(files)
    return EQUITY_LEDGER.read_data(data, Positions()).usable or pytest.fail("refused")


def test_transactions_have_the_keys_of_the_format() -> None:
    found = ledger(
        event("2025-01-10", "subscribe", "A", 100),
        event("2025-02-01", "pay", "A", 50),
        event("2025-03-01", "transfer", "A", 40, to="B", price=80),
        event("2025-04-01", "exit", "B", 10),
    )
    files, said = open_cap_files(found, END, NOW)
    items = json.loads(files["Transactions.ocf.json"])["items"]
    for item in items:
        assert set(REQUIRED[item["object_type"]].split()) <= set(item)
    assert [item["object_type"] for item in items if item["object_type"] != "TX_STOCK_ISSUANCE"] == [
        "TX_STOCK_TRANSFER",
        "TX_STOCK_CANCELLATION",
    ]
    assert "1 payments" in str(said[0])


ACTS = st.tuples(
    st.sampled_from(["subscribe", "transfer", "exit"]),
    st.sampled_from("ABC"),
    st.integers(1, 1000),
    st.sampled_from("ABC"),
)


@given(st.lists(ACTS, max_size=15))
@settings(max_examples=examples(30))
def test_subscriptions_come_back(acts: list[tuple[str, str, int, str]]) -> None:
    events: list[dict[str, Any]] = []
    days = [date(2025, 1, 10) + timedelta(days=at) for at in range(len(acts))]
    for day, (kind, holder, amount, other) in zip(days, acts, strict=True):
        to = {"to": other} if kind == "transfer" else {}
        candidate = event(day.isoformat(), kind, holder, amount, **to)
        try:
            ledger(*events, candidate)
        except DocumentError:
            continue
        events.append(candidate)
    found = ledger(*events)
    back = there_and_back(found)
    for day in days:
        assert cap_table(back, day).parts("subscribed") == cap_table(found, day).parts("subscribed")


def manifest(*items: Any) -> dict[str, str]:
    """A package of one file with these items."""
    issuer = {"legal_name": "某公司", "formation_date": "2025-01-10"}
    return {"a.json": json.dumps({"file_type": "OCF_MANIFEST_FILE", "issuer": issuer, "items": items})}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no manifest"),
        ({"a.json": "{"}, "no JSON"),
        (manifest({"object_type": "TX_STOCK_CLASS_SPLIT"}), "SPLIT"),
        (manifest({"object_type": "TX_STOCK_ISSUANCE"}), "lacks “security_id”"),
        (manifest({"object_type": "STAKEHOLDER", "id": "1", "name": "A"}), "not of the form"),
    ],
)
def test_what_cannot_be_read_is_told(files: dict[str, str], said: str) -> None:
    with pytest.raises(OpenCapError, match=said):
        ledger_data(files)
