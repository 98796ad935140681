"""Fifty clerks at once: no error, no lost update, and the log's chain holds; on a SQLite file and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.web.returns.services.fifty_clerks import fifty_clerks_save_at_once

SCRIPT = """
import django
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.web.returns.services.fifty_clerks import fifty_clerks_save_at_once
fifty_clerks_save_at_once()
print("done")
"""


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="is about a SQLite file; PostgreSQL has its own test"
)
def test_on_a_sqlite_file(tmp_path, migrated):
    migrated(tmp_path)
    environment = os.environ | {
        "KEQIAO_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[4])},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("done")


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="one in-memory database is no server; SQLite has its file"
)
@pytest.mark.django_db(transaction=True)
def test_on_a_server():
    fifty_clerks_save_at_once()
