"""What a case does to a result: the newest finished run computed with it and without it, beside each other.

The engine does the work (``Panel.tolerated``): the weight of an indicator goes to its siblings where its own score is
below what they bring, and nothing happens where it is not; so nothing is ever raised above neutral (model.md §5, 10).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from keqiao.engine.evaluation import DataError, Evaluation, evaluate
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation, intervals, listings, selectors
from keqiao.web.evaluations.marks import NodeResult
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.reading import RunReading, SchemeNode
from keqiao.web.registry.language import in_language
from keqiao.web.tolerance import selectors as cases
from keqiao.web.tolerance.models import ToleranceCase

LEAST = 1e-9
"""Points that are a difference of rounding."""


@dataclass(frozen=True)
class TouchedIndicator:
    """An indicator that a case touches, by itself or through a group.

    Points of the total: what it brought, what is neutral, what counts.
    """

    node: SchemeNode
    before: NodeResult
    neutral: float | None
    counts: float | None
    url: str

    @property
    def has_effect(self) -> bool:
        """Whether the case changes anything: not where the own score is not below the neutral value."""
        own = self.before.contribution or 0.0
        return self.counts is not None and abs(self.counts - own) > LEAST


@dataclass(frozen=True)
class SideResult:
    """Total, rank and grade of the platform on one side; ``place`` is the rank with its interval where it has one."""

    total: float | None
    rank: int | None
    grade: str
    place: str


@dataclass(frozen=True)
class Effect:
    """The effect of a case in a run. ``included``: the run took the case in itself. ``waiting``: other accepted cases
    of the period that the run does not have.
    """

    run: Run
    basis: str
    lines: Sequence[TouchedIndicator]
    before: SideResult
    after: SideResult
    url: str
    included: bool
    waiting: int

    @property
    def change(self) -> float | None:
        """The points that the total gains."""
        if self.before.total is None or self.after.total is None:
            return None
        return round(self.after.total - self.before.total, 9)


def effect_of(user: Actor, case: ToleranceCase) -> Effect | None:
    """Return the effect of a case in the newest finished run of its period; None where there is none to compare with,
    or the run does not have the platform.
    """
    run = cases.latest_run(user, case.scheme_code, case.period)
    return None if run is None else effect_in(case, run)


def effect_in(case: ToleranceCase, run: Run) -> Effect | None:
    """Return the effect of a case in a finished run; None where the run does not have the platform."""
    unit, basis = case.platform.code, run.bases[0]
    own = frozenset((unit, case.period, code) for code in case.indicators)
    kept = selectors.stored_frames(run)
    panel = computation.panel_of(kept)
    others = panel.tolerated - own
    try:
        scheme = computation.scheme_of(run.scheme)
        sides = [
            evaluate(scheme, replace(panel, tolerated=tolerated), periods=[case.period], basis=basis)  # type: ignore[arg-type]
            for tolerated in (others, others | own)
        ]
    except (DataError, computation.NoResult):
        return None
    without = _reading(sides[0], case.period, basis)
    before, after = (_side_result(side, unit, case.period) for side in sides)
    if before is None or after is None:
        return None
    included = case.code in cases.cases_in(run)
    drawn = intervals.certainty(run, case.period, basis)
    if included:
        after = replace(after, place=drawn.rank(unit, after.rank))
    else:
        before = replace(before, place=drawn.rank(unit, before.rank))
    return Effect(
        run,
        basis,
        lines(without, sides[1], unit, case.indicators, run),
        before,
        after,
        listings.platform_url(run, unit, case.period, basis),
        included,
        cases.waiting(case, run),
    )


def _reading(side: Evaluation, period: str, basis: str) -> RunReading:
    tables = {"indicators": side.indicators, "nodes": side.nodes}
    return selectors.read(side.scheme, tables, RunTotal.objects.none(), period, basis)


def _side_result(side: Evaluation, unit: str, period: str) -> SideResult | None:
    rows = side.totals.filter((pl.col("unit") == unit) & (pl.col("period") == period)).to_dicts()
    if not rows:
        return None
    row = rows[0]
    grade = in_language(row["grade_name"] or "", row["grade_name_en"] or "")
    return SideResult(row["total"], row["rank"], grade, str(row["rank"] or "—"))


def lines(
    without: RunReading, having: Evaluation, unit: str, codes: Collection[str], run: Run
) -> list[TouchedIndicator]:
    """Return a line for every indicator at or below the nodes named: a group is judged indicator by indicator."""
    marks: dict[str, Any] = {}
    if having.tolerance is not None:
        rows = having.tolerance.filter(pl.col("unit") == unit).iter_rows(named=True)
        marks = {row["indicator"]: row for row in rows}
    below = cases.leaves(without.nodes, codes)
    touched = []
    for node in without.nodes:
        if node.code not in below:
            continue
        before, row = without.mark(unit, node.code), marks.get(node.code)
        neutral, counts = None, before.contribution
        if row is not None and row["neutral"] is not None and before.weight is not None:
            neutral = row["neutral"] * before.weight / 100.0
            counts = neutral if row["neutralised"] else counts
        url = listings.indicator_url(run, node.code, without.period, without.basis)
        touched.append(TouchedIndicator(node, before, neutral, counts, url))
    return touched


def _arithmetic(scheme: Scheme) -> bool:
    """Whether all branches are weighted means."""
    written = [part.aggregation for part in scheme.walk() if isinstance(part, Branch)]
    used = [scheme.aggregation, scheme.defaults.aggregation, *scheme.defaults.levels.values(), *written]
    return all(aggregation is None or aggregation.method == "arithmetic" for aggregation in used)


def neutral_points(reading: RunReading, unit: str, code: str) -> float | None:
    """Return what an indicator would bring if its weight went to its siblings, in points of the total; None where the
    scheme has other means than arithmetic ones or the branch has no other indicator that counts.

    For the list to choose from; a case is previewed by computing the run again.
    """
    node = reading.node[code]
    parent = reading.node.get(node.parent)
    if parent is None or not isinstance(parent.part, Branch):
        return None
    if not _arithmetic(reading.scheme):
        return None
    own, whole = reading.mark(unit, code), reading.mark(unit, parent.code)
    if None in {own.weight, own.contribution, whole.weight, whole.contribution}:
        return None
    rest = whole.weight - own.weight  # type: ignore[operator]
    if rest <= 0:
        return None
    return (whole.contribution - own.contribution) / rest * own.weight  # type: ignore[operator]
