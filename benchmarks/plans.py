"""Statements of pages that go through a whole large table, on SQLite and PostgreSQL.

``python benchmarks/plans.py 1000`` uses the database that ``scale.py`` makes (KEQIAO_DATA keeps it, DATABASE_URL names
one of PostgreSQL), opens the pages of ``pages.py`` and asks the database for the plan of each statement. Printed are
those that scan a table of more than so many rows, with the page and the beginning of the statement. At the end stand
the indexes of large tables that PostgreSQL has not used since its statistics began.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LARGE = 5_000
"""Rows from which on a scan is told."""
SCANS = {
    "sqlite": re.compile(r"^SCAN (\w+)(?! USING (?:COVERING )?INDEX)"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}


def main(platforms: int = 13) -> None:
    """Open the pages and print the scans."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from multiplied import ready
    from pages import READER, addresses

    from keqiao.web.accounts.models import User

    ready(platforms)
    setup_test_environment()
    client = Client()
    user = User.objects.get(username=READER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    large = dict(_large())
    seen: set[tuple[str, str]] = set()
    for address in addresses():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        for query in queries.captured_queries:
            for table in _scanned(query["sql"]):
                key = (table, query["sql"][:160])
                if large.get(table, 0) > LARGE and key not in seen:
                    seen.add(key)
                    print(
                        f"{address}: {table} ({large[table]} rows), {query['time']} s\n    {query['sql'][:400]}"
                    )
    print(f"{len(seen)} statements")
    if connection.vendor == "postgresql":
        for index, size in _unused():
            print(f"unused: {index} ({size})")


def _large() -> Iterator[tuple[str, int]]:
    """The tables with their rows."""
    from django.apps import apps

    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table, model._base_manager.order_by().count()


def _scanned(statement: str) -> set[str]:
    """The tables that the plan of a statement goes through as a whole."""
    from django.db import connection

    if not statement.startswith(("SELECT", "WITH")):
        return set()
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        try:
            cursor.execute(explain + statement.replace("%", "%%"), [])
        except Exception:
            return set()  # the text of a statement is for reading: not all of them can be run again
        lines: list[Any] = cursor.fetchall()
    names = {alias: table for table, alias in re.findall(r'"(\w+)" (?:AS )?(\w+)\b', statement)}
    found = {match[1] for line in lines if (match := SCANS[connection.vendor].search(str(line[-1])))}
    return {names.get(name, name) for name in found}


def _unused() -> Iterator[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelname, pg_size_pretty(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes s"
            " JOIN pg_index i USING (indexrelid) WHERE idx_scan = 0 AND NOT indisunique"
            " AND pg_relation_size(indexrelid) > 1000000 ORDER BY pg_relation_size(indexrelid) DESC"
        )
        yield from cursor.fetchall()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
