"""Signs of life: the worker and the web server each write a row now and then, and ``/healthz`` looks at them.

Writing is the proof: a database that is read-only, locked or without space answers questions all the same.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from keqiao.web.jobs.models import Heartbeat

WORKER, WEB = "worker", "web"
SILENT_AFTER = timedelta(minutes=3)
"""The worker says each minute that it lives; after three it counts as gone."""
EVERY = timedelta(seconds=5)
"""How often the web server proves at most that the database takes a row, however often it is asked."""
MILLISECONDS_TO_WAIT = 3000


def beat(part: str) -> None:
    """Say that ``part`` lives. Raises DatabaseError where the database takes nothing."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": timezone.now()})


def is_silent(part: str) -> bool:
    """Whether ``part`` has said so once and not for three minutes; one that never began is not waited for."""
    at = Heartbeat.objects.filter(part=part).values_list("at", flat=True).first()
    return at is not None and timezone.now() - at > SILENT_AFTER


def prove_writable() -> None:
    """Write a row unless that was done a moment ago, and wait three seconds for the lock, not longer.

    Raises DatabaseError where the database takes nothing.
    """
    if Heartbeat.objects.filter(part=WEB, at__range=(timezone.now() - EVERY, timezone.now())).exists():
        return
    if connection.vendor != "sqlite":
        beat(WEB)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {MILLISECONDS_TO_WAIT}")
        try:
            beat(WEB)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
