"""Eight writers at once on a database file: nobody is turned away, nothing is lost, the log's chain holds."""

import os
import subprocess
import sys

SCRIPT = """
import threading
from datetime import date
from decimal import Decimal

import django

django.setup()
from django.core.management import call_command
from django.db import connections

call_command("migrate", verbosity=0)

from tests.web.facts_of_two import record_fact
from keqiao.web.accounts.models import User
from keqiao.web.accounts.roles import ensure_roles
from keqiao.web.audit import chain
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Fact
from keqiao.web.facts.services import load_measures
from keqiao.web.registry.models import Organisation, Platform

load_measures()
user = User.objects.create_user("officer")
user.roles.set([ensure_roles()["bureau_officer"]])
since = {"settled_on": date(2020, 1, 1), "operating_since": date(2020, 1, 1), "valid_from": date(2020, 1, 1)}
platform = Platform.objects.create(
    organisation=Organisation.objects.create(name="示范"), code="P01", short_name="示范", type="rd", **since
)
before, failed = Entry.objects.count(), []

def write(number):
    try:
        for turn in range(6):
            record(user, "test.writer", f"{number}/{turn}")
            amount = Decimal(1000 + 10 * number + turn)
            record_fact(user, "operating_revenue", platform, "2023", amount)
    except Exception as error:
        failed.append(repr(error))
    finally:
        connections.close_all()

threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failed, failed
assert Fact.objects.count() == 48
assert Fact.objects.filter(superseded_by=None).count() == 1
assert Entry.objects.count() - before == 96
assert len(set(Entry.objects.filter(action="test.writer").values_list("target_name", flat=True))) == 48
assert chain.verify().ok
print("done")
"""


def test_facts_and_log_take_eight_writers_at_once(tmp_path, migrated):
    migrated(tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"KEQIAO_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("done")
