"""An allocation: a line with its steps for each unit, what stays in the pool, prices, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl

from keqiao.engine.allocation.applicants import Applicants
from keqiao.engine.allocation.money import to_cent
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.engine.allocation.terms import Terms
from keqiao.language import Language, Message

Kind = Literal[
    "base", "earmark", "weight", "share", "grade", "optimum", "floor", "cap", "rounding", "excluded"
]


@dataclass(frozen=True)
class LineStep:
    """One step of a line: the formula with its figures, and what it adds (元, to the cent; 0 for a weight)."""

    kind: Kind
    sentence: Message
    amount: Decimal


@dataclass(frozen=True)
class AllocationLine:
    """What one unit gets (元); the amounts of the steps add up to it. ``met`` tells the bounds that hold it."""

    unit: str
    amount: Decimal
    steps: tuple[LineStep, ...]
    met: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a rule costs: the expected contribution gained by relaxing it by one ``unit``; 0: it does not bind.

    ``exact`` prices are shadow prices of the linear programme or differences between two solved programmes.
    """

    rule: Message
    value: float
    sentence: Message


@dataclass(frozen=True)
class Allocation:
    """The lines in the order of the units; ``unspent`` stays in the pool; Σ lines + unspent = pool, exactly."""

    terms: Terms
    lines: tuple[AllocationLine, ...]
    unspent: Decimal
    contribution: float | None = None
    prices: tuple[Price, ...] = ()
    remarks: tuple[Message, ...] = ()

    @property
    def rules(self) -> AllocationRules:
        """The rules that were followed."""
        return self.terms.rules

    @property
    def units(self) -> Applicants:
        """The units in the order given."""
        return self.terms.units

    @property
    def pool(self) -> Decimal:
        """The whole pool (元)."""
        return to_cent(self.terms.pool * self.terms.grain)

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The amounts (元) in the order of the units."""
        return tuple(line.amount for line in self.lines)

    def frame(self, language: Language = "zh") -> pl.DataFrame:
        """unit, score, grade, amount (元, Decimal) and formula; a row for each unit."""
        scores = [None if score is None else float(score) for score in self.units.scores]
        grades = [
            None if code is None else self.rules.grades[code].in_language(language)
            for code in self.units.grades
        ]
        return pl.DataFrame(
            {
                "unit": list(self.units.names),
                "score": pl.Series(scores, dtype=pl.Float64),
                "grade": pl.Series(grades, dtype=pl.String),
                "amount": pl.Series(list(self.amounts), dtype=pl.Decimal(38, 2)),
                "formula": [formula(line, language) for line in self.lines],
            }
        )


def formula(line: AllocationLine, language: str) -> str:
    """The steps of a line as one text."""
    return ("；" if language.startswith("zh") else "; ").join(
        step.sentence.in_language(language) for step in line.steps
    )
