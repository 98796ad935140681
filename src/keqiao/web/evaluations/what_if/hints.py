"""How little would change the result: the engine's margins in a few sentences, each with the changes that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from keqiao.web.evaluations.drivers.analysis import Deciders
from keqiao.web.evaluations.drivers.pages import change_words
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.naming import Names
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.what_if.changes import Changes
from keqiao.web.evaluations.what_if.controls import counts
from keqiao.web.evaluations.what_if.families import families
from keqiao.web.evaluations.what_if.proportional_weights import places
from keqiao.web.evaluations.what_if.scenario import Ready
from keqiao.web.site import numbers


@dataclass(frozen=True)
class Hint:
    """A sentence, and the changes by which the page shows what it says (none where there is nothing to move)."""

    text: str
    changes: Changes = field(default_factory=Changes)


def hints(start: Ready, drivers: Deciders, rows: Sequence[RunTotal], names: Names) -> list[Hint]:
    """Return what stands nearest to a change of the first place and of a grade, as the run is."""
    shown = {row.platform.code for row in rows}
    own = pl.col("unit").is_in(shown)
    # Where totals are not linear there is no share of the weight; the least lead comes first all the same.
    winners = drivers.winner.filter(own).sort("moved", "margin", nulls_last=True)
    found = [_lead(one, names) for one in winners.head(1).to_dicts()]
    for event in ("first", "grade"):
        least = drivers.changes.filter((pl.col("event") == event) & own)
        least = least.sort((pl.col("factor") - 1).abs(), maintain_order=True)
        found += [_single(start, one, names) for one in least.head(1).to_dicts()]
    near = drivers.thresholds.filter(own).sort(pl.col("margin").abs(), "unit")
    return found + [_threshold(start, one, names) for one in near.head(1).to_dicts()]


def _lead(one: dict[str, Any], names: Names) -> Hint:
    """Return how far the first is from losing its place."""
    figures = {
        "first": names[one["unit"]],
        "second": names[one["against"]],
        "points": numbers.number(one["margin"], 2),
        "moved": numbers.percent(one["moved"], 1),
    }
    if one["moved"] is None:
        return Hint(_("First place: %(first)s leads %(second)s by %(points)s points.") % figures)
    text = _(
        "First place: %(first)s leads %(second)s by %(points)s points; moving %(moved)s of the whole weight "
        "between indicators would be enough to change that."
    )
    return Hint(text % figures)


def _single(start: Ready, one: dict[str, Any], names: Names) -> Hint:
    """Return the least change of a single weight that changes the first place or a grade."""
    nodes = {node.code: f"{node.code} {words(node.name)}" for node in start.scheme.walk()}
    grades = {grade.code: words(grade.name) for grade in start.scheme.grades}
    changes = scaled(start, one["node"], one["factor"])
    said = {"name": names[one["unit"]], "change": change_words(one["node"], one["factor"], nodes)}
    if one["event"] == "first":
        text = _(
            "The smallest change of one weight by which the first place passes from %(name)s to %(other)s: %(change)s."
        )
        return Hint(text % (said | {"other": names[one["other"]]}), changes)
    text = _("The smallest change of one weight by which a grade changes: %(change)s (%(name)s: %(grade)s).")
    return Hint(text % (said | {"grade": grades.get(one["other"], "—")}), changes)


def _threshold(start: Ready, one: dict[str, Any], names: Names) -> Hint:
    """Return which platform stands nearest to a threshold."""
    grades = {grade.code: words(grade.name) for grade in start.scheme.grades}
    text = (
        _("Nearest to a threshold: %(platform)s, %(points)s points above %(grade)s.")
        if one["margin"] >= 0
        else _("Nearest to a threshold: %(platform)s, %(points)s points below %(grade)s.")
    )
    points = numbers.number(abs(one["margin"]), 2)
    return Hint(
        text % {"platform": names[one["unit"]], "points": points, "grade": grades.get(one["against"], "")}
    )


def scaled(start: Ready, node: str, factor: float) -> Changes:
    """Return the changes that multiply the weight of a node by `factor`, for every type that has its own."""
    asked = {}
    for family in families(start.scheme):
        decimals = places([member.weight for member in family.members], family.total)
        for member in family.members:
            if member.code == node and counts(start, family):
                weight = member.weight * Decimal(str(round(factor, 6)))
                asked[member.key] = round(weight, decimals)
    return Changes(asked)
