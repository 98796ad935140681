"""Who holds what: subscription beside payment, transfers in proportion, promises outside, sums exact in any order."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.documents import DocumentError
from keqiao.engine.transfer import EquityLedger, cap_table
from keqiao.engine.transfer.holdings import BASES

from .conftest import event, ledger

END = date(2030, 1, 1)
FOUNDING = [
    event("2025-01-10", "subscribe", "A", 600, due="2029-12-31"),
    event("2025-01-10", "subscribe", "B", 300, due="2025-12-31"),
    event("2025-01-10", "subscribe", "C", 100),
]


def parts(found: EquityLedger, basis: Any, day: date = END) -> dict[str, Fraction]:
    return cap_table(found, day).parts(basis)


def test_subscription_and_payment_are_two_tables() -> None:
    found = ledger(*FOUNDING, event("2025-03-01", "pay", "A", 200), event("2025-04-01", "pay", "B", 300))
    assert parts(found, "subscribed") == {"A": Fraction(6, 10), "B": Fraction(3, 10), "C": Fraction(1, 10)}
    assert parts(found, "paid") == {"A": Fraction(2, 5), "B": Fraction(3, 5), "C": 0}
    assert parts(found, "paid", date(2025, 3, 31)) == {"A": 1, "B": 0, "C": 0}
    assert cap_table(found, date(2025, 1, 9)).holdings == ()


def test_a_transfer_takes_its_part_of_what_is_paid_unless_it_says_more() -> None:
    before = [*FOUNDING, event("2025-03-01", "pay", "A", 200)]
    moved = event("2025-05-01", "transfer", "A", 100, to="B")
    assert cap_table(ledger(*before, moved), END).holdings[1].paid == Fraction(100, 3)
    whole = cap_table(ledger(*before, moved | {"paid": 100}), END)
    assert [one.paid for one in whole.holdings] == [100, 100, 0]
    assert [one.subscribed for one in whole.holdings] == [500, 400, 100]


def test_promises_stand_outside_until_they_are_converted() -> None:
    promised = [*FOUNDING, event("2025-06-01", "promise", "C", 250, promise="池")]
    table = cap_table(ledger(*promised), END)
    assert table.total("subscribed") == 1000
    assert table.parts("diluted")["C"] == Fraction(350, 1250)
    used = ledger(*promised, event("2026-06-01", "convert", "C", 100, promise="池"))
    assert cap_table(used, END).holdings[2].promised == 150
    assert parts(used, "subscribed")["C"] == Fraction(200, 1100)
    gone = ledger(*promised, event("2026-07-01", "lapse", "C", promise="池"))
    assert cap_table(gone, END).total("diluted") == 1000


def test_an_exit_without_an_amount_is_of_everything() -> None:
    assert parts(ledger(*FOUNDING, event("2026-01-01", "exit", "B")), "subscribed") == {
        "A": Fraction(6, 7),
        "C": Fraction(1, 7),
    }


def test_printed_parts_add_up_to_a_hundred() -> None:
    thirds = [event("2025-01-10", "subscribe", name, 1) for name in "ABC"]
    assert list(cap_table(ledger(*thirds), END).printed("subscribed").values()) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


ACTS = st.tuples(
    st.sampled_from(["subscribe", "pay", "transfer", "promise", "exit"]),
    st.sampled_from("ABC"),
    st.integers(1, 10**9),
    st.sampled_from("ABC"),
)


@given(st.lists(ACTS, max_size=25), st.randoms(use_true_random=False))
@settings(max_examples=examples(40))
def test_any_ledger_is_refused_or_closes(acts: list[tuple[str, str, int, str]], random: Any) -> None:
    """Parts are never negative and add up to 1; the order in which events are written does not matter."""
    events = []
    for at, (kind, holder, amount, other) in enumerate(acts):
        day = (date(2025, 1, 10) + timedelta(days=at)).isoformat()
        to = {"to": other} if kind == "transfer" else {}
        candidate = event(day, kind, holder, amount, **to)
        try:
            ledger(*events, candidate)
        except DocumentError:
            continue
        events.append(candidate)
    table = cap_table(ledger(*events), END)
    for basis in BASES:
        assert all(part >= 0 for part in table.parts(basis).values())
        assert sum(table.parts(basis).values()) == (1 if table.total(basis) else 0)
        assert sum(table.printed(basis).values()) == (100 if table.total(basis) else 0)
    assert all(one.paid <= one.subscribed for one in table.holdings)
    random.shuffle(events)
    assert cap_table(ledger(*events), END) == table


@pytest.mark.parametrize(
    ("wrong", "key", "said"),
    [
        (event("2025-02-01", "pay", "C", 101), "events[4]", "only 100.00 yuan"),
        (event("2025-02-01", "transfer", "C", 101, to="A"), "events[4]", "holds 100.00 yuan"),
        (event("2025-02-01", "transfer", "C", 50, to="A", paid=10), "events[4]", "has paid 0.00 yuan"),
        (event("2025-02-01", "convert", "C", 50, promise="池"), "events[4]", "0.00 yuan are promised"),
        (event("2025-02-01", "transfer", "C", 50), "events[4]", "to is missing"),
        (event("2025-02-01", "transfer", "C", 50, to="C"), "events[4].to", "to oneself"),
        (event("2025-02-01", "subscribe", "C", 50, to="A"), "events[4].to", "only a transfer"),
        (event("2025-02-01", "subscribe", "C", 50, due="2025-01-31"), "events[4].due", "due before"),
        (event("2025-02-01", "subscribe", "D", 50), "events[4].holder", "not among the holders"),
        (event("2025-01-09", "subscribe", "C", 50), "events[4].date", "before the company was founded"),
        (event("2025-02-01", "subscribe", "C", 0), "events[4].amount", "> 0"),
        (event("2025-02-01", "sell", "C", 50), "events[4].kind", "not a word known here"),
    ],
)
def test_what_cannot_be_says_where_and_what_to_do(wrong: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(DocumentError) as refused:
        ledger(*FOUNDING, wrong)
    (finding,) = refused.value.errors
    assert finding.key == key
    assert said in str(finding)
    assert finding.remedy is not None
