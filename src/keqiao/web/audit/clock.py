"""The time at which something is done: now, except in the demonstration, which tells a story of the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
BUREAU = ZoneInfo("Asia/Shanghai")
"""Days of the bureau's calendar are days in Beijing time, wherever the server stands."""


def present() -> datetime:
    """Return the moment of what is being done."""
    return _moment.get() or timezone.now()


def today() -> date:
    """Return the day of what is being done, in Beijing time."""
    return timezone.localdate(present(), BUREAU)


@contextmanager
def story_at(moment: datetime) -> Iterator[None]:
    """Let what is done inside bear ``moment``. Only the demonstration calls it; the audit log keeps the real time."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
