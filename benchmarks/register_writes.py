"""Writing many rows at once: imports of new and of changed rows, a bulk edit, a bulk withdrawal, undo.

``python benchmarks/register_writes.py`` uses SQLite in a temporary folder, or the empty database of DATABASE_URL
(``.ci/postgresql python benchmarks/register_writes.py``). Every step goes the way of the pages, with all checks and the
history; the table shows seconds of the clock, seconds of this process's CPU and the number of queries.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from typing import Any

LINES = 5_000
EDITED = 2_000


def main(lines: int = LINES, edited: int = EDITED) -> None:
    """Fill an empty database and print the table."""
    officer, people = ready(lines)
    from django.db import connection

    from keqiao.web.registry.changes import obstacles, undo
    from keqiao.web.registry.identifiers import patent_check_digit

    digits = [f"20181{n:07d}" for n in range(lines)]
    numbers = [f"{text}.{patent_check_digit(text)}" for text in digits]
    heading = "application_no\ttitle\towner_platform"
    print(f"{connection.vendor}; {lines} lines, {edited} edited")
    print(f"{'':<44}{'seconds':>10}{'CPU':>10}{'queries':>10}", flush=True)

    first, second = (
        [f"{number}\t{title}{number}\tP01" for number in numbers] for title in ("一种", "另一种")
    )
    new = timed("import of new patents", lambda: pasted(officer, "patents", heading, first))
    changed = timed("import of changed patents", lambda: pasted(officer, "patents", heading, second))
    bulk = timed("bulk edit of patents", lambda: edit(officer, edited))
    timed("undo of the bulk edit", lambda: undo(officer, bulk))
    timed("undo of the changed patents", lambda: undo(officer, changed))
    timed("what stands against an undo of the new ones", lambda: obstacles(new))
    timed("undo of the new patents", lambda: undo(officer, new))
    heading = "person\tplatform\trole\tstarted_on"
    posts = [f"{person}\tP01\t研究员\t2020-01-01" for person in people]
    timed("import of new engagements", lambda: pasted(officer, "engagements", heading, posts))
    gone = timed("bulk withdrawal of engagements", lambda: withdraw(officer, edited))
    timed("undo of the withdrawal", lambda: undo(officer, gone))


def ready(lines: int) -> tuple[Any, list[str]]:
    """Make the database, an officer, a platform and persons; return the officer and the persons' codes."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from keqiao.web.accounts.models import User
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.registry import models as m

    officer, _ = User.objects.get_or_create(username="bench")
    officer.roles.set([ensure_roles()["bureau_officer"]])
    day = date(2018, 1, 1)
    body = m.Organisation.objects.create(name="示范研究院")
    m.Platform.objects.create(
        organisation=body, code="P01", short_name="示范院", type="rd", settled_on=day, valid_from=day
    )
    codes = [f"R{n}" for n in range(lines)]
    m.Person.objects.bulk_create(m.Person(code=code, name=f"人员{code}") for code in codes)
    return officer, codes


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do the work and print what it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as made:
        start, used = time.perf_counter(), time.process_time()
        done = work()
        seconds, cpu = time.perf_counter() - start, time.process_time() - used
    print(f"{name:<44}{seconds:>10.1f}{cpu:>10.1f}{len(made.captured_queries):>10}", flush=True)
    return done


def pasted(officer: Any, register: str, heading: str, rows: list[str]) -> Any:
    """Paste lines, look at the plan and apply it; return the set of changes."""
    from keqiao.web.imports.services import apply, plan_paste
    from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
    from keqiao.web.registry.models import ChangeSet

    plan = plan_paste(officer, REGISTER_IMPORTER, register, "\n".join([heading, *rows]), {})
    applied, _written = apply(officer, plan.pk, reason="测速", confirmed=True)
    return ChangeSet.objects.get(pk=applied.outcome["change_set"])


def edit(officer: Any, count: int) -> Any:
    """Give patents one field; return the set of changes."""
    from keqiao.web.registry import models as m
    from keqiao.web.registry.changes import change_set

    rows = list(m.Patent.objects.order_by("pk")[:count])
    for row in rows:
        row.ipc = "H01M"
    with change_set(officer, m.ChangeSet.Kind.BULK, register="patents", reason="测速") as changes:
        changes.save_all(rows)
    return changes.stored


def withdraw(officer: Any, count: int) -> Any:
    """Withdraw engagements; return the set of changes."""
    from keqiao.web.registry import models as m
    from keqiao.web.registry.changes import change_set

    rows = list(m.Engagement.objects.order_by("pk")[:count])
    with change_set(officer, m.ChangeSet.Kind.BULK, register="engagements", reason="测速") as changes:
        changes.withdraw_all(rows, "测速")
    return changes.stored


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
