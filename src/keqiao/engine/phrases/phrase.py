"""A phrase that says a figure: what it claims, in canonical units, and the interval of facts for which it holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

PhraseKind = Literal[
    "count",
    "money",
    "share",
    "rate",
    "level",
    "change_rate",
    "change_points",
    "change_amount",
    "factor",
    "ratio",
    "rank",
    "range",
    "quantity",
    "claim",
]
Qualifier = Literal[
    "exact", "about", "nearly", "some_more", "over", "at_least", "at_most", "under", "between", "indefinite"
]
Direction = Literal["up", "down", "same"]
PhraseRole = Literal["total", "part", "from", "to", "criterion", "target"]
Lint = Literal[
    "double_approx",
    "contradictory",
    "double_bound",
    "decrease_by_multiple",
    "percent_for_points",
    "no_measure_word",
    "glued_date",
    "relative_period",
    "false_precision",
    "unsupported_claim",
    "range_percent_sign",
]


@dataclass(frozen=True)
class Bounds:
    """The facts for which a phrase holds; None is no bound."""

    low: Decimal | None
    high: Decimal | None
    low_included: bool = True
    high_included: bool = True

    def __contains__(self, value: Decimal) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.low_included)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_included)

    def meets(self, other: Bounds) -> bool:
        """Whether some fact lies in both."""
        return self._begins_before_the_end_of(other) and other._begins_before_the_end_of(self)

    def _begins_before_the_end_of(self, other: Bounds) -> bool:
        if self.low is None or other.high is None:
            return True
        return self.low < other.high or (self.low == other.high and self.low_included and other.high_included)

    def mirrored(self) -> Bounds:
        """The interval of the negative facts: a decrease by so much."""
        return Bounds(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_included,
            self.low_included,
        )

    def moved(self, distance: Decimal) -> Bounds:
        """The interval so much higher."""
        return replace(
            self,
            low=None if self.low is None else self.low + distance,
            high=None if self.high is None else self.high + distance,
        )


@dataclass(frozen=True)
class Phrase:
    """One figure of a text. ``start`` and ``end`` count letters; ``span`` is the text between them."""

    start: int
    end: int
    span: str
    kind: PhraseKind
    value: Decimal | None
    unit: str | None
    qualifier: Qualifier
    interval: Bounds
    direction: Direction | None = None
    role: PhraseRole | None = None
    of: str = ""
    """The noun that it counts, where the text names several in their order (分别为)."""
    times: int = 1
    """So many things have this figure each (各)."""
    lints: tuple[Lint, ...] = ()
    place: Decimal = field(default=Decimal(1), compare=False)
    """Worth of the last place that was written, in the unit of ``value``."""

    def begun_at(self, start: int, text: str) -> Phrase:
        """The same figure with words further to the left that belong to it."""
        return replace(self, start=start, span=text[start : self.end])


@dataclass(frozen=True)
class TextLint:
    """A weakness of the text that belongs to no figure."""

    start: int
    end: int
    span: str
    lint: Lint
