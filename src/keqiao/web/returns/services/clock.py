"""The time at which something is done to a form: now, except in the demonstration, which tells a story of the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("returns_moment", default=None)


def present() -> datetime:
    """Return the moment of what is being done."""
    return _told.get() or timezone.now()


@contextmanager
def story_at(moment: datetime) -> Iterator[None]:
    """Let what is done inside bear ``moment``. Only the demonstration calls it; the audit log keeps the real time."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
