"""A program of its own: applies an upload in another process and kills that at a random moment, again and again.

``python killed.py FOLDER ROUNDS`` prints a JSON list: what stood in the database before, after a whole apply, and
after each round. Each round begins with a fresh copy of the SQLite file.
"""

import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import django

PLATFORMS, FIGURES = 40, 13


def standing(file):
    """Written cells, steps, raised editions, audit entries and the state of the upload, read by sqlite3 alone."""
    base = sqlite3.connect(file)
    try:
        found = base.execute(
            "SELECT (SELECT count(*) FROM returns_cell WHERE value IS NOT NULL), (SELECT count(*) FROM returns_step),"
            " (SELECT count(*) FROM returns_return WHERE edition > 1), (SELECT count(*) FROM audit_entry"
            " WHERE action IN ('returns.fill_many', 'imports.apply')), (SELECT state FROM imports_importplan)"
        ).fetchone()
        return [*found, *base.execute("PRAGMA integrity_check").fetchone()]
    finally:
        base.close()


def apply(officer, upload):
    """What a process of its own does."""
    from keqiao.web.accounts.models import User
    from keqiao.web.imports import services

    services.apply(User.objects.get(pk=officer), upload)


def rounds(folder, officer, upload, count):
    """Kill so many applies; the first one is left to its end and tells how long it takes."""
    file, made = folder / "keqiao.sqlite3", folder / "made.sqlite3"
    shutil.copy(file, made)
    found, chance, longest = [standing(made)], random.Random(11), 0.0
    # A process with threads at work must not be forked: all come from a server that has loaded everything and rests.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "_RJEM_MALLOC_CONF": "background_thread:false"}
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["__main__"])
    for number in range(count + 1):
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        shutil.copy(made, file)
        start = time.monotonic()
        child = processes.Process(target=apply, args=(officer, upload))
        child.start()
        if number:
            time.sleep(chance.random() * longest * 1.05)
            child.kill()
        child.join()
        longest = longest or time.monotonic() - start
        found.append(standing(file))
    return found


def main() -> None:
    os.environ["KEQIAO_DATA"] = sys.argv[1]
    os.environ["DATABASE_URL"] = f"sqlite:///{sys.argv[1]}/keqiao.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from keqiao.web.accounts.models import Unit, User
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.facts.models import Measure
    from keqiao.web.facts.services import load_measures
    from keqiao.web.imports.models import ImportPlan
    from keqiao.web.registry.models import Organisation, Platform
    from keqiao.web.returns.models import Collection
    from keqiao.web.returns.services.collections import RequestedMeasure, open_collection, prepare
    from keqiao.web.returns.uploading.books import many_workbook
    from keqiao.web.returns.uploading.planning import CHANGED, PlannedLine

    load_measures()
    officer = User.objects.create(username="officer")
    officer.roles.set([ensure_roles()["bureau_officer"]])
    platforms = []
    for n in range(PLATFORMS):
        organisation = Organisation.objects.create(name=f"示范平台{n}号", division="320481")
        platforms.append(
            Platform.objects.create(
                organisation=organisation,
                code=f"P{n:02d}",
                short_name=f"平台{n}",
                type="rd",
                settled_on=date(2020, 1, 1),
                operating_since=date(2020, 1, 1),
                valid_from=date(2020, 1, 1),
                unit=Unit.objects.create(code=f"P{n:02d}", name=f"单位{n}", kind="platform"),
            )
        )
    reported = (
        Measure.objects.filter(definitions__derivation="")
        .exclude(definitions__derivation__gt="")
        .exclude(definitions__source_kind="expert")
    )
    codes = list(reported.distinct().values_list("code", flat=True)[:FIGURES])
    collection = Collection(
        title="2023年度绩效评价填报",
        period="2023",
        form_number="科评1表",
        issuer="科技局",
        due_on=date(2024, 3, 31),
    )
    prepare(officer, collection, [RequestedMeasure(code) for code in codes], platforms)
    collection = open_collection(officer, collection.pk)
    lines = [
        PlannedLine(
            at,
            cell.form_id,
            cell.item.measure.code,
            CHANGED,
            (None, False, ""),
            (str(Decimal(7)), False, ""),
            1,
        )
        for form in collection.returns.all()
        for at, cell in enumerate(form.cells.select_related("item__measure"), start=6)
    ]
    upload = ImportPlan.objects.create(
        importer="collections",
        subject=str(collection.pk),
        file_name="全市.xlsx",
        file_digest="0" * 64,
        content=many_workbook(officer, collection),
        lines=lines,
        by=officer,
        summary={
            "counts": {"changed": len(lines)},
            "wrong": 0,
            "writes": len(lines),
            "doubts": 0,
            "left_out": 0,
        },
    )
    officer = User.objects.get(pk=officer.pk)
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    print(json.dumps(rounds(Path(sys.argv[1]), officer.pk, upload.pk, int(sys.argv[2]))))


if __name__ == "__mp_main__":  # in the server of processes
    django.setup()
    import keqiao.web.imports.services  # noqa: F401
if __name__ == "__main__":
    main()
