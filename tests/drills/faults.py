"""A drill of what goes wrong around the system: starts at once, a full disk, a clock set back, a database that is gone.

    python -m tests.drills.faults                       # all of them, SQLite, in a folder that is taken away
    python -m tests.drills.faults starts disk           # some of them
    DATABASE_URL=postgres://… python -m tests.drills.faults --seconds 30    # an empty database of yours

``starts``: three processes prepare an empty installation at once; all of them end well and everything is there once.
``disk``: no byte more can be written while people write rows and files; each is refused, and once there is space again
they go on. ``clock``: the clock is set back by a day between two acts; the log keeps its order and holds, and a job
whose lease is over by the clock as it is now is found.
``gone``: the database does not answer for some seconds (a lock that nobody gives back on SQLite, a connection that is
cut on PostgreSQL); what was asked meanwhile is refused in words or waits, and afterwards all goes on. After each the
audit log holds. Prints what was done; ends with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from tests.drills.kills import log_breaks, person, store_files, write_rows

STARTS = 3
PREPARE = (
    "import django; django.setup(); from keqiao.web.serving import prepare; prepare();"
    " from keqiao.web.accounts.models import Role; print(Role.objects.count())"
)


def main(words: list[str] | None = None) -> int:
    """Set up a folder, drill, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="starts|disk|clock|gone", help="which; all of them")
    parser.add_argument("--seconds", type=float, default=5, help="how long the database is gone")
    given = parser.parse_args(words)
    if unknown := set(given.names) - set(DRILLS):
        parser.error(f"no such drill: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="keqiao-faults-") as folder:
        os.environ.setdefault("KEQIAO_DATA", folder)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "keqiao.web.site.settings", "KEQIAO_LOG_LEVEL": "CRITICAL"}
        os.environ["KEQIAO_HOSTS"] = "testserver"
        broken = list(DRILLS["starts"](given.seconds)) if "starts" in (given.names or DRILLS) else []
        import django

        django.setup()
        from django.db import connection

        from keqiao.web.accounts.models import User
        from keqiao.web.serving import prepare

        prepare()
        if not User.objects.filter(username="drill").exists():
            person()
        for name in given.names or DRILLS:
            if name != "starts":
                broken += [f"{name}: {finding}" for finding in DRILLS[name](given.seconds)]
            broken += [f"{name}: {finding}" for finding in log_breaks()]
        for finding in broken:
            print(f"DOES NOT HOLD: {finding}")
        print(f"{connection.vendor}: {', '.join(given.names or DRILLS)}; {len(broken)} findings")
    return bool(broken)


def starts_at_once(_seconds: float) -> Iterator[str]:
    """Several processes bring an empty installation up to date at once."""
    command = [sys.executable, "-c", PREPARE]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _number in range(STARTS)
    ]
    answers = []
    for process in started:
        told, error = process.communicate(timeout=600)
        if process.returncode:
            yield f"starts: a start ended with {process.returncode}: {error.strip().splitlines()[-1:]}"
        answers.append(told.strip())
    if len(set(answers)) > 1:
        yield f"starts: they found different installations: {answers}"


def full_disk(_seconds: float) -> Iterator[str]:
    """No file grows while people write; then there is space again."""
    before, refusals = counted(), list[str]()
    with no_space():
        for name, write in (("rows", write_rows), ("files", store_files)):
            try:
                next(acts(write))
            except Exception as error:
                refusals.append(f"{name} refused by {type(error).__name__}")
            else:
                # A page of the database that is there already can be written: what was acknowledged has to be there.
                before[name] += 1
    print(f"disk: {', '.join(refusals)}")
    if counted() != before:
        yield f"after a full disk there is {counted()}, acknowledged was {before}"
    for name, write in (("rows", write_rows), ("files", store_files)):
        next(acts(write))
        before[name] += 1
    if counted() != before:
        yield f"with space again there is {counted()}, acknowledged was {before}"
    yield from files_without_rows()


