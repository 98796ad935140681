"""Every kind of tampering is found, at its number, by somebody who had the database's password."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.conftest import triggers_off

from keqiao.web.audit import chain
from keqiao.web.audit.chain import Broken, Checkpoint, Flaw
from keqiao.web.audit.content import digest
from keqiao.web.audit.models import Entry, Head
from keqiao.web.audit.services import record

LENGTH = 7


@pytest.fixture
def seven(officer):
    """Seven entries by one user; another user is there to be blamed."""
    return [record(officer, f"test.act{number}", officer, {"n": number}) for number in range(1, LENGTH + 1)]


def sql(statement: str, *parameters: object) -> None:
    """One statement with the triggers out of the way."""
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def places() -> list[tuple[int, str]]:
    return [(place.number, place.flaw.value) for place in chain.verify().broken]


def insert_after(number: int) -> None:
    """Make room behind ``number`` and put a forged entry there that follows the one before."""
    with triggers_off("audit_*"), connection.cursor() as cursor:
        for later in range(LENGTH, number, -1):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [later + 1, later])
    before = Entry.objects.get(number=number)
    forged = Entry(number=number + 1, at=before.at, action="test.forged", outcome="success")
    forged.previous_hash = before.hash
    forged.hash = digest(forged)
    forged.save()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=9)
HASH = st.text("0123456789abcdef", min_size=64, max_size=64)
VALUES = {
    "number": st.one_of(st.just(0), st.integers(LENGTH + 1, 2**40)),
    "at": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    "actor_id": st.none(),
    "actor_name": TEXT,
    "action": TEXT,
    "target_kind": TEXT,
    "target_key": TEXT,
    "target_name": TEXT,
    "detail_text": TEXT,
    "outcome": st.sampled_from(["failure", "denied", ""]),
    "address": TEXT,
    "previous_hash": HASH,
    "hash": HASH,
    "session": TEXT,
}
KEYED = {"rows_text", "key_name", "keyed_hash"}
"""What the keyed chain covers, see test_keyed_chain.py."""


def test_every_column_but_the_key_is_tried():
    assert {field.column for field in Entry._meta.fields} - {"id"} - KEYED == set(VALUES)


@settings(
    max_examples=examples(120), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_any_one_field_of_any_one_entry_is_located(seven, data):
    """The whole claim: one value changed anywhere, found at exactly that number; put back, the chain holds again."""
    number = data.draw(st.integers(1, LENGTH))
    column = data.draw(st.sampled_from(sorted(VALUES)))
    entry = seven[number - 1]
    before = getattr(entry, column)
    value = data.draw(VALUES[column].filter(lambda value: value != before))
    if connection.vendor == "sqlite" and isinstance(value, datetime):
        before, value = (moment.strftime("%Y-%m-%d %H:%M:%S.%f") for moment in (before, value))
    sql(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, entry.pk)
    found = chain.verify().broken
    sql(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", before, entry.pk)
    assert [(place.number, place.last) for place in found] == [(number, number)]
    expected = {"number": Flaw.MOVED, "hash": Flaw.HASH, "previous_hash": Flaw.LINK}
    assert found[0].flaw == expected.get(column, Flaw.CHANGED)
    assert chain.verify().ok


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(numbers=st.sets(st.integers(1, LENGTH), min_size=1))
def test_any_set_of_changed_entries_is_located(seven, numbers):
    """All of them, not only the first."""
    for number in numbers:
        sql("UPDATE audit_entry SET action = 'forged' WHERE number = %s", number)
    found = places()
    for number in numbers:
        sql("UPDATE audit_entry SET action = %s WHERE number = %s", f"test.act{number}", number)
    assert found == [(number, "changed") for number in sorted(numbers)]


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(numbers=st.sets(st.integers(1, LENGTH), min_size=1))
def test_any_set_of_removed_entries_is_located(seven, numbers):
    rows = list(Entry.objects.filter(number__in=numbers).values())
    sql(f"DELETE FROM audit_entry WHERE number IN ({', '.join(map(str, numbers))})")
    found = chain.verify().broken
    for row in rows:
        Entry(**row).save()
    assert {number for place in found for number in range(place.number, place.last + 1)} == numbers
    assert {place.flaw for place in found} <= {Flaw.MISSING, Flaw.CUT}
    assert chain.verify().ok


def test_a_changed_entry_with_a_fitting_hash_is_found_where_it_is(seven):
    """Going backwards, the next entry tells what was there."""
    entry = Entry.objects.get(number=3)
    entry.action = "test.forged"
    sql("UPDATE audit_entry SET action = %s, hash = %s WHERE number = 3", entry.action, digest(entry))
    assert places() == [(3, "replaced")]


def test_two_broken_neighbours_are_both_told(seven):
    """The one above could have confirmed the one below; it is itself forged with a fitting hash."""
    for number in (3, 4):
        entry = Entry.objects.get(number=number)
        entry.action = "test.forged"
        sql(
            "UPDATE audit_entry SET action = %s, hash = %s WHERE number = %s",
            entry.action,
            digest(entry),
            number,
        )
    assert places() == [(3, "unconfirmed"), (4, "replaced")]


def test_a_gap_is_one_place_and_a_cut_end_is_told_as_such(seven):
    sql("DELETE FROM audit_entry WHERE number IN (2, 3, 6, 7)")
    assert chain.verify().broken == (Broken(2, Flaw.MISSING, 3), Broken(6, Flaw.CUT, 7))


def test_a_removed_entry_with_the_others_moved_up_is_located(seven):
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE number = 3")
        for number in range(4, LENGTH + 1):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [number - 1, number])
    assert chain.verify().broken == (Broken(3, Flaw.MISSING), Broken(4, Flaw.MOVED, 7, 3))


@pytest.mark.parametrize("number", range(1, LENGTH))
def test_an_inserted_entry_is_located_with_those_it_pushed_away(seven, number):
    insert_after(number)
    assert chain.verify().broken == (Broken(number + 1, Flaw.MOVED, LENGTH, number + 2),) or places() == [
        (number + 1, "inserted"),
        (number + 1, "moved"),
    ]


def test_two_entries_that_changed_places_are_both_told(seven):
    with triggers_off("audit_*"), connection.cursor() as cursor:
        for before, after in ((2, 100), (5, 2), (100, 5)):
            cursor.execute("UPDATE audit_entry SET number = %s WHERE number = %s", [after, before])
    assert chain.verify().broken == (
        Broken(2, Flaw.MOVED, stands_at=5),
        Broken(5, Flaw.MOVED, stands_at=2),
    )


def test_an_entry_added_at_the_end_by_hand_is_found(seven):
    entry = Entry.objects.get(number=LENGTH)
    entry.pk, entry._state.adding, entry.number, entry.previous_hash = None, True, LENGTH + 1, entry.hash
    entry.hash = digest(entry)
    entry.save()
    assert places() == [(LENGTH + 1, "inserted")]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_head SET hash = 'x'", (LENGTH, "head")),
        ("UPDATE audit_head SET number = 4", (LENGTH, "head")),
        ("UPDATE audit_head SET number = 70", (LENGTH, "head")),
        ("DELETE FROM audit_head", (LENGTH, "head")),
    ],
)
def test_a_tampered_head_is_found(seven, statement, found):
    sql(statement)
    assert places() == [found]


def test_an_emptied_log_is_found(seven):
    sql("DELETE FROM audit_entry")
    assert chain.verify().broken == (Broken(1, Flaw.CUT, LENGTH),)


def test_an_empty_log_holds(db):
    assert chain.verify() == chain.ChainVerification(0)


def test_a_log_rewritten_from_end_to_end_differs_from_what_was_sealed(seven):
    """Whoever rewrites entries, hashes and head alike leaves a chain that holds; a seal kept elsewhere tells."""
    sealed = {5: seven[4].hash}
    with triggers_off("audit_*"):
        previous = chain.GENESIS
        for entry in Entry.objects.order_by("number"):
            entry.action, entry.previous_hash = f"forged{entry.number}", previous
            previous = digest(entry)
            sql(
                "UPDATE audit_entry SET action = %s, previous_hash = %s, hash = %s WHERE id = %s",
                entry.action,
                entry.previous_hash,
                previous,
                entry.pk,
            )
    Head.objects.update(hash=previous)
    assert chain.verify().ok
    assert [place.flaw for place in chain.verify(seals=sealed).broken] == [Flaw.SEAL]


def test_verifying_from_a_checkpoint(seven):
    since = Checkpoint(4, seven[3].hash)
    assert chain.verify(since) == chain.ChainVerification(3, since=4, last=LENGTH)
    assert [place.number for place in chain.verify(Checkpoint(4, "0" * 64)).broken] == [5]
    sql("UPDATE audit_entry SET action = 'x' WHERE number = 6")
    assert [place.number for place in chain.verify(since).broken] == [6]


def test_a_moment_that_is_none_any_more_does_not_stop_the_walk(seven):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps what is no moment in such a column")
    for text in ("nonsense", "2024-13-45 00:00:00", b"\xff"):
        sql("UPDATE audit_entry SET at = %s WHERE number = 4", text)
        assert places() == [(4, "changed")]


def test_so_many_broken_places_are_counted_but_not_all_told(seven, monkeypatch):
    monkeypatch.setattr(chain, "MOST_LISTED", 3)
    sql("UPDATE audit_entry SET action = 'x'")
    result = chain.verify()
    assert (len(result.broken), result.unlisted) == (3, LENGTH - 3)
