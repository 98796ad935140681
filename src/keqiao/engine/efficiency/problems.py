"""What is wrong with figures or options handed to the efficiency models: which unit, which column, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from keqiao.engine.findings import Finding, FindingsError
from keqiao.language import Message, message


@dataclass(frozen=True)
class FactorFinding(Finding):
    """One finding; ``row`` counts units from 0 (None: no single row), ``unit`` and ``column`` are their names."""

    row: int | None = None
    unit: str | None = None
    column: str | None = None

    def in_language(self, language: str) -> str:
        """One line: row (from 1), unit and column, then what is wrong."""
        sentence = self.message
        if self.row is not None and self.column is not None:
            sentence = message(
                "Row {row} ({unit}), column {column}: {said}",
                row=self.row + 1,
                unit=self.unit,
                column=self.column,
                said=self.message,
            )
        elif self.row is not None:
            sentence = message(
                "Row {row} ({unit}): {said}", row=self.row + 1, unit=self.unit, said=self.message
            )
        elif self.column is not None:
            sentence = message("Column {column}: {said}", column=self.column, said=self.message)
        return sentence.in_language(language)


class EfficiencyError(FindingsError[FactorFinding]):
    """The figures or the options do not fit the model; ``findings`` lists every finding."""


def refused(sentence: Message, **where: int | str | None) -> EfficiencyError:
    """An :class:`EfficiencyError` of one finding."""
    return EfficiencyError([FactorFinding("error", sentence, **where)])  # type: ignore[arg-type]
