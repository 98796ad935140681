"""How well the figures of a run are proven: the grade of the evidence behind each, for errors of measurement.

A scheme asks for it by an `error` factor whose `grades` name A, B, C or D (domain/model.md, Evidence: A register,
B third party, C unit, D self-report). The grades are kept with the run's input, so that a file filed later changes no
interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from django.db.models import Max

from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.uncertainty import ErrorFactor
from keqiao.web.evaluations.inputs import figures_read
from keqiao.web.facts.models import EvidenceGrade, Fact, Snapshot, SourceKind

NAME = "input_evidence"
"""The name under which a run keeps the grades; a run whose scheme asks for none has no such table."""
BY_SOURCE = {
    str(SourceKind.REGISTER.value): str(EvidenceGrade.A.value),
    str(SourceKind.EXPERT.value): str(EvidenceGrade.B.value),
}
"""Sources that say enough without a file."""
AT_ONCE = 500
"""So many facts are asked for in one query."""
COLUMNS = {
    "unit": pl.String,
    "measure": pl.String,
    "period": pl.String,
    "basis": pl.String,
    "grade": pl.String,
}


def is_asked(scheme: Scheme) -> bool:
    """Tell whether a scheme gives errors to figures by the grade of their evidence."""
    factors = () if scheme.uncertainty is None else scheme.uncertainty.factors
    letters = set(EvidenceGrade.values)
    return any(isinstance(factor, ErrorFactor) and letters & set(factor.grades) for factor in factors)


def graded(snapshot: Snapshot, scheme: Scheme, periods: Sequence[str]) -> pl.DataFrame:
    """Return the grade of every figure of `periods` that `scheme` reads: unit, measure, period, basis, grade.

    A figure is worth its weakest file, a sum its weakest fact. What is computed from a register, or recorded from
    one, is A; what experts rated is B, as of third parties; a figure without any file is the unit's word: D.
    """
    rows = list(
        figures_read(snapshot, scheme, periods).values_list(
            "platform__code", "measure__code", "period", "basis", "fact_id", "row_model", "row_ids"
        )
    )
    behind = [_facts(fact, model, ids) for *_place, fact, model, ids in rows]
    grades = _grades({fact for facts in behind for fact in facts})
    graded = [
        (*place, max((grades[fact] for fact in facts), default=str(EvidenceGrade.A.value)))
        for (*place, _fact, _model, _ids), facts in zip(rows, behind, strict=True)
    ]
    return pl.DataFrame(graded, schema=COLUMNS, orient="row")


def _facts(fact: int | None, model: str, ids: Sequence[int]) -> Sequence[int]:
    """The facts behind a figure: its own, those that were added up, none where it comes from a register."""
    if fact is not None:
        return (fact,)
    return ids if model == "facts.Fact" else ()


def _grades(facts: Iterable[int]) -> dict[int, str]:
    """The grade of each fact."""
    grades: dict[int, str] = {}
    wanted = sorted(facts)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        rows = Fact.objects.filter(pk__in=part).annotate(weakest=Max("evidence__grade")).order_by("pk")
        for fact, source, weakest in rows.values_list("pk", "source_kind", "weakest"):
            grades[fact] = BY_SOURCE.get(source) or weakest or str(EvidenceGrade.D.value)
    return grades


def kept_with(
    tables: Mapping[str, pl.DataFrame], period: str, basis: str
) -> dict[tuple[str, str], str] | None:
    """Return what `of_figures` does from the stored tables of a run; None where its scheme asked for no grades."""
    return of_figures(tables[NAME], period, basis) if NAME in tables else None


def of_figures(table: pl.DataFrame, period: str, basis: str) -> dict[tuple[str, str], str]:
    """Return (measure, unit) → grade of the figures of a period; a verified one where there is one and it counts."""
    here = table.filter(pl.col("period") == period)
    grades: dict[tuple[str, str], str] = {}
    for basis_read in ("reported", "verified") if basis == "verified" else ("reported",):
        rows = here.filter(pl.col("basis") == basis_read).select("measure", "unit", "grade")
        grades |= {(measure, unit): grade for measure, unit, grade in rows.iter_rows()}
    return grades
