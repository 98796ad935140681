"""What somebody does who has the database but not the key: rewritten, cut, emptied and replaced logs are found."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.conftest import triggers_off

from keqiao.web.audit import chain, heads, keyed_chain, keys
from keqiao.web.audit.chain import Flaw
from keqiao.web.audit.content import GENESIS, digest
from keqiao.web.audit.models import Entry, Head
from keqiao.web.audit.services import record
from keqiao.web.audit.verification import examine

LENGTH = 7


@pytest.fixture
def seven(officer):
    return [record(officer, f"test.act{number}", officer, {"n": number}) for number in range(1, LENGTH + 1)]


def sql(statement: str, *parameters: object) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def places() -> list[tuple[int, int, str]]:
    return [(place.number, place.last, place.flaw.value) for place in examine().broken]


def rewrite(first: int, **changes: str) -> None:
    """Change an entry and make the plain hashes from there to the head fit again."""
    previous = Entry.objects.get(number=first).previous_hash
    for entry in Entry.objects.filter(number__gte=first).order_by("number"):
        if entry.number == first:
            for name, value in changes.items():
                setattr(entry, name, value)
                sql(f"UPDATE audit_entry SET {name} = %s WHERE number = %s", value, first)
        entry.previous_hash = previous
        previous = digest(entry)
        sql(
            "UPDATE audit_entry SET previous_hash = %s, hash = %s WHERE number = %s",
            entry.previous_hash,
            previous,
            entry.number,
        )
    Head.objects.update(hash=previous)


def test_the_chain_holds(seven):
    assert examine().ok
    assert examine().checked == LENGTH


def test_renamed_and_every_later_hash_recomputed(seven):
    rewrite(3, action="test.renamed")
    assert chain.verify().ok
    assert places() == [(3, 7, "keyed")]


def test_the_tail_cut_and_the_head_set_back(seven):
    """As security.md no. 9: the plain chain holds, the head's mark does not."""
    sql("DELETE FROM audit_entry WHERE number > 4")
    last = Entry.objects.get(number=4)
    Head.objects.update(number=4, hash=last.hash, keyed_hash=last.keyed_hash)
    assert chain.verify().ok
    assert places() == [(4, 4, "mark")]


def test_the_tail_cut_and_an_old_head_put_back_is_told_by_the_file(seven, officer):
    """Who kept a copy of the head's row may put it back whole; the heads that left the database tell."""
    old = Head.objects.values().get()
    heads.send(seven[-1])
    heads.send(record(officer, "test.later"))
    sql("DELETE FROM audit_entry WHERE number > %s", LENGTH)
    Head.objects.filter(pk=1).update(**old)
    assert places() == [(LENGTH + 1, LENGTH + 1, "cut_sent")]


def test_everything_deleted(seven):
    heads.send(seven[-1])
    sql("DELETE FROM audit_entry")
    Head.objects.update(number=0, hash=GENESIS, keyed_hash="", key_name="", mark="")
    assert chain.verify().ok
    assert places() == [(1, LENGTH, "cut_sent")]


def test_keyed_hashes_taken_off(seven):
    """A log made to look as one from before there was a key no longer agrees with the heads that were sent out."""
    heads.send(seven[4])
    rewrite(3, action="test.renamed")
    sql("UPDATE audit_entry SET keyed_hash = '', key_name = '', rows_text = ''")
    Head.objects.update(keyed_hash="", key_name="", mark="")
    assert chain.verify().ok
    assert places() == [(5, 5, "sent")]


def test_keyed_hashes_taken_off_from_a_place_on(seven):
    sql("UPDATE audit_entry SET keyed_hash = '', key_name = '' WHERE number > 5")
    assert (6, 7, "unsigned") in places()


@settings(
    max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    number=st.integers(1, LENGTH),
    column=st.sampled_from(["rows_text", "key_name", "keyed_hash"]),
    value=st.text("0123456789abcdef", min_size=8, max_size=8),
)
def test_any_keyed_column_of_any_entry_is_located(seven, number, column, value):
    before = getattr(seven[number - 1], column)
    sql(f"UPDATE audit_entry SET {column} = %s WHERE number = %s", value, number)
    found = places()
    sql(f"UPDATE audit_entry SET {column} = %s WHERE number = %s", before, number)
    assert [(first, last) for first, last, _ in found] == [(number, number)]
    assert examine().ok


def test_a_new_key_signs_and_the_old_one_still_verifies(seven, settings, officer):
    old = settings.AUDIT_KEYS
    settings.AUDIT_KEYS = ["n" * 40, *old]
    entry = record(officer, "test.new_key")
    assert entry.key_name == keys.name_of("n" * 40) != seven[0].key_name
    assert examine().ok
    settings.AUDIT_KEYS = ["n" * 40]
    assert places() == [(1, LENGTH, Flaw.KEYLESS.value)]
    settings.AUDIT_KEYS = ["f" * 40]
    assert (1, LENGTH + 1, Flaw.KEYLESS.value) in places()


def test_entries_from_before_there_was_a_key(seven, officer):
    """An installation that was brought up to date goes on; its old entries have the plain chain."""
    sql("UPDATE audit_entry SET keyed_hash = '', key_name = '', rows_text = ''")
    Head.objects.update(keyed_hash="", key_name="", mark="")
    record(officer, "test.first_signed")
    assert examine().ok
    sql("UPDATE audit_entry SET keyed_hash = '', key_name = '' WHERE action = 'test.first_signed'")
    assert not examine().ok


def test_the_command_tells_it(seven):
    rewrite(5, target_name="somebody else")
    with pytest.raises(CommandError, match="5–7"):
        call_command("verify_audit")


def test_the_key_stands_nowhere_in_the_database(seven, settings):
    for entry in Entry.objects.values():
        assert settings.AUDIT_KEYS[0] not in json.dumps(entry, default=str)
    assert settings.AUDIT_KEYS[0] != settings.SECRET_KEY


def test_the_hash_of_an_entry_is_that_of_rfc_2104(seven, settings):
    """Computed once more with nothing but the standard library."""
    import hashlib
    import hmac

    first, second = seven[:2]
    covered = [second.number, second.hash, second.rows_text, second.key_name, first.keyed_hash]
    text = json.dumps(covered, separators=(",", ":"), ensure_ascii=False)
    right = hmac.new(settings.AUDIT_KEYS[0].encode(), text.encode(), hashlib.sha256).hexdigest()
    assert second.keyed_hash == right
    assert keyed_chain.entry_hash(second, first.keyed_hash) == right
