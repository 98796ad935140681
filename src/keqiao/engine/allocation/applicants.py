"""The units that money is shared among: names, scores, grades and figures, checked once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from keqiao.engine.allocation.money import TEN_THOUSAND, exact
from keqiao.engine.allocation.problems import AllocationError, AllocationFinding
from keqiao.engine.allocation.rules import AllocationRules, Optimised, Proportional
from keqiao.language import message

Number: TypeAlias = Decimal | Fraction | int | float
MOST = 10**15
"""No score or figure is as large as this; one that is was typed wrongly."""


@dataclass(frozen=True)
class Applicants:
    """The units in the order given. ``scores`` and ``figures`` are exact; ``grades`` are codes of the rules.

    ``figures`` holds the columns that rules read by their heading; columns of money are in 元.
    """

    names: tuple[str, ...]
    scores: tuple[Fraction | None, ...]
    grades: tuple[str | None, ...]
    figures: Mapping[str, tuple[Fraction, ...]]

    def __len__(self) -> int:
        return len(self.names)

    def order(self, at: int) -> tuple[Fraction, str]:
        """Where a unit stands when something cannot be divided: better score first, then by name."""
        score = self.scores[at]
        return (Fraction(MOST) if score is None else -score, self.names[at])


def applicants(
    rules: AllocationRules,
    names: Sequence[str],
    scores: Sequence[Number | None] | None = None,
    grades: Sequence[str | None] | None = None,
    figures: Mapping[str, Sequence[Number | None]] | None = None,
) -> Applicants:
    """The units that ``rules`` share money among, n of each sequence. Figures of money are in the unit of the rules.

    Grades are codes or names (Chinese or English) of the rules' grades. Missing figures count as 0: a unit without a
    key project has none. Raises :class:`AllocationError` with every figure that cannot be used.
    """
    count = len(names)
    problems: list[AllocationFinding] = []
    series = figures or {}
    lengths: dict[str, Sequence[object] | None] = {
        "names": names,
        "scores": scores,
        "grades": grades,
        **series,
    }
    for word, listed in lengths.items():
        if listed is not None and len(listed) != count:
            sentence = message("{count} values where there are {units} units", count=len(listed), units=count)
            raise AllocationError([AllocationFinding("error", sentence, column=word)])
    if not count:
        raise AllocationError(
            [AllocationFinding("error", message("There are no units."), remedy=message("Give at least one."))]
        )
    known = _codes(rules)
    codes = [
        None if word is None else known.get(str(word).strip().casefold()) for word in grades or [None] * count
    ]
    checked = [_number(value, at, names, None, problems) for at, value in enumerate(scores or [None] * count)]
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if first.setdefault(name, at) != at:
            sentence = message("Two units have this name.")
            problems.append(
                AllocationFinding(
                    "error", sentence, at, name, about="name", remedy=message("Give each a name of its own.")
                )
            )
        excluded = codes[at] in rules.excluded
        if rules.reads_grades and codes[at] is None:
            written = None if grades is None else grades[at]
            sentence = (
                message("The grade is missing.")
                if written is None
                else message("“{word}” is no grade of the rules.", word=str(written)[:40])
            )
            remedy = message("Write one of: {names}.", names="、".join(str(n) for n in rules.grades.values()))
            problems.append(AllocationFinding("error", sentence, at, name, about="grade", remedy=remedy))
        if rules.reads_scores and not excluded and _missing(None if scores is None else scores[at]):
            remedy = message("Write it, or leave the unit out: no score is guessed.")
            problems.append(
                AllocationFinding(
                    "error", message("The score is missing."), at, name, about="score", remedy=remedy
                )
            )
    columns: dict[str, tuple[Fraction, ...]] = {}
    for column in rules.columns():
        if column not in series:
            sentence = message("The rules read the column {column}, which is not there.", column=column)
            problems.append(AllocationFinding("error", sentence, remedy=message("Add the column.")))
            continue
        factor = TEN_THOUSAND if rules.unit == "万元" and column in rules.money_columns() else 1
        values = [_number(value, at, names, column, problems) for at, value in enumerate(series[column])]
        for at, value in enumerate(values):
            if value is not None and value < 0:
                sentence = message("The figure is negative.")
                problems.append(
                    AllocationFinding("error", sentence, at, names[at], column, remedy=message("Correct it."))
                )
        columns[column] = tuple((value or Fraction(0)) * factor for value in values)
    _weights(rules, names, checked, codes, problems)
    if problems:
        raise AllocationError(problems)
    return Applicants(tuple(names), tuple(checked), tuple(codes), columns)


def _codes(rules: AllocationRules) -> dict[str, str]:
    """How a grade may be written → its code."""
    codes: dict[str, str] = {}
    for code, name in rules.grades.items():
        for word in (code, name.zh, name.en):
            if word:
                codes.setdefault(word.strip().casefold(), code)
    return codes


def _missing(value: Number | None) -> bool:
    return value is None or value != value  # noqa: PLR0124 - a figure that is not itself is NaN


def _number(
    value: Number | None, at: int, names: Sequence[str], column: str | None, problems: list[AllocationFinding]
) -> Fraction | None:
    if value is None or _missing(value):
        return None
    try:
        fine = math.isfinite(value) and -MOST < value < MOST
    except (OverflowError, TypeError):
        fine = False
    if not fine:
        sentence = message("{value} is no figure that can be used.", value=str(value)[:40])
        about: Literal["score"] | None = "score" if column is None else None
        problems.append(
            AllocationFinding(
                "error", sentence, at, names[at], column, about, remedy=message("Write a number.")
            )
        )
        return None
    # numpy's numbers know no exact value of their own.
    return exact(value if isinstance(value, Decimal | Fraction | int) else float(value))


def _weights(
    rules: AllocationRules,
    names: Sequence[str],
    scores: Sequence[Fraction | None],
    codes: Sequence[str | None],
    problems: list[AllocationFinding],
) -> None:
    """Scores that would be negative weights."""
    sharing = rules.sharing
    by_score = isinstance(sharing, Proportional) or (
        isinstance(sharing, Optimised) and sharing.contribution is None
    )
    for at, score in enumerate(scores):
        if by_score and score is not None and score < 0 and codes[at] not in rules.excluded:
            sentence = message("The score is negative: money cannot be shared in proportion to it.")
            problems.append(
                AllocationFinding(
                    "error",
                    sentence,
                    at,
                    names[at],
                    about="score",
                    remedy=message("Exclude the unit's grade or share by grade."),
                )
            )
