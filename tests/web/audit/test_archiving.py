"""Sealed archives: what is old enough, once, nothing deleted, and a checkpoint that vouches for the chain."""

import gzip
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from tests.web.conftest import triggers_off

from keqiao.web.audit import chain, sealed_archives, services
from keqiao.web.audit.chain import Flaw
from keqiao.web.audit.content import digest
from keqiao.web.audit.models import Entry, Head
from keqiao.web.audit.services import record


@pytest.fixture
def years(db, monkeypatch):
    """Twelve entries, a month apart, the last of today."""
    today = timezone.now()
    for month in range(12):
        monkeypatch.setattr(
            services.timezone, "now", lambda month=month: today - timedelta(days=30 * (11 - month))
        )
        record(None, f"test.month{month}")
    monkeypatch.undo()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("archive_audit", *arguments, stdout=out)
    return out.getvalue()


def test_what_is_older_than_the_rule_is_sealed_and_stays_in_the_database(years, archive_folder, settings):
    settings.AUDIT_KEEP_DAYS = 200
    run()
    (path,) = archive_folder.glob("*.jsonl.gz")
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    # 330, 300, 270, 240 and 210 days old
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5]
    assert Entry.objects.filter(number__lte=5).count() == 5
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.action, entry.detail["last"], entry.detail["last_hash"]) == (
        "audit.archive",
        5,
        lines[-1]["hash"],
    )
    assert sealed_archives.checkpoints() == {5: lines[-1]["hash"]}
    assert chain.verify(seals=sealed_archives.checkpoints()).ok
    assert chain.verify(chain.Checkpoint(5, lines[-1]["hash"])).ok
    assert path.stat().st_mode & 0o222 == 0


def test_running_it_again_adds_only_what_is_new(years, archive_folder):
    run("--days", "250")
    assert sealed() == [(1, 3)]  # 330, 300 and 270 days old
    run("--days", "200")
    assert sealed() == [(1, 3), (4, 5)]  # 240 and 210
    assert "没有" in run("--days", "200")
    assert "没有" in run("--days", "183")  # the next is 180 days old
    assert sealed() == [(1, 3), (4, 5)]
    assert len(list(archive_folder.glob("*.jsonl.gz"))) == 2
    call_command("verify_audit", stdout=StringIO())


def sealed() -> list[tuple[int, int]]:
    return [(seal["first"], seal["last"]) for seal in sealed_archives.seals()]


@pytest.mark.parametrize("days", ["182", "0", "-5"])
def test_nothing_younger_than_six_months(years, days, archive_folder):
    with pytest.raises(CommandError, match="183"):
        run("--days", days)
    assert not archive_folder.exists()


def test_a_broken_chain_is_not_filed_away(years, archive_folder):
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="2"):
        run("--days", "200")
    assert not archive_folder.exists()
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'test.month1' WHERE number = 2")
    run("--days", "200")
    assert sealed() == [(1, 5)]


def test_a_rewritten_log_does_not_agree_with_its_archive(years):
    """Everything rewritten, hashes and head too: the chain holds by itself, the seal outside the database tells."""
    run("--days", "200")
    previous = chain.GENESIS
    with triggers_off("audit_*"), connection.cursor() as cursor:
        for entry in Entry.objects.order_by("number"):
            entry.target_name, entry.previous_hash = "forged", previous
            previous = digest(entry)
            cursor.execute(
                "UPDATE audit_entry SET target_name = 'forged', previous_hash = %s, hash = %s WHERE id = %s",
                [entry.previous_hash, previous, entry.pk],
            )
    Head.objects.update(hash=previous)
    assert chain.verify().ok
    assert [place.flaw for place in chain.verify(seals=sealed_archives.checkpoints()).broken] == [Flaw.SEAL]
    with pytest.raises(CommandError, match="5"):
        call_command("verify_audit")


def test_an_archive_is_verified_as_a_file(years, archive_folder, django_assert_num_queries):
    run("--days", "200")
    (path,) = archive_folder.glob("*.jsonl.gz")
    out = StringIO()
    with django_assert_num_queries(0):
        call_command("verify_audit", "--file", path, stdout=out)
    assert "5" in out.getvalue()
    path.chmod(0o600)
    with gzip.open(path) as stream:
        kept = stream.readlines()
    with gzip.open(path, "wb") as stream:
        stream.writelines(kept[:-1])  # a shorter file that holds by itself
    with pytest.raises(CommandError, match="封存"):
        call_command("verify_audit", "--file", path)


def test_a_seal_that_cannot_be_read_is_told(years, archive_folder):
    archive_folder.mkdir()
    (archive_folder / "a.jsonl.gz.seal.json").write_text("{}")
    with pytest.raises(CommandError, match=r"a\.jsonl"):
        call_command("verify_audit")
    with pytest.raises(CommandError, match=r"a\.jsonl"):
        run("--days", "200")
