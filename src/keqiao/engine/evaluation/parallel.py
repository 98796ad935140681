"""Work on independent columns, on several threads where the columns are long; results keep their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
LONG = 20_000
"""Columns shorter than this are not worth a thread."""


@lru_cache(maxsize=1)
def _threads(process: int) -> ThreadPoolExecutor:
    """One pool for each process; a forked one does not inherit the threads of its parent."""
    return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="evaluation")


def each(function: Callable[[Item], Result], items: Iterable[Item], rows: int) -> list[Result]:
    """``function`` of each item, in order. The items must not touch each other's columns; ``rows`` is
    their length."""
    if rows < LONG:
        return [function(item) for item in items]
    return list(_threads(os.getpid()).map(function, items))
