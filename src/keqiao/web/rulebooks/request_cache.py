"""The versions in force, asked of the database at most once within a request or a computation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

Dated = tuple[date, str]
"""The first day of a version in force, and the fingerprint of its text."""

_versions: ContextVar[dict[str, list[Dated]] | None] = ContextVar("versions in force", default=None)


def asked_versions() -> dict[str, list[Dated]] | None:
    """Return what was asked so far, to be filled; None where nothing is remembered."""
    return _versions.get()


def forget() -> None:
    """Ask the database again: a version came into force or was retired in this request."""
    versions = _versions.get()
    if versions is not None:
        versions.clear()


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask the database for the versions in force at most once inside."""
    versions = _versions.get()
    token = _versions.set({} if versions is None else versions)
    try:
        yield
    finally:
        _versions.reset(token)
