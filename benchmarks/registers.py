"""The first page of a register at 10, 1 000 and 100 000 rows: time and number of queries.

``python benchmarks/registers.py`` uses SQLite in a temporary folder, or the empty database of DATABASE_URL
(``.ci/postgresql python benchmarks/registers.py``). The page is asked
for through Django's client as the bureau officer, so that rights, list, template and table are in the time.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import date

BOUND_MS = 150
ASKED = ("", "?q=%E6%96%B9%E6%B3%95", "?q=yzff", "?status=granted", "?sort=-granted_on", "?page=2")
"""First page; Chinese word; initials of pinyin; filter; order; second page."""


def main() -> None:
    """Fill an empty database step by step and print the table."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from keqiao.web.accounts.models import User
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.registry.identifiers import patent_check_digit
    from keqiao.web.registry.models import Patent

    officer, _ = User.objects.get_or_create(username="bench")
    officer.roles.set([ensure_roles()["bureau_officer"]])
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{connection.vendor}; median of 5, ms (queries); bound {BOUND_MS} ms")
    print(f"{'rows':>8}  " + "  ".join(f"{asked or 'first page':>22}" for asked in ASKED))
    there = 0
    for rows in (10, 1_000, 100_000):
        numbers = (f"2018{1}{number:07d}" for number in range(there, rows))
        Patent.objects.bulk_create(
            (
                Patent(
                    application_no=f"{number}.{patent_check_digit(number)}", title=f"一种方法 {number}",
                    kind="invention", status="granted", granted_on=date(2020, 1, 1 + int(number[-2:]) % 28),
                )
                for number in numbers
            ),
            batch_size=2_000,
        )  # fmt: skip
        there = rows
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        cells = []
        for asked in ASKED:
            times = []
            with override_settings(DEBUG=True):
                reset_queries()
                assert client.get(f"/registers/patents/{asked}").status_code == 200
                queries = len(connection.queries)
            for _ in range(5):
                start = time.perf_counter()
                client.get(f"/registers/patents/{asked}")
                times.append((time.perf_counter() - start) * 1000)
            cells.append(f"{statistics.median(times):.0f} ({queries})")
        print(f"{rows:>8}  " + "  ".join(f"{cell:>22}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
