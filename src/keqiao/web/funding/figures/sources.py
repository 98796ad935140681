"""Figures from the system: the snapshot and the yardstick of the run; each with its source told.

Money follows what was frozen with the grades it follows, never what a register says later (ADR 0024).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from keqiao.engine.allocation import AllocationRules
from keqiao.language import Bilingual
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Measure, SnapshotFigure
from keqiao.web.funding.figures.column_sources import Declared, declared
from keqiao.web.funding.ground import Ground
from keqiao.web.registry.models import Instalment, Project, ProjectParticipation

FigureByPlatform = Mapping[int, Decimal | None]


@dataclass(frozen=True)
class ColumnReading:
    """A column that rules read: values by platform (money in the unit of the rules), and where they come from.

    ``source`` is empty where the system knows nothing of the heading: then an officer writes the figures.
    """

    heading: str
    money: bool
    unit: str
    values: FigureByPlatform = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)

    def value(self, platform_id: int) -> Decimal | None:
        """Return the figure of a platform; None where there is none."""
        return self.values.get(platform_id)


def found_columns(rules: AllocationRules, ground: Ground) -> list[ColumnReading]:
    """Return every column that ``rules`` read, in their order; at most two queries for each."""
    known, words = declared()
    return [_column(rules, ground, heading, known.get(heading), words) for heading in rules.columns()]


def _column(
    rules: AllocationRules, ground: Ground, heading: str, declared: Declared | None, words: Bilingual
) -> ColumnReading:
    money = heading in rules.money_columns()
    unit = rules.unit if money else ""
    if declared is None:
        measure = Measure.objects.filter(Q(code=heading) | Q(name=heading)).first()
        if measure is None:
            return ColumnReading(heading, money, unit)
        declared = Declared("measure", words, measure=measure.code)
    if declared.kind in BEFORE and not _is_frozen(declared, ground):
        declared, values = declared.by_register(), BEFORE[declared.kind](declared, ground)
    else:
        values = SOURCES[declared.kind](declared, ground)
    if money and rules.unit == "万元":
        values = {key: None if value is None else value / YUAN_PER_WAN for key, value in values.items()}
    source = declared.source_words(
        year=ground.period[:4],
        run=ground.run.code,
        snapshot=ground.run.snapshot.code,
        measure=heading,
    )
    return ColumnReading(heading, money, unit, {k: _tidy(v) for k, v in values.items()}, source)


def _tidy(value: Decimal | None) -> Decimal | None:
    """Return a figure without idle zeros, never with an exponent."""
    if value is None:
        return None
    return Decimal(f"{value.normalize():f}")


def _platforms(ground: Ground) -> Sequence[int]:
    return [result.platform_id for result in ground.results]


def _year(ground: Ground) -> tuple[date, date]:
    year = int(ground.period[:4])
    return date(year, 1, 1), date(year, 12, 31)


def _is_frozen(declared: Declared, ground: Ground) -> bool:
    """Whether the run's snapshot holds the measure of a column for the year."""
    return SnapshotFigure.objects.filter(
        snapshot_id=ground.run.snapshot_id, measure__code=declared.measure, period=ground.period[:4]
    ).exists()


def _of_year(declared: Declared, ground: Ground) -> dict[int, Decimal | None]:
    """The figure of the run's snapshot for the year; 0 for a platform that has no row."""
    values = _measure(declared, replace(ground, period=ground.period[:4]))
    return {key: Decimal(0) if value is None else value for key, value in values.items()}


def _instalments(_one: Declared, ground: Ground) -> dict[int, Decimal | None]:
    """Σ of instalments due in the year, of agreements that stand (元)."""
    rows = (
        Instalment.objects.filter(
            withdrawn_at=None,
            agreement__withdrawn_at=None,
            due_on__range=_year(ground),
            agreement__platform__in=_platforms(ground),
        )
        .order_by()
        .values_list("agreement__platform")
        .annotate(Sum("amount"))
    )
    sums = dict(rows)
    return {key: sums.get(key, Decimal(0)) for key in _platforms(ground)}


def _projects(declared: Declared, ground: Ground) -> dict[int, Decimal | None]:
    """How many projects of the levels the platform led that ran at some time of the year."""
    first, last = _year(ground)
    rows = (
        ProjectParticipation.objects.filter(
            Q(project__ended_on=None) | Q(project__ended_on__gte=first),
            withdrawn_at=None,
            project__withdrawn_at=None,
            project__level__in=declared.levels,
            role=ProjectParticipation.Role.LEAD,
            project__started_on__lte=last,
            platform__in=_platforms(ground),
        )
        .exclude(project__status=Project.Status.TERMINATED)
        .order_by()
        .values_list("platform")
        .annotate(Count("project", distinct=True))
    )
    counts = dict(rows)
    return {key: Decimal(counts.get(key, 0)) for key in _platforms(ground)}


def _measure(declared: Declared, ground: Ground) -> dict[int, Decimal | None]:
    """The figure of the run's snapshot; the verified one where the ground is verified and there is one.

    A figure that comes from rows of registers is taken on the ground's basis only.
    """
    rows = SnapshotFigure.objects.filter(
        snapshot_id=ground.run.snapshot_id,
        measure__code=declared.measure,
        period=ground.period,
        platform__in=_platforms(ground),
    ).values_list("platform", "basis", "value", "definition__derivation")
    order = ("verified", "reported") if ground.basis == "verified" else ("reported", "verified")
    by_basis: dict[tuple[int, str], Decimal | None] = {
        (key, basis): value for key, basis, value, derivation in rows if not derivation or basis == order[0]
    }
    return {
        key: next((by_basis[key, basis] for basis in order if by_basis.get((key, basis)) is not None), None)
        for key in _platforms(ground)
    }


def _variant(declared: Declared, ground: Ground) -> dict[int, Decimal | None]:
    """1 where one of the yardsticks held in the evaluation, else 0."""
    return {
        result.platform_id: Decimal(int(result.variant in declared.variants)) for result in ground.results
    }


SOURCES: dict[str, Callable[[Declared, Ground], dict[int, Any]]] = {
    "agreement_instalments": _of_year,
    "led_projects": _of_year,
    "measure": _measure,
    "variant": _variant,
}
"""Kind of source → what finds its figures."""

BEFORE: dict[str, Callable[[Declared, Ground], dict[int, Any]]] = {
    "agreement_instalments": _instalments,
    "led_projects": _projects,
}
"""What finds the figures in the registers, for snapshots that were frozen before these measures were derived."""
