"""One relation between figures of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CheckType = Literal[
    "sum",
    "share",
    "difference",
    "factor",
    "growth",
    "average",
    "rank",
    "implied_base",
    "implied_count",
    "table",
]


@dataclass(frozen=True)
class InnerCheck:
    """One relation between figures of a text, by their numbers in it."""

    type: CheckType
    of: tuple[int, ...]
    holds: bool
    over: int | None = None
    equals: int | None = None
    rate: int | None = None
    only_by_rounding: bool = False
    whole: int | None = None
    """The whole number behind a rate; None where there is none."""
