"""What a step takes: clock, processor, queries, memory, and the ratio to a calibration of the same run.

Ratios of the processor's seconds to those of a fixed amount of work in Python and Polars can be held side by side for
different and for busy machines.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

LONG = 20.0
"""Seconds after which a step is not repeated."""


class Measured(NamedTuple):
    """Seconds by the clock and of this process's processor time for each repetition, and queries of the first."""

    clock: list[float]
    used: list[float]
    queries: int
    answer: Any

    def median(self) -> float:
        """The median by the clock."""
        return statistics.median(self.clock)

    def highest(self) -> float:
        """The 95th percentile by the clock."""
        return sorted(self.clock)[max(round(0.95 * len(self.clock)) - 1, 0)]

    def processor(self) -> float:
        """The median of the processor."""
        return statistics.median(self.used)


def calibration() -> float:
    """Return the median seconds of a fixed amount of work in Python and Polars."""
    import polars as pl

    def work() -> None:
        frame = pl.DataFrame({"key": [number * 7919 % 10_007 for number in range(1_000_000)]})
        frame.group_by("key").agg(pl.len()).sort("key")

    return statistics.median(seconds(work)[1] for _ in range(5))


def measure(step: Callable[[], Any], times: int) -> Measured:
    """Do a step once, and again as often as ``times`` says where it is not long."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        clock, used, answer = seconds(step)
    runs = [(clock, used)]
    while runs[0][0] < LONG and len(runs) < times:
        runs.append(seconds(step)[:2])
    return Measured([one for one, _used in runs], [one for _clock, one in runs], len(queries), answer)


def seconds(step: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock and of this process's processor time, and what the step gives."""
    start, used = time.perf_counter(), time.process_time()
    answer = step()
    return time.perf_counter() - start, time.process_time() - used, answer


def memory() -> float:
    """The highest memory of the process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
