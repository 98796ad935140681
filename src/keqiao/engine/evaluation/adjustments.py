"""Bonuses, deductions and their caps; the bounds of the total; what a veto takes away. Lines add up to
the total's change."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from keqiao.engine.evaluation.arrays import Truth, Values
from keqiao.engine.evaluation.needs import Read
from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.evaluation.problems import DataFinding
from keqiao.language import message


@dataclass
class Adjusted:
    """Points for each row: lines by (kind, code), and the total after them, before rounding."""

    total: Values
    lines: list[tuple[str, str, Values]] = field(default_factory=list)
    """kind: bonus, deduction, bonus_limit, deduction_limit, bounds, veto."""

    def add(self, kind: str, code: str, points: Values) -> None:
        """Note a line and add it to the total, if it is anything for anybody."""
        if points.any():
            self.lines.append((kind, code, points))
            self.total = self.total + points


def adjust(plan: Plan, read: Read, base: Values, problems: list[DataFinding]) -> Adjusted:
    """Add bonuses, take deductions, keep their caps and the bounds of the scheme. NaN totals stay NaN."""
    scheme = plan.scheme
    result = Adjusted(base)
    ranked = ~np.isnan(base)
    sums = {"bonus": np.zeros(base.size), "deduction": np.zeros(base.size)}
    for adjustment, key in zip(scheme.adjustments, plan.points, strict=True):
        points = read.number(key)
        unknown = np.isnan(points) & ranked
        if unknown.any():
            sentence = message(
                "{name} could not be computed for {count} units for want of data and counts 0.",
                name=adjustment.name,
                count=int(unknown.sum()),
            )
            problems.append(DataFinding("warning", sentence, measure=adjustment.code))
        if adjustment.minimum is not None or adjustment.maximum is not None:
            points = np.clip(points, adjustment.minimum, adjustment.maximum)
        points = np.where(ranked & ~np.isnan(points), points, 0.0)
        if adjustment.kind == "deduction":
            # A deduction may be written as the points taken or as points below zero; it never adds.
            points = -np.abs(points) + 0.0
        sums[adjustment.kind] += points
        result.add(adjustment.kind, adjustment.code, points)
    limits = scheme.adjustment_limits
    if limits.bonus is not None:
        result.add("bonus_limit", "bonus", np.minimum(limits.bonus - sums["bonus"], 0.0))
    if limits.deduction is not None:
        result.add("deduction_limit", "deduction", np.maximum(-limits.deduction - sums["deduction"], 0.0))
    if scheme.minimum is not None or scheme.maximum is not None:
        bounded = np.clip(result.total, scheme.minimum, scheme.maximum)
        result.add("bounds", "total", np.where(ranked, bounded - result.total, 0.0))
    return result


def vetoed(plan: Plan, read: Read) -> list[Truth]:
    """For each veto of the scheme the rows it strikes."""
    return [read.truth(key)[0] for key in plan.vetoes]


def cap_by_vetoes(plan: Plan, struck: list[Truth], adjusted: Adjusted) -> None:
    """A veto leaves at most its ``maximum`` points."""
    for veto, where in zip(plan.scheme.vetoes, struck, strict=True):
        if veto.maximum is not None and where.any():
            over = np.where(where & (adjusted.total > veto.maximum), veto.maximum - adjusted.total, 0.0)
            adjusted.add("veto", veto.code, over)
