"""Read, check and store the workbook of a thousand platforms (100 000 figures) against the least it could take.

``python benchmarks/returns_upload.py`` uses SQLite in a temporary folder. In one process, in turn, so that both sides
see the same machine: (a) python-calamine alone reads the file and one ``bulk_create`` inserts as many cells; (b) the
product reads, checks, keeps the dry run and applies it, with steps, editions and audit. Printed: both, and the ratio.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from typing import Any

PLATFORMS = 1_000
FIGURES = 100
ROUNDS = 3
BOUND = 3.0


def main() -> int:
    """Measure and print; returns 1 where the median ratio is above the bound."""
    os.environ["KEQIAO_DATA"] = tempfile.mkdtemp()
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    call_command("migrate", verbosity=0)
    translation.activate("zh-hans")
    officer, collection = _city()
    from keqiao.web.imports import services
    from keqiao.web.returns.models import Cell
    from keqiao.web.returns.uploading.importer import MANY_FORMS_IMPORTER

    ratios = []
    for turn in range(1, ROUNDS + 1):
        start = time.perf_counter()
        content = _filled(officer, collection, turn)
        print(
            f"round {turn}: workbook of {len(content) / 1e6:.1f} MB written in {time.perf_counter() - start:.1f} s"
        )
        start = time.perf_counter()
        _calamine(content)
        read = time.perf_counter() - start
        insert = _insert(collection)
        start = time.perf_counter()
        upload = services.plan_file(officer, MANY_FORMS_IMPORTER, str(collection.pk), "all.xlsx", content)
        checked = time.perf_counter() - start
        assert upload.summary["counts"] == {"changed": PLATFORMS * FIGURES}, upload.summary["counts"]
        start = time.perf_counter()
        services.apply(officer, upload.pk, confirmed=True)
        applied = time.perf_counter() - start
        assert Cell.objects.filter(form__collection=collection, value=None).count() == 0
        ratios.append((checked + applied) / (read + insert))
        print(
            f"  calamine alone {read:.2f} s + one bulk insert {insert:.2f} s; "
            f"read and checked {checked:.2f} s + stored {applied:.2f} s; ratio {ratios[-1]:.2f}",
            flush=True,
        )
    median = statistics.median(ratios)
    print(f"{PLATFORMS * FIGURES} rows, SQLite; median ratio {median:.2f}, bound {BOUND}")
    return int(median > BOUND)


def _city() -> tuple[Any, Any]:
    """An officer, and an open collection of so many figures for so many platforms."""
    from keqiao.web.accounts.models import Unit, User
    from keqiao.web.accounts.roles import ensure_roles
    from keqiao.web.facts.models import Measure, MeasureDefinition
    from keqiao.web.registry.models import Organisation, Platform
    from keqiao.web.returns.models import Collection
    from keqiao.web.returns.services.collections import Asked, open_collection, prepare

    officer = User.objects.create(username="bench")
    officer.roles.set([ensure_roles()["bureau_officer"]])
    measures = [
        Measure(
            code=f"bench_{n:03d}",
            name=f"基准指标{n}",
            unit="元" if n % 2 else "件",
            kind="flow",
            value_type="money" if n % 2 else "count",
            category="finance",
            order=n,
        )
        for n in range(FIGURES)
    ]
    for measure in Measure.objects.bulk_create(measures):
        MeasureDefinition.objects.create(measure=measure, text="基准", valid_from=date(2000, 1, 1))
    platforms = []
    for n in range(PLATFORMS):
        unit = Unit.objects.create(code=f"B{n:04d}", name=f"单位{n}", kind="platform")
        platforms.append(
            Platform.objects.create(
                organisation=Organisation.objects.create(name=f"基准平台{n}号", division="320481"),
                code=f"B{n:04d}",
                short_name=f"基准{n}",
                type="rd",
                settled_on=date(2020, 1, 1),
                operating_since=date(2020, 1, 1),
                valid_from=date(2020, 1, 1),
                unit=unit,
            )
        )
    collection = Collection(
        title="2023年度绩效评价填报",
        period="2023",
        form_number="基准1表",
        issuer="科技局",
        due_on=date(2024, 3, 31),
    )
    prepare(officer, collection, [Asked(measure.code) for measure in measures], platforms)
    return officer, open_collection(officer, collection.pk)


def _filled(officer: Any, collection: Any, turn: int) -> bytes:
    """The officers' workbook with a new figure in every row, as Excel would save it."""
    from keqiao.web.returns.uploading import books

    kept = books._number

    def figure(sheet: Any, at: int, place: int, measure: Any, value: Any, style: Any) -> None:  # noqa: PLR0917
        kept(sheet, at, place, measure, Decimal(at * 10 + turn) * (10_000 if measure.is_money else 1), style)

    books._number = figure  # type: ignore[assignment]
    try:
        return books.many_workbook(officer, collection)
    finally:
        books._number = kept


def _calamine(content: bytes) -> None:
    """Read every sheet, as any program that uses python-calamine alone would."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _insert(collection: Any) -> float:
    """Seconds of one bulk insert of as many cells as the file has rows, taken back afterwards."""
    from django.db import transaction

    from keqiao.web.returns.models import Cell, Collection, CollectionItem, Return

    with transaction.atomic():
        kept = collection.pk
        other = Collection.objects.get(pk=kept)
        other.pk = None
        other.save()
        items = list(CollectionItem.objects.filter(collection=kept))
        for item in items:
            item.pk, item.collection = None, other
        CollectionItem.objects.bulk_create(items)
        forms = Return.objects.bulk_create(
            [
                Return(collection=other, platform_id=one.platform_id, due_on=one.due_on)
                for one in collection.returns.all()
            ]
        )
        start = time.perf_counter()
        Cell.objects.bulk_create(
            [Cell(form=form, item=item, value=Decimal(5)) for form in forms for item in items]
        )
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
