"""Computing with figures that are known to an interval: the printed value beside what it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from keqiao.engine.phrases.phrase import Bounds, Phrase

_PERCENT = Decimal(100)


@dataclass(frozen=True)
class Extent:
    """A printed value, and the least and most that it may stand for."""

    value: Decimal
    low: Decimal
    high: Decimal
    closed: bool = True
    """Whether it may be ``high`` itself."""

    @classmethod
    def of(cls, figure: Phrase) -> Extent | None:
        """The extent of a figure; None where it names no value or has a side without bound."""
        held = figure.interval
        if figure.value is None or held.low is None or held.high is None:
            return None
        return cls(figure.value, held.low, held.high, held.high_included)

    @classmethod
    def of_all(cls, figures: Iterable[Phrase]) -> list[Extent] | None:
        """The extents of figures, None where one has none."""
        extents = [cls.of(figure) for figure in figures]
        return None if None in extents else [extent for extent in extents if extent is not None]

    def __mul__(self, times: int) -> Extent:
        return Extent(self.value * times, self.low * times, self.high * times, self.closed)

    def __add__(self, other: Extent) -> Extent:
        return Extent(
            self.value + other.value,
            self.low + other.low,
            self.high + other.high,
            self.closed and other.closed,
        )

    def __sub__(self, other: Extent) -> Extent:
        return Extent(self.value - other.value, self.low - other.high, self.high - other.low, False)

    def __truediv__(self, other: Extent) -> Extent | None:
        """The ratio; None unless the divisor is positive for certain."""
        if other.low <= 0:
            return None
        low = self.low / (other.high if self.low >= 0 else other.low)
        high = self.high / (other.low if self.high >= 0 else other.high)
        return Extent(self.value / other.value, low, high)

    def root(self, degree: int) -> Extent:
        """The ratio of one step of ``degree`` equal ones (compound growth)."""
        value, low, high = (
            max(ratio, Decimal(0)) ** (1 / Decimal(degree)) for ratio in (self.value, self.low, self.high)
        )
        return Extent(value, low, high, self.closed)

    def percent(self, less: int = 0) -> Extent:
        """A ratio in percent, less 1 for a growth."""
        value, low, high = ((ratio - less) * _PERCENT for ratio in (self.value, self.low, self.high))
        return Extent(value, low, high, self.closed)

    def agrees(self, result: Bounds) -> tuple[bool, bool]:
        """Whether it can be what another figure says, and whether only rounding lets it."""
        if self.value in result:
            return True, False
        reach = Bounds(self.low, self.high, high_included=self.closed or self.low == self.high)
        return (True, True) if reach.meets(result) else (False, False)
