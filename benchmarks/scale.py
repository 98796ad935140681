"""The system at the scale of a province: the work on many figures at once, on each size.

``python benchmarks/scale.py 1000`` multiplies the demonstration to at least so many platforms (13: itself) in SQLite in
a temporary folder, or in the database of DATABASE_URL (``.ci/postgresql python benchmarks/scale.py 1000``). KEQIAO_DATA
names a folder in which the multiplied database stays for another run. Words after the number choose parts:
``figures``, ``snapshot``, ``run``, ``import``, ``rebuild``, ``file``; without any, all are done.

Printed are median and 95th percentile by the clock, the median of the processor, its ratio to a calibration of the same
run, the number of queries, and the highest memory of the process so far. What a step writes is taken back. Pages are in
``pages.py``, many people at once in ``load.py``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

YEARS = ["2022", "2023", "2024"]
TIMES = 3
LINES = 5_000


def main(platforms: int = 13, *parts: str) -> None:
    """Make the database and print the table."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.db import connection
    from measuring import calibration, memory, seconds
    from multiplied import ready

    from keqiao.web.facts.models import Fact
    from keqiao.web.registry.changes.state import records
    from keqiao.web.registry.models import Platform

    took = seconds(lambda: ready(platforms))[0]
    rows = sum(model._base_manager.count() for model in records())
    print(
        f"{connection.vendor}; {Platform.objects.count()} platforms, {Fact.objects.count()} facts, {rows} register"
        f" rows; ready after {took:.0f} s; highest memory {memory():.0f} MiB"
    )
    unit = calibration()
    print(f"calibration {unit:.3f} s")
    heads = f"{'median s':>10}{'p95 s':>8}{'CPU s':>8}{'ratio':>9}{'queries':>9}{'MiB':>8}"
    print(f"{'':<44}{heads}", flush=True)
    for part, measured in PARTS.items():
        if not parts or part in parts:
            measured(unit)


def figures(unit: float) -> None:
    """Compute every measure of three years: for one platform, for all, on both bases."""
    from keqiao.web.registry.models import Platform

    first = list(Platform.objects.current().values_list("pk", flat=True)[:1])
    told("one platform's figures", lambda: computed("reported", only=first), unit)
    told("all figures of three years", lambda: computed("reported"), unit)
    told("the same, verified", lambda: computed("verified"), unit)


def computed(basis: str, only: list[int] | None = None) -> None:
    """Compute every measure of three years."""
    from keqiao.periods import Period
    from keqiao.web.facts.computation import Computation
    from keqiao.web.facts.models import Measure

    codes = list(Measure.objects.values_list("code", flat=True))
    computation = Computation(codes, [Period.parse(year) for year in YEARS], basis, only=only)
    with computation.reading.then():
        for code in computation.codes:
            computation.figures(code)


def snapshot(unit: float) -> None:
    """Freeze two years, and compute the hash again from what is stored."""
    from keqiao.web.facts.models import Snapshot
    from keqiao.web.facts.services import create_snapshot, verify_snapshot

    with taken_back():
        told(
            "a snapshot of two years",
            lambda: create_snapshot(None, "bench", YEARS[-2:], code="BENCH"),
            unit,
            1,
        )
        made = Snapshot.objects.get(code="BENCH")
        told("its hash from the stored figures", lambda: verify_snapshot(made), unit, 1)


def run(unit: float) -> None:
    """Evaluate a snapshot by the scheme in force, with its intervals, and write the workbook of the result."""
    from keqiao.web.evaluations import downloads
    from keqiao.web.evaluations.models import Run, SchemeVersion
    from keqiao.web.evaluations.services import execute_run, start_run
    from keqiao.web.facts.services import create_snapshot

    with taken_back():
        frozen = create_snapshot(None, "bench", YEARS[-2:], code="BENCH")
        officer, scheme = _officer(), SchemeVersion.objects.get(pk=_run().scheme_id)
        given: dict[str, Any] = {
            "title": "bench",
            "snapshot": frozen,
            "scheme": scheme,
            "periods": YEARS[-1:],
        }
        started = start_run(officer, **given)
        told("a run with its intervals", lambda: execute_run(started), unit, 1)
        told(
            "its workbook",
            lambda: downloads.written(Run.objects.get(pk=started.pk), ".xlsx", "bench"),
            unit,
            1,
        )


def imported(unit: float) -> None:
    """Paste new patents of one platform, look at the plan, apply it."""
    from keqiao.web.imports.services import apply, plan_paste
    from keqiao.web.registry.identifiers import patent_check_digit
    from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
    from keqiao.web.registry.models import Platform

    code = Platform.objects.current().order_by("code").values_list("code", flat=True)[0]
    digits = [f"20181{number:07d}" for number in range(LINES)]
    lines = [f"{text}.{patent_check_digit(text)}\t一种{text}\t{code}" for text in digits]

    def paste() -> None:
        text = "\n".join(["application_no\ttitle\towner_platform", *lines])
        plan = plan_paste(_officer(), REGISTER_IMPORTER, "patents", text, {})
        apply(_officer(), plan.pk, reason="bench", confirmed=True)

    with taken_back():
        told(f"import of {LINES} register rows", paste, unit, 1)


def rebuilt(unit: float) -> None:
    """Compute and keep all current figures of three years."""
    from keqiao.periods import Period
    from keqiao.web.facts.services.figure_rebuild import rebuild

    with taken_back():
        told("kept figures of three years", lambda: rebuild([Period.parse(year) for year in YEARS]), unit, 1)


def file(unit: float) -> None:
    """Write a workbook of as many register rows as one takes."""
    from django.test import RequestFactory

    from keqiao.web.facts.models import Snapshot
    from keqiao.web.facts.views.snapshots import SnapshotPage
    from keqiao.web.jobs.progress import Unwatched
    from keqiao.web.site.tables import workbook

    request = RequestFactory().get("/", {"format": "xlsx"})
    request.user = _officer()
    view = SnapshotPage()
    view.setup(request, code=Snapshot.objects.order_by("-row_count")[0].code)
    told("workbook of a snapshot", lambda: workbook(view.make(Unwatched()).content, request.user), unit, 1)


PARTS: dict[str, Callable[[float], None]] = {
    "figures": figures,
    "snapshot": snapshot,
    "run": run,
    "import": imported,
    "rebuild": rebuilt,
    "file": file,
}


def told(name: str, step: Callable[[], Any], unit: float, times: int = TIMES) -> None:
    """Print what a step takes."""
    from measuring import measure, memory

    found = measure(step, times)
    used = found.processor()
    print(
        f"{name[:43]:<44}{found.median():>10.3f}{found.highest():>8.3f}{used:>8.3f}{used / unit:>9.1f}"
        f"{found.queries:>9}{memory():>8.0f}",
        flush=True,
    )


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _officer() -> Any:
    from keqiao.web.accounts.models import User

    return User.objects.get(username="officer")


def _run() -> Any:
    from keqiao.web.evaluations.models import Run

    return Run.objects.filter(state=Run.State.DONE).order_by("-pk")[0]


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 13, *sys.argv[2:])
