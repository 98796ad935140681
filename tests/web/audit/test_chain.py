"""The audit log: appending only, in one chain; test_broken_chain.py breaks it."""

import hashlib
import json
import threading
from datetime import UTC, date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.conftest import triggers_off

from keqiao.web.audit import chain
from keqiao.web.audit.models import AppendOnlyError, Entry, Head
from keqiao.web.audit.services import record


@pytest.fixture
def five(officer):
    return [record(officer, f"test.act{number}", officer, {"n": number}) for number in range(1, 6)]


def sql(statement: str, *parameters: object) -> None:
    """What somebody with the database's password and the triggers out of the way could do."""
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_entries_are_numbered_and_chained(five):
    assert [entry.number for entry in five] == [1, 2, 3, 4, 5]
    assert five[0].previous_hash == "0" * 64
    assert [entry.previous_hash for entry in five[1:]] == [entry.hash for entry in five[:-1]]
    assert chain.verify() == chain.ChainVerification(5, last=5)


def test_the_hash_can_be_recomputed_by_anybody(five):
    """Spelt out once more without our functions, as an auditor would with the rows of the table."""
    row = Entry.objects.values().get(number=3)
    content = {
        "number": row["number"],
        "at": row["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": row["actor_id"],
        "actor_name": row["actor_name"],
        "action": row["action"],
        "target_kind": row["target_kind"],
        "target_key": row["target_key"],
        "target_name": row["target_name"],
        "detail": row["detail_text"],
        "outcome": row["outcome"],
        "address": row["address"],
        "previous_hash": row["previous_hash"],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == row["hash"]


def test_python_refuses_to_change_or_delete(five):
    entry = Entry.objects.get(number=1)
    for act in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(action="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["action"]),
        lambda: Entry.objects.bulk_create([entry]),
    ):
        with pytest.raises(AppendOnlyError):
            act()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete(five, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert chain.verify() == chain.ChainVerification(5, last=5)


def test_an_act_that_is_rolled_back_leaves_no_entry(five, officer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(officer, "test.lost")
        raise ZeroDivisionError
    assert chain.verify().checked == 5
    assert record(officer, "test.next").number == 6


def test_details_are_kept_as_text(officer):
    entry = record(
        officer, "test.detail", "某对象", {"day": date(2024, 10, 31), "sum": Decimal("7759.00"), "名": "示范"}
    )
    entry.refresh_from_db()
    assert entry.detail == {"day": "2024-10-31", "sum": "7759.00", "名": "示范"}
    assert entry.target_name == "某对象"


def test_an_unknown_outcome_is_refused(officer):
    with pytest.raises(ValueError, match="maybe"):
        record(officer, "test.act", outcome="maybe")


PLAIN = st.one_of(st.text(max_size=9), st.integers(), st.floats(allow_nan=False, allow_infinity=False))


@settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(max_size=300),
    detail=st.dictionaries(st.text(max_size=5), PLAIN, max_size=3),
)
def test_any_text_and_number_survives_the_database(db, text, detail):
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "")
    detail = json.loads(json.dumps(detail).encode("utf-8", "ignore").decode())
    record(None, "test.any", text, detail)
    assert chain.verify().ok


def test_the_command_tells_where_the_chain_breaks(five):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "5" in out.getvalue()
    sql("UPDATE audit_entry SET action = 'x' WHERE number = 4")
    with pytest.raises(CommandError, match="4"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_queue():
    def write() -> None:
        for _ in range(5):
            record(None, "test.thread")
        connections.close_all()

    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite is in memory and shared; writers there are serial anyway")
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert chain.verify() == chain.ChainVerification(20, last=20)
    assert Head.objects.get().number == 20
