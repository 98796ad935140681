"""Intervals on the number line whose edges say whether they are included: where they overlap or leave a gap.

Edges are compared exactly and with their word: 5000 that two intervals name is an overlap of one number, 5000 that none
includes a gap of one number.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import Part

Edge = tuple[float, int]
"""A place on the line: 0 at a number, 1 just above it, -1 just below it."""


@dataclass(frozen=True)
class Stretch:
    """Numbers from ``low`` to ``high``, the edges included where so marked."""

    low: float
    low_included: bool
    high: float
    high_included: bool

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low:.12g}"
        left = "-∞" if math.isinf(self.low) else f"{self.low:.12g}"
        right = "∞" if math.isinf(self.high) else f"{self.high:.12g}"
        opening = "[" if self.low_included and math.isfinite(self.low) else "("
        closing = "]" if self.high_included and math.isfinite(self.high) else ")"
        return f"{opening}{left}, {right}{closing}"


@dataclass(frozen=True)
class IntervalFault:
    """An overlap of two intervals (positions from 0), or a gap beside the interval ``second``."""

    kind: str
    stretch: Stretch
    first: int
    second: int


class NumberInterval(Part):
    """Figures between two edges, each with its own word: ``from`` and ``up_to`` include the edge, ``above`` and
    ``below`` do not. Without a lower or upper edge it is open on that side.
    """

    from_: float | None = Field(default=None, alias="from")
    above: float | None = None
    up_to: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _one_edge_a_side(self) -> NumberInterval:
        if self.from_ is not None and self.above is not None:
            raise ValueError("a band begins either `from` (included) or `above` (not included)")
        if self.up_to is not None and self.below is not None:
            raise ValueError("a band ends either `up_to` (included) or `below` (not included)")
        return self

    @property
    def stretch(self) -> Stretch:
        """The numbers it holds."""
        return _stretch(start_of(self), end_of(self))


def start_of(interval: NumberInterval) -> Edge:
    """The first place of an interval."""
    if interval.from_ is not None:
        return interval.from_, 0
    return (interval.above, 1) if interval.above is not None else (-math.inf, 0)


def end_of(interval: NumberInterval) -> Edge:
    """The last place of an interval."""
    if interval.up_to is not None:
        return interval.up_to, 0
    return (interval.below, -1) if interval.below is not None else (math.inf, 0)


def interval_faults(
    intervals: Sequence[NumberInterval],
    values: Sequence[Hashable],
    least: float = -math.inf,
    most: float = math.inf,
) -> Iterator[IntervalFault]:
    """Overlaps and gaps between ``least`` and ``most``, from the lowest number on; those of one of ``values`` may
    overlap.
    """
    order = sorted(range(len(intervals)), key=lambda at: (start_of(intervals[at]), end_of(intervals[at])))
    reached: Edge = (least, -1)
    reached_by = -1
    for at in order:
        start, end = start_of(intervals[at]), end_of(intervals[at])
        if start <= reached and reached_by >= 0:
            last = min(end, reached)
            if last >= start and values[reached_by] != values[at]:
                yield IntervalFault("overlap", _stretch(start, last), reached_by, at)
        elif start > _next(reached) and start[0] > least:
            yield IntervalFault("gap", _stretch(_next(reached), _before(start)), reached_by, at)
        if end > reached:
            reached, reached_by = end, at
    if reached < (most, 0):
        yield IntervalFault("gap", _stretch(_next(reached), (most, 0)), reached_by, reached_by)


def _next(edge: Edge) -> Edge:
    return edge[0], edge[1] + 1


def _before(edge: Edge) -> Edge:
    return edge[0], edge[1] - 1


def _stretch(first: Edge, last: Edge) -> Stretch:
    return Stretch(first[0], first[1] == 0, last[0], last[1] == 0)
