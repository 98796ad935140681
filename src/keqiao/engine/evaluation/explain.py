"""Why a unit stands where it stands: the indicators that lift and pull, the next grade, adjustments,
vetoes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from keqiao.engine.evaluation.arrays import slack
from keqiao.engine.evaluation.grades import ordered
from keqiao.engine.evaluation.problems import refused
from keqiao.engine.evaluation.result import Evaluation
from keqiao.engine.evaluation.sides import chosen
from keqiao.engine.evaluation.wording import UnitNarrative
from keqiao.engine.schemes.scheme import Grade, Scheme, Variant
from keqiao.engine.schemes.tree import Indicator
from keqiao.engine.schemes.variants import replaced
from keqiao.language import Bilingual, message

NAMED = 3
"""So many indicators are named for each of: lift, pull, marks open."""


@dataclass(frozen=True)
class ComparedIndicator:
    """One indicator of the unit: its figures, and how it compares.

    ``field_score`` is the median score of the units of the period; ``pull`` what the difference to it is
    worth at this unit's weight, in points (above 0 lifts, below 0 pulls); ``open`` the points still to
    be had up to a score of 100.
    """

    code: str
    name: Bilingual
    unit: str
    raw: float | None
    treated: float | None
    score: float | None
    weight: float
    contribution: float
    field_score: float | None
    pull: float
    open: float
    flags: tuple[str, ...]


@dataclass(frozen=True)
class AdjustmentPoints:
    """A bonus, deduction, cap or veto with its points."""

    kind: str
    code: str
    name: Bilingual | None
    points: float


@dataclass(frozen=True)
class Tolerated:
    """An indicator of an accepted case of fault tolerance (容错): its own score and the neutral value (0–100; None
    where there is none), the points by which it raises the total, and whether it was made neutral (else the case has
    no effect, because the own score is not below the neutral value)."""

    code: str
    name: Bilingual
    own: float | None
    neutral: float | None
    points: float
    neutralised: bool


@dataclass(frozen=True)
class NextGrade:
    """The next better grade: ``missing`` points up to its threshold (0 where it is reached), and the
    indicators with the most marks open, best first, as many as are needed to close the distance (all
    that have any where that is not enough)."""

    code: str
    name: Bilingual
    at: float | None
    missing: float
    closers: tuple[ComparedIndicator, ...]
    held_back: str
    """Why a reached threshold is not enough: "", "veto", "condition" or "quota"."""


@dataclass(frozen=True)
class UnitExplanation:
    """Everything a page or a letter says about one unit's result. Points are points of the scheme's total."""

    unit: str
    name: str
    period: str
    basis: str
    base: float | None
    adjustment: float | None
    total: float | None
    rank: int | None
    ranked: int
    grade: str | None
    grade_name: Bilingual | None
    profile: str | None
    variant: Variant | None
    screened: bool
    factors: tuple[ComparedIndicator, ...]
    adjustments: tuple[AdjustmentPoints, ...]
    vetoes: tuple[AdjustmentPoints, ...]
    next_grade: NextGrade | None
    tolerated: tuple[Tolerated, ...] = ()

    @property
    def lifts(self) -> tuple[ComparedIndicator, ...]:
        """The indicators above the field, the strongest first."""
        return tuple(sorted((f for f in self.factors if f.pull > 0), key=lambda f: (-f.pull, f.code)))

    @property
    def pulls(self) -> tuple[ComparedIndicator, ...]:
        """The indicators below the field, the strongest first."""
        return tuple(sorted((f for f in self.factors if f.pull < 0), key=lambda f: (f.pull, f.code)))

    @property
    def opens(self) -> tuple[ComparedIndicator, ...]:
        """The indicators with marks still open, the most first."""
        return tuple(sorted((f for f in self.factors if f.open > 0), key=lambda f: (-f.open, f.code)))

    def sentences(self, language: str) -> list[str]:
        """The result in sentences, in ``language`` ("zh…" or "en…")."""
        return [sentence.in_language(language) for sentence in UnitNarrative(self).messages()]


def explain(
    evaluation: Evaluation, unit: str, period: str | None = None, basis: str | None = None
) -> UnitExplanation:
    """Explain the result of a unit in a period (the last where None) and basis (the first where None).

    Raises :class:`DataError` where the evaluation has no such unit.
    """
    period, basis = chosen(evaluation, period, basis)
    here = (pl.col("period") == period) & (pl.col("basis") == basis)
    field = evaluation.totals.filter(here)
    own = field.filter(pl.col("unit") == unit)
    if own.height == 0:
        raise refused(
            message("The evaluation has no unit {unit} in {period}.", unit=unit, period=period), unit=unit
        )
    row = own.row(0, named=True)
    scheme = evaluation.scheme
    variant = next((candidate for candidate in scheme.variants if candidate.code == row["variant"]), None)
    factors = _factors(evaluation, unit, here, variant)
    lines = evaluation.adjustments.filter(here & (pl.col("unit") == unit))
    names = {part.code: part.name for part in (*scheme.adjustments, *scheme.vetoes)}
    listed = [
        AdjustmentPoints(line["kind"], line["code"], names.get(line["code"]), line["points"])
        for line in lines.to_dicts()
    ]
    points_of = {line.code: line.points for line in listed if line.kind == "veto"}
    struck = (row["veto"] or "").split(",") if row["veto"] else []
    name = (
        None if row["grade_name"] is None else Bilingual(zh=row["grade_name"], en=row["grade_name_en"] or "")
    )
    return UnitExplanation(
        unit=unit,
        name=row["name"] or unit,
        period=period,
        basis=basis,
        base=row["base"],
        adjustment=row["adjustment"],
        total=row["total"],
        rank=row["rank"],
        ranked=field["rank"].count(),
        grade=row["grade"],
        grade_name=name,
        profile=row["profile"],
        variant=variant,
        screened=row["screened"],
        factors=factors,
        adjustments=tuple(line for line in listed if line.kind != "veto"),
        vetoes=tuple(
            AdjustmentPoints("veto", code, names.get(code), points_of.get(code, 0.0)) for code in struck
        ),
        next_grade=_next_grade(scheme, row, factors, bool(struck)),
        tolerated=_tolerated(evaluation, factors, here & (pl.col("unit") == unit)),
    )


def _tolerated(
    evaluation: Evaluation, factors: tuple[ComparedIndicator, ...], here: pl.Expr
) -> tuple[Tolerated, ...]:
    if evaluation.tolerance is None:
        return ()
    names = {factor.code: factor.name for factor in factors}
    return tuple(
        Tolerated(
            row["indicator"],
            names[row["indicator"]],
            row["own"],
            row["neutral"],
            row["points"],
            row["neutralised"],
        )
        for row in evaluation.tolerance.filter(here).to_dicts()
    )


def _factors(
    evaluation: Evaluation, unit: str, here: pl.Expr, variant: Variant | None
) -> tuple[ComparedIndicator, ...]:
    field = evaluation.indicators.filter(here)
    medians = dict(field.group_by("indicator").agg(pl.col("score").median()).iter_rows())
    result = []
    rows = {row["indicator"]: row for row in field.filter(pl.col("unit") == unit).to_dicts()}
    for leaf in evaluation.scheme.leaves():
        row = rows[leaf.code]
        holds: Indicator = leaf if variant is None else replaced(leaf, variant)
        score, weight, median = row["score"], row["weight"] or 0.0, medians.get(leaf.code)
        difference = 0.0 if score is None or median is None else score - median
        result.append(
            ComparedIndicator(
                code=leaf.code,
                name=holds.name,
                unit=holds.unit,
                raw=row["denominated"],
                treated=row["treated"],
                score=score,
                weight=weight,
                contribution=row["contribution"] or 0.0,
                field_score=median,
                pull=weight * difference / 100.0,
                open=0.0 if score is None else max(0.0, weight * (100.0 - score) / 100.0),
                flags=tuple(row["flags"].split()),
            )
        )
    return tuple(result)


def _next_grade(
    scheme: Scheme, row: dict[str, object], factors: tuple[ComparedIndicator, ...], struck: bool
) -> NextGrade | None:
    """The grade above the one held; None where the best is held or no grade is given."""
    grades = ordered(scheme.grades)
    codes = [grade.code for grade in grades]
    total = row["total"]
    if row["grade"] not in codes or not isinstance(total, float):
        return None
    place = codes.index(str(row["grade"]))
    if place == 0:
        return None
    better: Grade = grades[place - 1]
    missing = max(0.0, (better.at or 0.0) - total)
    if missing <= slack(better.at or 0.0):
        missing = 0.0
    held_back = ""
    if missing == 0:
        held_back = "veto" if struck else "quota" if better.when is None else "condition"
    closers = []
    closed = 0.0
    for factor in sorted((f for f in factors if f.open > 0), key=lambda f: (-f.open, f.code)):
        if closed >= missing:
            break
        closers.append(factor)
        closed += factor.open
    return NextGrade(better.code, better.name, better.at, missing, tuple(closers), held_back)
