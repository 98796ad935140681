"""Work that is done by itself: once a day, or every few minutes. A thread of the worker looks every minute.

Rooms declare it (``room.py``)::

    daily={"returns.reminders": "reminders.send"},              # send(day: date)
    often={"notices.mails": "mailing.send_mails"},              # send_mails()

What is looked at every minute must be quick when there is nothing to do, and safe in two processes.

A day's work is claimed by a row with a unique key, so that several processes do it once. A process that died over it,
or an error, leaves it to be claimed again after a while: the work must bear being begun twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from keqiao.web.jobs import pulse
from keqiao.web.jobs.models import DailyRun
from keqiao.web.site.rooms import rooms

SECONDS = 60
AGAIN_AFTER = timedelta(minutes=30)
"""When a day's work that did not come to its end is begun again."""
KEPT = timedelta(days=400)

logger = logging.getLogger(__name__)


@cache
def every_day() -> dict[str, Callable[[date], object]]:
    """The work of each day by its name. Raises ImportError where a room names what is not there."""
    return {name: room.load(path) for room in rooms() for name, path in room.daily.items()}


@cache
def often() -> dict[str, Callable[[], object]]:
    """The work of every minute by its name. Raises ImportError where a room names what is not there."""
    return {name: room.load(path) for room in rooms() for name, path in room.often.items()}


def look(day: date | None = None) -> list[str]:
    """Do what is to be done now and return the names of the day's work that was done. Errors go to the log."""
    today = day or timezone.localdate()
    done = [name for name, work in every_day().items() if _claim(name, today) and _do(name, work, today)]
    for name, often_work in often().items():
        try:
            often_work()
        except Exception:
            logger.exception("%s failed", name)
    return done


def watch() -> threading.Thread:
    """Look every minute in a thread that ends with the process."""
    thread = threading.Thread(target=_watch, name="keqiao-daily", daemon=True)
    thread.start()
    return thread


def _watch() -> None:
    pause = threading.Event()
    while True:
        try:
            pulse.beat(pulse.WORKER)
            look()
        except Exception:
            # The database may be away for a moment; the next look tries again.
            logger.exception("the work of the day could not be looked at")
        close_old_connections()
        pause.wait(SECONDS)


def _claim(name: str, day: date) -> bool:
    """Claim a day's work; False when it is done or somebody is at it."""
    now = timezone.now()
    if DailyRun.objects.filter(name=name, day=day, finished_at__isnull=False).exists():
        return False
    _run, made = DailyRun.objects.get_or_create(name=name, day=day, defaults={"started_at": now})
    if made:
        DailyRun.objects.filter(name=name, day__lt=day - KEPT).delete()
        return True
    left = Q(name=name, day=day, finished_at=None, started_at__lt=now - AGAIN_AFTER)
    return bool(DailyRun.objects.filter(left).update(started_at=now))


def _do(name: str, work: Callable[[date], object], day: date) -> bool:
    try:
        work(day)
    except Exception:
        logger.exception("%s of %s failed; it is tried again", name, day)
        return False
    DailyRun.objects.filter(name=name, day=day).update(finished_at=timezone.now())
    return True
