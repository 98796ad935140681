"""Subjects against a programme: each condition met, not met or unknown, and what follows for the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import polars as pl

from keqiao.engine.data_findings import refused
from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, compiled, condition_column
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme
from keqiao.engine.eligibility.ranges import settled
from keqiao.language import message

CLASS, WHOLE, EXCUSED = "class", "whole", "excused"
"""Columns of a judgement beside the conditions: the class, the whole, the whole with soft conditions excused."""


class EligibilityState(StrEnum):
    """What is told of a subject."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    UNKNOWN = "unknown"


STATE_NAMES = {
    EligibilityState.MET: message("eligible"),
    EligibilityState.NEAR: message("nearly eligible"),
    EligibilityState.MISSED: message("not eligible"),
    EligibilityState.UNKNOWN: message("to be verified"),
}


@dataclass(frozen=True)
class Judgement:
    """The subjects of ``frame`` (in its order) judged by ``plan``.

    ``frame`` has the figures, tables and computed measures under their codes, conditions (see :meth:`condition`),
    ``class``, ``whole`` and ``excused`` (Boolean, null where unknown).
    """

    plan: CompiledProgramme
    frame: pl.DataFrame

    @property
    def programme(self) -> SupportProgramme:
        """The programme by which they were judged."""
        return self.plan.programme

    def condition(self, code: str) -> pl.Series:
        """A condition of each subject: Boolean, null where unknown."""
        return self.frame[condition_column(code)]

    @cached_property
    def whole(self) -> pl.Series:
        """Whether each subject is eligible: Boolean, null where unknown."""
        return self.frame[WHOLE]

    def awards_unknown(self, row: int) -> bool:
        """Whether nobody looked in the register of awards for what ``once`` or ``excludes`` asks of a subject."""
        return any(self.frame[column][row] is None for column in self.plan.outside)

    def rows(self, truth: bool | None) -> list[int]:
        """The rows of the subjects that are eligible, not, or unknown."""
        wanted = self.whole.is_null() if truth is None else (self.whole == truth).fill_null(False)
        return wanted.arg_true().to_list()


def prepared(plan: CompiledProgramme, frame: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """The frame with every figure (Float64), attribute and date (String) of the programme; null where it has no such
    column. ``as_of`` is the day of application where the frame has no column of that name.

    Raises :class:`~keqiao.engine.data_findings.DataError` where a column has another kind.
    """
    columns = []
    for code in plan.figures:
        if code not in frame.columns:
            columns.append(pl.lit(None, dtype=pl.Float64).alias(code))
            continue
        dtype = frame.schema[code]
        if not (dtype.is_numeric() or dtype in {pl.Boolean, pl.Null}):
            sentence = message("{code} is no column of numbers.", code=code)
            raise refused(sentence, measure=code)
        number = pl.col(code).cast(pl.Float64)
        columns.append(pl.when(number.is_finite()).then(number).alias(code))
    for measure in plan.programme.measures:
        if measure.blank == "zero" and measure.formula is None:
            at = list(plan.figures).index(measure.code)
            columns[at] = columns[at].fill_null(0.0)
    for code in plan.texts:
        if code in frame.columns:
            columns.append(pl.col(code).cast(pl.String).alias(code))
        else:
            default = next((a.default for a in plan.programme.attributes if a.code == code), None)
            columns.append(pl.lit(default, dtype=pl.String).alias(code))
    if AS_OF not in frame.columns:
        columns.append(pl.lit(as_of.isoformat() if as_of else None, dtype=pl.String).alias(AS_OF))
    else:
        columns.append(pl.col(AS_OF).cast(pl.String).alias(AS_OF))
    columns += [
        pl.lit(None, dtype=pl.Boolean).alias(code) for code in plan.outside if code not in frame.columns
    ]
    return frame.with_columns(columns)


def judge(
    programme: SupportProgramme | CompiledProgramme, subjects: pl.DataFrame, as_of: date | None = None
) -> Judgement:
    """Judge the subjects (a row each) on the day ``as_of``.

    A figure that is missing makes a condition unknown, unless it does not matter: a sum of points that is reached
    whatever the missing part, a limit that is kept in every band. Raises
    :class:`~keqiao.engine.data_findings.DataError` for columns of another kind.
    """
    plan = programme if isinstance(programme, CompiledProgramme) else compiled(programme)
    frame = plan.computed(prepared(plan, subjects, as_of))
    frame = settled(plan, frame)
    return Judgement(plan, with_whole(plan, frame))


def with_whole(plan: CompiledProgramme, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what follows from its conditions."""
    frame = frame.with_columns(plan.whole.truth().alias(WHOLE))
    soft = [condition_column(condition.code) for condition in plan.programme.conditions if condition.soft]
    excused = frame
    if soft:
        excused = frame.with_columns(pl.lit(True).alias(code) for code in soft)
        excused = excused.select(plan.whole.truth().alias(EXCUSED))
        frame = frame.with_columns(excused[EXCUSED])
    else:
        frame = frame.with_columns(pl.col(WHOLE).alias(EXCUSED))
    if not plan.classes:
        return frame.with_columns(pl.lit(None, dtype=pl.String).alias(CLASS))
    code = pl.lit(None, dtype=pl.String)
    for name, group in reversed(plan.classes):
        code = pl.when(group.truth()).then(pl.lit(name)).otherwise(code)
    return frame.with_columns(pl.when(pl.col(WHOLE)).then(code).alias(CLASS))


def truths(
    programmes: Sequence[SupportProgramme | CompiledProgramme],
    subjects: pl.DataFrame,
    as_of: date | None = None,
    *,
    settle: bool = False,
) -> pl.DataFrame:
    """Whether each subject (rows) is eligible for each programme (columns ``0``, ``1`` …): Boolean, null = unknown.

    For many programmes over many subjects; ``settle`` looks closer at what is unknown, as :func:`judge` does.
    """
    columns: dict[str, pl.Series] = {}
    for at, programme in enumerate(programmes):
        plan = programme if isinstance(programme, CompiledProgramme) else compiled(programme)
        if settle:
            columns[str(at)] = judge(plan, subjects, as_of).whole
            continue
        needed = [name for name in (*plan.figures, *plan.texts, AS_OF) if name in subjects.columns]
        frame = prepared(plan, subjects.select(needed), as_of).lazy()
        for level in plan.levels:
            frame = frame.with_columns(column.expr for column in level)
        whole = frame.select(plan.whole.truth().alias(WHOLE)).collect()[WHOLE]
        columns[str(at)] = (
            whole if len(whole) == subjects.height else whole.new_from_index(0, subjects.height)
        )
    return pl.DataFrame(columns)


def changed(subjects: pl.DataFrame, changes: Mapping[str, float | str | None]) -> pl.DataFrame:
    """The subjects as if figures were others: what a simulation judges ("if R&D spend were …")."""
    return subjects.with_columns(
        pl.lit(value, dtype=pl.String if isinstance(value, str) else pl.Float64).alias(code)
        for code, value in changes.items()
    )
