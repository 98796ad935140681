"""Reading the registers as they were known writes nothing that others see, and waits for nobody."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from keqiao.web.registry.changes import as_known, change_set
from keqiao.web.registry.changes.as_of import _that_differ
from keqiao.web.registry.models import Organisation

WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}


@pytest.fixture
def moment(officer):
    """A moment after which one row was changed and one was recorded."""
    with change_set(officer, "edit", register="organisations", reason="x") as changes:
        changes.save(Organisation(name="旧名有限公司", legal_form="company"))
    at = timezone.now()
    row = Organisation.objects.get()
    row.name = "新名有限公司"
    with change_set(officer, "edit", register="organisations", reason="更名") as changes:
        changes.save(row, since=row.version)
        changes.save(Organisation(name="后来有限公司", legal_form="company"))
    return at


def names() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def test_the_past_is_read_and_goes(moment):
    with as_known(moment):
        assert names() == {"旧名有限公司"}
    assert names() == {"新名有限公司", "后来有限公司"}


def test_the_past_within_the_past(moment):
    with as_known(timezone.now()), as_known(moment):
        assert names() == {"旧名有限公司"}
        with as_known(moment - timedelta(days=1)):
            assert names() == set()
        assert names() == {"旧名有限公司"}
    assert names() == {"新名有限公司", "后来有限公司"}


def test_only_registers_that_differ_are_covered(moment):
    assert _that_differ(moment) == [Organisation]
    assert _that_differ(timezone.now()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite what is written")
def test_nothing_is_written_to_the_database_itself(moment):
    """SQLite asks before each act; what it asks names the database: ours is main, temporary tables are in temp."""
    written = set()

    def watch(action, table, _column, database, _trigger):
        if action in WRITES and database == "main":
            written.add(table)
        return sqlite3.SQLITE_OK

    connection.ensure_connection()
    connection.connection.set_authorizer(watch)
    try:
        with as_known(moment):
            assert names() == {"旧名有限公司"}
    finally:
        connection.connection.set_authorizer(None)
    assert written == set()


CODE = """
import datetime, sqlite3, time
import django
django.setup()
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from keqiao.web.accounts.models import User
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import Organisation
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
roles = ensure_roles()
user = User.objects.create(username="officer")
user.roles.set([roles["bureau_officer"]])
with change_set(user, "edit", register="organisations", reason="x") as changes:
    changes.save(Organisation(name="旧名有限公司", legal_form="company"))
day = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
row = Organisation.objects.get()
row.name = "新名有限公司"
with change_set(user, "edit", register="organisations", reason="y") as changes:
    changes.save(row, since=row.version)
client = Client()
client.force_login(user)
client.get("/registers/organisations/")
writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
writer.execute("BEGIN IMMEDIATE")
began = time.monotonic()
answer = client.get("/registers/organisations/", {"known": day})
print(answer.status_code, "新名有限公司" not in answer.content.decode(), time.monotonic() - began < 20)
writer.execute("ROLLBACK")
with transaction.atomic():
    print(connection.transaction_mode)
"""


def test_while_somebody_else_writes(tmp_path, migrated):
    """The page answers while another connection holds the lock of writers (the wait for it would be 40 seconds)."""
    migrated(tmp_path)
    variables = os.environ | {
        "KEQIAO_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings",
    }
    variables.pop("DATABASE_URL", None)
    if not (tmp_path / "keqiao.sqlite3").exists():
        pytest.skip("no migrated database of SQLite is at hand")
    ended = subprocess.run(
        [sys.executable, "-c", CODE], env=variables, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.stdout.split() == ["200", "True", "True", "IMMEDIATE"], ended.stderr
