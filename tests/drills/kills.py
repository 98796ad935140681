"""A crash drill: processes that write are killed with SIGKILL at random moments; nothing may be half-written.

    python -m tests.drills.kills --kills 400            # SQLite, in a folder that is taken away afterwards
    DATABASE_URL=postgres://… python -m tests.drills.kills --kills 400    # an empty database of yours

Killed in turn are: people who write rows of a register, people who store files of evidence, workers that take jobs
(each job acts once, whoever does it), and back-ups. After each kill: what was acknowledged is there, a row without its
entry of the audit log or an entry without its row is not, no job has acted twice, no file is there under the name of a
back-up unless it is whole. At the end: the whole audit log holds, with its heads outside the database, and every job is
done, or was given up after three workers. Prints what was done; ends with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

AT_WORK = 0.7
"""The share of writers that are killed after their first act; the others may die before it."""
LATEST = 0.4
"""Seconds until the kill at the latest."""


def main(words: list[str] | None = None) -> int:
    """Set up an installation, kill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="keqiao-drill-") as folder:
        os.environ.setdefault("KEQIAO_DATA", folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
        import django

        django.setup()
        return drill(given.kills, random.Random(given.seed), Path(os.environ["KEQIAO_DATA"]))


def drill(kills: int, draw: random.Random, folder: Path) -> int:
    """Kill so often, in turn; 0 where everything holds."""
    from django.db import connection, connections

    from keqiao.web.serving import prepare

    prepare()
    officer = person()
    acknowledged = dict.fromkeys(WRITERS, 0)
    broken: list[str] = []
    began = time.monotonic()
    for number in range(kills):
        name = list(WRITERS)[number % len(WRITERS)]
        connections.close_all()
        write, at_work = partial(WRITERS[name], officer.pk, folder), draw.random() < AT_WORK
        acknowledged[name] += killed(write, draw.uniform(0, LATEST), at_work=at_work)
        broken += [f"kill {number + 1} ({name}): {words}" for words in half_written(acknowledged, folder)]
        if broken:
            break
    finish_jobs()
    broken += [*half_written(acknowledged, folder), *unfinished(), *log_breaks()]
    seconds = time.monotonic() - began
    told = ", ".join(f"{count} {name}" for name, count in acknowledged.items())
    print(f"{connection.vendor}: {kills} kills in {seconds:.0f} s; acknowledged before they came: {told}")
    for words in dict.fromkeys(broken):
        print(f"DOES NOT HOLD: {words}")
    return bool(broken)


def person() -> Any:
    """An officer who may do all that is drilled."""
    from keqiao.web.accounts.models import Role, User

    user = User.objects.create_user("drill", password=None, display_name="Drill")
    user.roles.set(Role.objects.filter(code="bureau_officer"))
    return user


def killed(write: Callable[[], Iterator[None]], after: float, *, at_work: bool) -> int:
    """Let a process write and kill it so many seconds after it began (``at_work``: after its first act); how many
    acts it acknowledged.
    """
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        try:
            os.write(writer, b"!")
            for _act in write():
                os.write(writer, b".")
        except BaseException as error:
            os.write(2, f"the writer ended by itself: {error!r}\n".encode())
        os._exit(1)
    os.close(writer)
    count = os.read(reader, 1).count(b".")
    if at_work:
        count += os.read(reader, 1).count(b".")
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    with os.fdopen(reader, "rb") as pipe:
        return count + pipe.read().count(b".")


def write_rows(officer: int, folder: Path) -> Iterator[None]:
    """A row of a register, with its change, its set and its entry."""
    from keqiao.web.accounts.models import User
    from keqiao.web.registry.changes import change_set
    from keqiao.web.registry.models import ChangeSet, Park

    actor = User.objects.get(pk=officer)
    while True:
        code = f"p{os.getpid()}-{time.monotonic_ns()}"
        with change_set(actor, ChangeSet.Kind.EDIT, register="parks", reason="drill") as changes:
            changes.save(Park(code=code, name=code))
        yield


def store_files(officer: int, folder: Path) -> Iterator[None]:
    """A file of evidence, its row and its entry."""
    from keqiao.web.accounts.models import User
    from keqiao.web.facts.services.evidence import Examined, store_evidence

    actor = User.objects.get(pk=officer)
    while True:
        content = b"%PDF-1.4 " + os.urandom(2000)
        file = Examined(content, "application/pdf", "drill.pdf")
        store_evidence(actor, file, f"drill {time.monotonic_ns()}", right="facts.record")
        yield


def take_jobs(officer: int, folder: Path) -> Iterator[None]:
    """A worker: it queues a job, finds what others left, and takes what waits."""
    from django_tasks_db.models import DBTaskResult
    from django_tasks_db.utils import exclusive_transaction

    from keqiao.web.accounts.models import User
    from keqiao.web.jobs import leases, recovery, services, work

    work.works = lambda: {"drill.act": leases.once(act)}
    actor = User.objects.get(pk=officer)
    while True:
        services.start(actor, "drill.act")
        recovery.recover()
        with exclusive_transaction("default"):
            entry = DBTaskResult.objects.ready().get_locked()
            if entry is not None:
                entry.claim("drill")
        if entry is not None:
            entry.task.call(**entry.task_result.kwargs)
            entry.set_successful(None)
        yield


def act(progress: Any) -> str:
    """One act, which tells whose it is."""
    from keqiao.web.audit.services import record

    progress.update(0.5)
    record(progress.job.owner, "drill.act", progress.job)
    return "/"


def back_up_again(officer: int, folder: Path) -> Iterator[None]:
    """A back-up, taken away when it is whole."""
    from keqiao.web.backups.archive import back_up

    while True:
        target = folder.parent / f"{folder.name}-{time.monotonic_ns()}.zip"
        back_up(target)
        target.rename(target.with_suffix(".whole"))
        yield
        target.with_suffix(".whole").unlink()


WRITERS: dict[str, Callable[[int, Path], Iterator[None]]] = {
    "rows": write_rows,
    "files": store_files,
    "jobs": take_jobs,
    "back-ups": back_up_again,
}


def half_written(acknowledged: dict[str, int], folder: Path) -> Iterator[str]:
    """What was acknowledged and is not there; what is there by half."""
    import zipfile

    from django.conf import settings
    from django.db.models import Count

    from keqiao.web.audit.models import Entry
    from keqiao.web.facts.models import Evidence
    from keqiao.web.registry.models import Change, ChangeSet, Park

    rows, sets, changes = Park.objects.count(), ChangeSet.objects.count(), Change.objects.count()
    if len({rows, sets, changes}) > 1 or rows < acknowledged["rows"]:
        yield f"{acknowledged['rows']} rows acknowledged; {rows} rows, {sets} sets, {changes} changes"
    files, entries = Evidence.objects.count(), Entry.objects.filter(action="facts.store_evidence").count()
    missing = [
        row.file.name
        for row in Evidence.objects.all()
        if not Path(settings.MEDIA_ROOT, row.file.name).is_file()
    ]
    if files != entries or files < acknowledged["files"] or missing:
        counts = f"{files} rows, {entries} entries, {len(missing)} without file"
        yield f"{acknowledged['files']} files acknowledged; {counts}"
    acts = Entry.objects.filter(action="drill.act").values("target_key").annotate(times=Count("number"))
    twice = [row["target_key"] for row in acts if row["times"] > 1]
    if twice:
        yield f"{len(twice)} jobs acted twice"
    for path in folder.parent.glob(f"{folder.name}-*.zip"):
        try:
            with zipfile.ZipFile(path) as archive:
                archive.getinfo("manifest.json")
        except (zipfile.BadZipFile, KeyError):
            yield f"{path.name} has the name of a back-up and is none"
        path.unlink()


def finish_jobs() -> None:
    """What a living worker does with what the killed left."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from keqiao.web.jobs import leases, recovery, work

    work.works = lambda: {"drill.act": leases.once(act)}
    for _round in range(recovery.ATTEMPTS + 1):
        DBTaskResult.objects.running().update(started_at=timezone.now() - 2 * leases.LEASE)
        recovery.recover()
        for entry in list(DBTaskResult.objects.ready()):
            entry.claim("drill")
            entry.task.call(**entry.task_result.kwargs)
            entry.set_successful(None)


def unfinished() -> Iterator[str]:
    """Jobs that are not done, or are done and never acted."""
    from django.db.models import Q

    from keqiao.web.audit.models import Entry
    from keqiao.web.jobs import recovery
    from keqiao.web.jobs.models import Job

    given_up = Q(state=Job.State.FAILED, attempt=recovery.ATTEMPTS)
    states = list(Job.objects.exclude(state=Job.State.DONE).exclude(given_up).values_list("state", "attempt"))
    if states:
        yield f"jobs are left: {states}"
    acted = set(Entry.objects.filter(action="drill.act").values_list("target_key", flat=True))
    never = {str(pk) for pk in Job.objects.filter(state=Job.State.DONE).values_list("pk", flat=True)} - acted
    if never:
        yield f"{len(never)} jobs are done and never acted"


def log_breaks() -> Iterator[str]:
    """Where the audit log does not hold: its chains, its heads outside the database, the rows it vouches for."""
    from io import StringIO

    from django.core.management import CommandError, call_command

    try:
        call_command("verify_audit", stdout=StringIO())
    except CommandError as error:
        yield str(error)


if __name__ == "__main__":
    sys.exit(main())
