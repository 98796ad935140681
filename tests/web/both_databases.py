"""Which tests PostgreSQL can fail and SQLite cannot: those of writing, locking, guarding, counting and searching.

CI runs them on both databases (marker ``both_databases``); pages, forms, what is computed in the process and what asks
for no database, or brings a file of SQLite, it runs once, on SQLite. Tests with real transactions and tests in the role
of an installation belong here wherever they stand.
"""

from __future__ import annotations

from fnmatch import fnmatch
from functools import cache

import pytest

TRIED = (
    "*/services/*",
    "*/models/*",
    "*/test_*services.py",
    "*/test_*selectors.py",
    "*/test_flow.py",
    "*/test_sequences.py",
    "*/test_runs.py",
    "*/test_releases.py",
    "*/test_closing.py",
    "*/test_frozen.py",
    "*/test_operations.py",
    "accounts/signing_in/test_locks.py",
    "accounts/signing_in/test_sessions.py",
    "accounts/signing_in/test_throttles.py",
    "accounts/test_handover.py",
    "accounts/test_submissions.py",
    "accounts/test_tokens*.py",
    "audit/*",
    "deals/test_confidentiality.py",
    "deals/test_deadlines.py",
    "demo/test_published.py",
    "exchange/test_visibility.py",
    "facts/*",
    "funding/figures/*",
    "funding/test_c*.py",
    "jobs/*",
    "pipeline/test_managers.py",
    "planning/test_layout.py",
    "planning/test_plans.py",
    "registry/changes/*",
    "registry/editing/test_many.py",
    "registry/merging/*",
    "registry/test_identifiers.py",
    "registry/verification/*",
    "returns/test_*.py",
    "site/test_health.py",
    "site/test_hostile_input.py",
    "site/test_lookups.py",
    "site/test_unavailable.py",
)
"""Files below tests/web."""
PAGES = ("*pages.py", "*views*.py", "*/test_page.py", "*/test_evidence_pictures.py")
WORDS = ("*/test_language.py", "*words.py")
"""Not these among them."""


def mark(item: pytest.Item, path: str) -> None:
    """Mark a test whose file ``path``, below tests/web, is one of them or which commits what it does."""
    if commits(item) or (listed(path) and uses_database(item)) or any(item.iter_markers("application_role")):
        item.add_marker(pytest.mark.both_databases)


@cache
def listed(path: str) -> bool:
    """Whether the file is one of them."""
    return any(fnmatch(path, one) for one in TRIED) and not any(fnmatch(path, one) for one in PAGES + WORDS)


def uses_database(item: pytest.Item) -> bool:
    """Whether the test asks for a database at all."""
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    )


def commits(item: pytest.Item) -> bool:
    """Whether the test has real transactions."""
    django_db = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or (
        django_db is not None and bool(django_db.kwargs.get("transaction"))
    )
