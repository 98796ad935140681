"""Figures at the scale of a province: all figures of three years, a snapshot of two, one platform's, on each size.

``python benchmarks/scale.py 1000`` multiplies the demonstration to at least so many platforms (13: itself) in SQLite in
a temporary folder, or in the database of DATABASE_URL (``.ci/postgresql python benchmarks/scale.py 1000``). KEQIAO_DATA
names a folder in which the multiplied database stays for another run. Printed are the medians by the
clock and of the processor, the number of queries, the highest memory of the process so far, and the ratio of the
processor's seconds to a calibration of the same run: work of a fixed amount in Python and Polars, so that ratios of
different and of busy machines can be held side by side.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

YEARS = ["2022", "2023", "2024"]
LONG = 20.0
"""Seconds after which a step is not repeated."""
TIMES = 3


def main(platforms: int = 13) -> None:
    """Make the database and print the table."""
    os.environ.setdefault("KEQIAO_DATA", tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "keqiao.web.site.settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django

    django.setup()
    from django.db import connection
    from multiplied import ready

    from keqiao.web.facts.models import Fact
    from keqiao.web.registry.changes.state import records
    from keqiao.web.registry.models import Platform

    start = time.perf_counter()
    ready(platforms)
    seconds = time.perf_counter() - start
    rows = sum(model._base_manager.count() for model in records())
    print(
        f"{connection.vendor}; {Platform.objects.count()} platforms, {Fact.objects.count()} facts, {rows} register"
        f" rows; ready after {seconds:.0f} s; highest memory {_memory():.0f} MiB"
    )
    unit = calibration()
    print(f"calibration {unit:.3f} s")
    print(f"{'':<34}{'clock s':>10}{'CPU s':>8}{'ratio':>9}{'queries':>9}{'MiB':>8}", flush=True)
    for name, step in (
        ("one platform's figures", one_platform),
        ("all figures of three years", lambda: all_figures("reported")),
        ("the same, verified", lambda: all_figures("verified")),
        ("a snapshot of two years", snapshot),
    ):
        measured(name, step, unit)


def calibration() -> float:
    """Return the median seconds of a fixed amount of work in Python and Polars."""
    import polars as pl

    def work() -> None:
        frame = pl.DataFrame({"key": [number * 7919 % 10_007 for number in range(1_000_000)]})
        frame.group_by("key").agg(pl.len()).sort("key")

    return statistics.median(_seconds(work)[1] for _ in range(5))


def measured(name: str, step: Callable[[], Any], unit: float) -> None:
    """Print what a step takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        seconds = [_seconds(step)]
    while seconds[0][0] < LONG and len(seconds) < TIMES:
        seconds.append(_seconds(step))
    clock, used = (statistics.median(column) for column in zip(*seconds, strict=True))
    ratio = used / unit
    print(f"{name:<34}{clock:>10.2f}{used:>8.2f}{ratio:>9.1f}{len(queries):>9}{_memory():>8.0f}", flush=True)


def all_figures(basis: str) -> None:
    """Compute every measure of three years for all platforms and the city."""
    from keqiao.web.facts.computation import Computation

    computation = Computation(_codes(), _periods(YEARS), basis)
    with computation.reading.then():
        for code in computation.codes:
            computation.figures(code)


def one_platform() -> None:
    """Compute every measure of three years for one platform, as its profile asks."""
    from keqiao.web.facts.computation import Computation
    from keqiao.web.registry.models import Platform

    platform = Platform.objects.current().values_list("pk", flat=True).first()
    computation = Computation(_codes(), _periods(YEARS), only=platform)
    with computation.reading.then():
        for code in computation.codes:
            computation.figures(code)


def snapshot() -> None:
    """Freeze two years; it is rolled back."""
    from django.db import transaction

    from keqiao.web.facts.services import create_snapshot

    with transaction.atomic():
        create_snapshot(None, "bench", YEARS[-2:], code="BENCH")
        transaction.set_rollback(True)


def _codes() -> list[str]:
    from keqiao.web.facts.models import Measure

    return list(Measure.objects.values_list("code", flat=True))


def _periods(texts: list[str]) -> list[Any]:
    from keqiao.periods import Period

    return [Period.parse(text) for text in texts]


def _seconds(step: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of this process's processor time."""
    start, used = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - start, time.process_time() - used


def _memory() -> float:
    """The highest memory of the process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
