"""The first page of every register at 100 000 rows in each, and searches, filters and orders of the patents.

``python benchmarks/registers.py`` uses SQLite in a temporary folder, or the empty database of DATABASE_URL
(``.ci/postgresql python benchmarks/registers.py``); a number after it is another count of rows. A database
that is filled already is used as it is. Pages are asked for
through Django's client as the bureau officer, so that rights, list, template and table are in the time. The rows are
copies of one row of each register, each copy referring to the copies with its own number (``tests/web/registry``).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BOUND_MS = 150
ROWS = 100_000
SEED = 1_000
"""Rows that are made one by one; the database multiplies them."""
PATENTS = (
    "?q=%E7%A4%BA%E8%8C%83",
    "?q=yzsf",
    "?q=000999",
    "?q=qqqq",
    "?status=granted",
    "?sort=-granted_on",
    "?page=2",
    "?page=2000",
    "?format=none&withdrawn=1",
)
"""A Chinese word and initials of pinyin that every row holds; a part of a number that one in a thousand holds; what is
nowhere; filter; order; second and last page; withdrawn rows too."""


def main(rows: int = ROWS) -> None:
    """Fill an empty database and print the table."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from keqiao.web.accounts.models import User
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.registry.models import Patent
    from keqiao.web.registry.registers import REGISTERS

    officer, _ = User.objects.get_or_create(username="bench")
    officer.roles.set([ensure_roles()["bureau_officer"]])
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/registers/")  # everything is imported before the clock runs
    if not Patent.objects.exists():
        fill(rows)
    print(f"{connection.vendor}; {rows} rows in each register; median of 5 in ms; bound {BOUND_MS} ms")
    print(f"{'':<40}{'clock':>8}{'CPU':>8}{'queries':>9}", flush=True)
    asked = [f"/registers/{key}/" for key in REGISTERS]
    asked += [f"/registers/patents/{query}" for query in PATENTS]
    asked += ["/registers/engagements/?q=%E7%A4%BA%E8%8C%83", "/registers/firm-reports/?q=sfqy1"]
    slow = [where for where in asked if measured(client, where) > BOUND_MS]
    print(f"slower than {BOUND_MS} ms: {', '.join(slow) or 'none'}")


def measured(client: Any, where: str) -> float:
    """Ask for a page, print what it took, return the median in ms."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as made:
        assert client.get(where).status_code == 200
        queries = len(made)
    clock, cpu = [], []
    for _ in range(5):
        start, used = time.perf_counter(), time.process_time()
        client.get(where)
        clock.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    median = statistics.median(clock)
    print(f"{where:<40}{median:>8.0f}{statistics.median(cpu):>8.0f}{queries:>9}", flush=True)
    return median


def fill(rows: int) -> None:
    """Make the rows of all registers."""
    from django.db import connection, transaction
    from tests.web.registry.city import reference, side
    from tests.web.registry.crowd import crowd, in_order

    common = reference()
    pattern = common | side(0, common).rows
    crowd(0, min(SEED, rows), pattern)
    with transaction.atomic(), connection.cursor() as cursor:
        for model in in_order():
            multiply(cursor, model, range(1, rows // SEED))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def multiply(cursor: Any, model: Any, numbers: Iterable[int]) -> None:
    """Copy the newest ``SEED`` rows of a register once for each number; references move along."""
    from django.db import models

    from keqiao.web.registry.models import Record

    quote = cursor.db.ops.quote_name
    last = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
    unique = {
        name
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint)
        for name in one.fields
    }
    columns, said = [], []
    for field in model._meta.concrete_fields:
        column = quote(field.column)
        related = field.related_model
        moves = isinstance(related, type) and issubclass(related, Record)
        columns.append(column)
        if field.primary_key or moves:
            said.append(f"{column} + {SEED} * copy_no")
        elif field.name in unique and isinstance(field, models.CharField):
            # The number of the copy stands before the last sign: ``x12`` → ``x1299``, application numbers keep 14.
            cut = f"substr({column}, 1, 7)" if field.max_length == 14 else f"{column} || 'y'"
            said.append(f"{cut} || copy_no" + (f" || substr({column}, 10)" if field.max_length == 14 else ""))
        else:
            said.append(column)
    values = ", ".join(f"({number})" for number in numbers)
    if not values:
        return
    table = quote(model._meta.db_table)
    cursor.execute(
        f"WITH numbers(copy_no) AS (VALUES {values}) INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {', '.join(said)} FROM {table} CROSS JOIN numbers WHERE {quote('id')} > %s",
        [last - SEED],
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
