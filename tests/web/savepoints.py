"""Savepoints of tests: what a request inside them does is taken back, and they are no transaction of the product's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def savepoint() -> Iterator[None]:
    """A savepoint that counts as the test's own, as the transaction does that a test runs in."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
