"""The head leaves the database: a line after each commit, in a file that is only added to."""

import json
import logging
import os
import socket
import threading

import pytest
from django.db import transaction

from keqiao.web.audit import heads
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.audit.verification import examine


@pytest.fixture(autouse=True)
def _no_syslog_kept():
    heads._syslog.cache_clear()
    yield
    heads._syslog.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_each_commit_sends_its_last_head_out():
    record(None, "test.one")
    with transaction.atomic():
        record(None, "test.two")
        record(None, "test.three")
    sent = list(heads.sent())
    assert [head.number for head in sent] == [1, 3]
    entries = {entry.number: entry for entry in Entry.objects.all()}
    assert all((entries[head.number].hash, entries[head.number].keyed_hash) == head[1:] for head in sent)
    assert heads.path().stat().st_mode & 0o777 == 0o600
    assert examine().ok


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_sends_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(None, "test.lost")
        raise ZeroDivisionError
    assert list(heads.sent()) == []
    with transaction.atomic():
        record(None, "test.kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(None, "test.lost")
            raise ZeroDivisionError
    assert [head.number for head in heads.sent()] == [1]


def test_several_writers_do_not_mix_their_lines(db):
    entry = record(None, "test.act")
    threads = [threading.Thread(target=lambda: [heads.send(entry) for _ in range(40)]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([json.loads(line) for line in heads.path().read_bytes().splitlines()]) == 240


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_a_full_disk_is_told_and_stops_nobody(db, settings, caplog):
    settings.AUDIT_HEADS = "/dev/full"
    entry = record(None, "test.act")
    with caplog.at_level(logging.ERROR):
        heads.send(entry)
    assert "could not be written" in caplog.text


def test_a_torn_line_is_passed_over(db):
    first = record(None, "test.one")
    heads.send(first)
    with heads.path().open("ab") as stream:
        stream.write(b'{"number": 2, "ha')
    assert [head.number for head in heads.sent()] == [1]
    assert examine().ok


def test_the_line_goes_to_another_machine_too(db, settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        settings.AUDIT_SYSLOG = f"127.0.0.1:{receiver.getsockname()[1]}"
        entry = record(None, "test.act")
        heads.send(entry)
        assert entry.keyed_hash in receiver.recv(4096).decode()
