"""What is wrong in a panel of figures: which unit, period and measure, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from keqiao.language import Bilingual, Message

SHOWN = 5


@dataclass(frozen=True)
class Problem:
    """One finding about the data. ``row`` counts the rows of the frame from 0; None where no row is meant.

    An ``error`` keeps the evaluation from running; a ``warning`` is listed beside the results.
    """

    severity: Literal["error", "warning"]
    message: Message
    unit: str | None = None
    period: str | None = None
    measure: str | None = None
    row: int | None = None
    name: Bilingual | None = field(default=None, kw_only=True)
    """The name of the measure or node, where it is known (see ``evaluation.problems.named``)."""

    def about(self, language: str) -> str:
        """Unit, period and measure: in Chinese by name where it is known, else by code."""
        what = self.measure
        if self.name is not None and language.startswith("zh"):
            what = self.name.zh
        return ", ".join(part for part in (self.unit, self.period, what) if part)

    def in_language(self, language: str) -> str:
        """One line: unit, period and measure, then what is wrong and what to do."""
        about = self.about(language)
        said = self.message.in_language(language)
        return f"{about}: {said}" if about else said

    def __str__(self) -> str:
        return self.in_language("en")


class DataError(Exception):
    """The data cannot be evaluated; ``problems`` lists every error and the warnings found on the way."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.errors[:SHOWN]))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the data from being evaluated."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def in_language(self, language: str) -> str:
        """One line for each error."""
        return "\n".join(problem.in_language(language) for problem in self.errors)


def refused(said: Message, **where: str | int | None) -> DataError:
    """A :class:`DataError` of one finding."""
    return DataError([Problem("error", said, **where)])  # type: ignore[arg-type]