def clock_set_back(_seconds: float) -> Iterator[str]:
    """A day is lived twice."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from keqiao.web.audit.models import Entry
    from keqiao.web.jobs import leases, recovery
    from keqiao.web.registry.models import ChangeSet

    next(acts(write_rows))
    last = Entry.objects.order_by("-number").first()
    with clock_back(timedelta(days=1)):
        next(acts(write_rows))
        next(acts(store_files))
        newest = Entry.objects.order_by("-number").first()
        if last is None or newest is None or newest.number <= last.number:
            yield "what was done after the clock was set back does not come after what was done before"
        if ChangeSet.objects.order_by("-pk")[0].at >= ChangeSet.objects.order_by("-pk")[1].at:
            yield "the drill's clock was not set back"
        DBTaskResult.objects.running().update(started_at=timezone.now() - 2 * leases.LEASE)
        recovery.recover()
    next(acts(write_rows))


def database_gone(seconds: float) -> Iterator[str]:
    """The database answers nobody for some seconds while somebody asks for pages."""
    from django.db import close_old_connections, connection
    from django.test import Client

    statuses: list[int] = []
    client = Client(raise_request_exception=False)

    def ask() -> None:
        end = time.monotonic() + seconds + 2
        while time.monotonic() < end:
            statuses.append(client.get("/healthz").status_code)
            statuses.append(client.get("/accounts/login/").status_code)
            close_old_connections()
            time.sleep(0.2)
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    with away(seconds):
        asking.join()
    connection.close()  # that of this thread was cut as well, and no request began that would have noticed
    bad = [status for status in statuses if status >= 500 and status != 503]
    if bad:
        yield f"{len(bad)} of {len(statuses)} answers were {sorted(set(bad))}"
    if client.get("/healthz").status_code != 200:
        yield f"afterwards the health page says {client.get('/healthz').content[:80]!r}"
    print(f"gone: {len(statuses)} answers, {statuses.count(503)} of them 503")
    next(acts(write_rows))


DRILLS: dict[str, Callable[[float], Iterator[str]]] = {
    "starts": starts_at_once,
    "disk": full_disk,
    "clock": clock_set_back,
    "gone": database_gone,
}


def acts(write: Callable[[int, Path], Iterator[None]]) -> Iterator[None]:
    """Acts of the drill's person."""
    from keqiao.web.accounts.models import User

    return write(User.objects.get(username="drill").pk, Path(os.environ["KEQIAO_DATA"]))


def counted() -> dict[str, int]:
    """Rows and files that are there."""
    from keqiao.web.facts.models import Evidence
    from keqiao.web.registry.models import Park

    return {"rows": Park.objects.count(), "files": Evidence.objects.count()}


def files_without_rows() -> Iterator[str]:
    """Files of evidence that no row names."""
    from django.conf import settings

    from keqiao.web.facts.models import Evidence

    named = {Path(name).name for name in Evidence.objects.values_list("file", flat=True)}
    there = {path.name for path in Path(settings.MEDIA_ROOT).rglob("*.pdf")}
    if alone := there - named:
        yield f"{len(alone)} files stand without their row"


@contextmanager
def no_space() -> Iterator[None]:
    """Let this process write no byte into any file; a database of another process is not reached by that."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def clock_back(by: timedelta) -> Iterator[None]:
    """Let every part of the product believe an earlier time."""
    from django.utils import timezone

    now = timezone.now
    with mock.patch.object(timezone, "now", lambda: now() - by):
        yield


@contextmanager
def away(seconds: float) -> Iterator[None]:
    """Take the database away for some seconds, from another process of ours."""
    from django.db import connection

    parameters: dict[str, Any] = connection.get_connection_params() | {}
    if connection.vendor == "sqlite":
        import sqlite3

        other = sqlite3.connect(parameters["database"], isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(seconds, lambda: (other.rollback(), other.close()))
    else:
        import psycopg

        known = {
            key: parameters[key]
            for key in ("dbname", "user", "password", "host", "port")
            if key in parameters
        }
        other = psycopg.connect(**known, autocommit=True)
        end = time.monotonic() + seconds

        def cut() -> None:
            while time.monotonic() < end:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = current_user AND pid <> pg_backend_pid()"
                )
                time.sleep(0.05)
            other.close()

        timer = threading.Timer(0, cut)
    timer.start()
    try:
        yield
    finally:
        timer.join()


if __name__ == "__main__":
    sys.exit(main())
