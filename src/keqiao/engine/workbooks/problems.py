"""What is wrong in a data file: where, which unit and measure, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from keqiao.engine.data_findings import DataError, DataFinding
from keqiao.engine.findings import Severity
from keqiao.language import Bilingual, Message, message

LISTED = 20
"""So many problems of one kind in one column are listed one by one; the rest are counted."""


@dataclass(frozen=True)
class FileFinding(DataFinding):
    """One finding in a data file. ``row`` counts from 1 and ``column`` is Excel's letter; both empty for a whole sheet.

    ``code`` names the kind of finding, ``remedy`` says what to do. An ``error`` keeps the file from being used; a
    ``warning`` is listed beside the results.
    """

    code: str = ""
    sheet: str = ""
    column: str = ""

    @property
    def place(self) -> str:
        """Where, as Excel writes it: ``填报!C5``, ``填报!C``, ``填报!5``, or the sheet alone."""
        cell = f"{self.column}{self.row or ''}"
        return f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet or cell

    def in_language(self, language: str) -> str:
        """The whole finding as one line: place, unit and measure, what is wrong, what to do."""
        about = self.about(language)
        head = f"{self.place} ({about})" if self.place and about else self.place or about
        sentence = self.message.in_language(language)
        remedy = self.remedy.in_language(language) if self.remedy else ""
        gap = "" if language.startswith("zh") else " "
        return (f"{head}: " if head else "") + sentence + (gap + remedy if remedy else "")


def refused(code: str, sentence: Message, remedy: Message, sheet: str = "") -> DataError:
    """A :class:`DataError` of one finding about a whole file or sheet."""
    return DataError([FileFinding("error", sentence, code=code, remedy=remedy, sheet=sheet)])


class Findings:
    """Collects findings; of one kind in one column only the first :data:`LISTED` are kept, the rest counted.

    ``names``: those of measures and attributes by code.
    """

    def __init__(self, names: Mapping[str, Bilingual] | None = None) -> None:
        self._names = names or {}
        self._kept: list[FileFinding] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._last: dict[tuple[str, str, str], FileFinding] = {}

    def add(
        self,
        severity: Severity,
        code: str,
        sentence: Message,
        remedy: Message | None = None,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        unit: str = "",
        period: str = "",
        measure: str = "",
    ) -> None:
        """Note one finding."""
        problem = FileFinding(
            severity,
            sentence,
            unit or None,
            period or None,
            measure or None,
            row,
            code=code,
            remedy=remedy,
            sheet=sheet,
            column=column,
        )
        self.take(problem)

    def take(self, problem: FileFinding) -> None:
        """Note a finding made elsewhere; a measure is named where its name is known."""
        code, at, expert = (problem.measure or "").partition("@")
        if problem.name is None and code in self._names:
            name = self._names[code]
            if at:
                name = Bilingual(zh=f"{name.zh}@{expert}", en=f"{name.in_language('en')}@{expert}")
            problem = replace(problem, name=name)
        kind = (problem.code, problem.sheet, problem.column)
        self._seen[kind] += 1
        if self._seen[kind] <= LISTED:
            self._kept.append(problem)
        else:
            self._last[kind] = problem

    def full(self, code: str, sheet: str, column: str) -> bool:
        """Whether more of this kind in this column would only be counted."""
        return self._seen[(code, sheet, column)] >= LISTED

    @property
    def any_error(self) -> bool:
        """Whether the file cannot be used."""
        return any(problem.severity == "error" for problem in self._kept)

    def listed(self) -> tuple[FileFinding, ...]:
        """Every finding in order of place, errors first, and one line for those that were only counted."""
        counted = [
            replace(
                last,
                row=None,
                unit=None,
                period=None,
                message=message(
                    "{count} more of this kind: {last}", count=self._seen[kind] - LISTED, last=last.message
                ),
            )
            for kind, last in self._last.items()
        ]
        return tuple(sorted(self._kept + counted, key=lambda problem: problem.severity != "error"))
