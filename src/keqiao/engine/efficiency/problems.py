"""What is wrong with figures or options handed to the efficiency models: which unit, which column, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keqiao.language import Message, message

SHOWN = 20
"""So many findings are told one by one; further ones are counted."""


@dataclass(frozen=True)
class Problem:
    """One finding; ``row`` counts units from 0 (None: no single row), ``unit`` and ``column`` are their names."""

    message: Message
    row: int | None = None
    unit: str | None = None
    column: str | None = None

    def in_language(self, language: str) -> str:
        """One line: row (from 1), unit and column, then what is wrong."""
        said = self.message
        if self.row is not None and self.column is not None:
            said = message(
                "Row {row} ({unit}), column {column}: {said}",
                row=self.row + 1,
                unit=self.unit,
                column=self.column,
                said=self.message,
            )
        elif self.row is not None:
            said = message("Row {row} ({unit}): {said}", row=self.row + 1, unit=self.unit, said=self.message)
        elif self.column is not None:
            said = message("Column {column}: {said}", column=self.column, said=self.message)
        return said.in_language(language)

    def __str__(self) -> str:
        return self.in_language("en")


class DataError(ValueError):
    """The figures or the options do not fit the model; ``problems`` lists every finding."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """One line for each finding, at most :data:`SHOWN`, and the count of the others."""
        lines = [problem.in_language(language) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            more = message("… and {count} more errors.", count=len(self.problems) - SHOWN)
            lines.append(more.in_language(language))
        return "\n".join(lines)


def refused(said: Message, **where: int | str | None) -> DataError:
    """A :class:`DataError` of one finding."""
    return DataError([Problem(said, **where)])  # type: ignore[arg-type]
