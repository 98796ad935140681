"""How little would change the result: the engine's margins in a few sentences, each with the changes that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from keqiao.web.evaluations.drivers.analysis import RankDrivers
from keqiao.web.evaluations.drivers.pages import change_words
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.what_if.changes import ScenarioChanges
from keqiao.web.evaluations.what_if.controls import counts
from keqiao.web.evaluations.what_if.families import families
from keqiao.web.evaluations.what_if.proportional_weights import places
from keqiao.web.evaluations.what_if.scenario import Ready
from keqiao.web.site import numbers


@dataclass(frozen=True)
class Hint:
    """A sentence, and the changes by which the page shows what it says (none where there is nothing to move)."""

    text: str
    changes: ScenarioChanges = field(default_factory=ScenarioChanges)


def hints(start: Ready, drivers: RankDrivers, rows: Sequence[RunTotal], names: PlatformNames) -> list[Hint]:
    """Return what stands nearest to a change of the first place and of a grade, as the run is."""
    codes = {row.platform.code for row in rows}
    own = pl.col("unit").is_in(codes)
    # Where totals are not linear there is no share of the weight; the least lead comes first all the same.
    winners = drivers.winner.filter(own).sort("moved", "margin", nulls_last=True)
    leads = [_lead(row, names) for row in winners.head(1).to_dicts()]
    for event in ("first", "grade"):
        least = drivers.changes.filter((pl.col("event") == event) & own)
        least = least.sort((pl.col("factor") - 1).abs(), maintain_order=True)
        leads += [_single(start, row, names) for row in least.head(1).to_dicts()]
    near = drivers.thresholds.filter(own).sort(pl.col("margin").abs(), "unit")
    return leads + [_threshold(start, row, names) for row in near.head(1).to_dicts()]


def _lead(row: dict[str, Any], names: PlatformNames) -> Hint:
    """Return how far the first is from losing its place."""
    figures = {
        "first": names[row["unit"]],
        "second": names[row["against"]],
        "points": numbers.number(row["margin"], 2),
        "moved": numbers.percent(row["moved"], 1),
    }
    if row["moved"] is None:
        return Hint(_("First place: %(first)s leads %(second)s by %(points)s points.") % figures)
    text = _(
        "First place: %(first)s leads %(second)s by %(points)s points; moving %(moved)s of the whole weight "
        "between indicators would be enough to change that."
    )
    return Hint(text % figures)


def _single(start: Ready, row: dict[str, Any], names: PlatformNames) -> Hint:
    """Return the least change of a single weight that changes the first place or a grade."""
    nodes = {node.code: f"{node.code} {words(node.name)}" for node in start.scheme.walk()}
    grades = {grade.code: words(grade.name) for grade in start.scheme.grades}
    changes = scaled(start, row["node"], row["factor"])
    said = {"name": names[row["unit"]], "change": change_words(row["node"], row["factor"], nodes)}
    if row["event"] == "first":
        text = _(
            "The smallest change of one weight by which the first place passes from %(name)s to %(other)s: %(change)s."
        )
        return Hint(text % (said | {"other": names[row["other"]]}), changes)
    text = _("The smallest change of one weight by which a grade changes: %(change)s (%(name)s: %(grade)s).")
    return Hint(text % (said | {"grade": grades.get(row["other"], "—")}), changes)


def _threshold(start: Ready, row: dict[str, Any], names: PlatformNames) -> Hint:
    """Return which platform stands nearest to a threshold."""
    grades = {grade.code: words(grade.name) for grade in start.scheme.grades}
    text = (
        _("Nearest to a threshold: %(platform)s, %(points)s points above %(grade)s.")
        if row["margin"] >= 0
        else _("Nearest to a threshold: %(platform)s, %(points)s points below %(grade)s.")
    )
    points = numbers.number(abs(row["margin"]), 2)
    return Hint(
        text % {"platform": names[row["unit"]], "points": points, "grade": grades.get(row["against"], "")}
    )


def scaled(start: Ready, node: str, factor: float) -> ScenarioChanges:
    """Return the changes that multiply the weight of a node by `factor`, for every type that has its own."""
    weights = {}
    for family in families(start.scheme):
        decimals = places([member.weight for member in family.members], family.total)
        for member in family.members:
            if member.code == node and counts(start, family):
                weight = member.weight * Decimal(str(round(factor, 6)))
                weights[member.key] = round(weight, decimals)
    return ScenarioChanges(weights)
