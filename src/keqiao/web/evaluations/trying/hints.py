"""How little would change the result: the engine's margins in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import polars as pl
from django.utils.translation import gettext as _

from keqiao.engine.robustness import RobustnessError, grade_margins, winner_margins
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.evaluations.naming import Names
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.trying.answering import Ready
from keqiao.web.site import numbers


def hints(start: Ready, rows: Sequence[RunTotal], names: Names, period: str, basis: str) -> list[str]:
    """Return what stands nearest to a change of the first place and of a grade, as the run is."""
    shown = {row.platform.code for row in rows}
    winners, grades = _margins(start, period, basis)
    found = []
    nearest = winners.filter(pl.col("unit").is_in(shown) & pl.col("against").is_in(shown)).head(1).to_dicts()
    for one in nearest:
        found.append(_first_place(one, names))
    thresholds = {grade.code: words(grade.name) for grade in start.scheme.grades}
    close = grades.filter(pl.col("unit").is_in(shown)).sort(pl.col("margin").abs(), "unit").head(1).to_dicts()
    for one in close:
        text = (
            _("Nearest to a threshold: %(platform)s, %(points)s points above %(grade)s.")
            if one["margin"] >= 0
            else _("Nearest to a threshold: %(platform)s, %(points)s points below %(grade)s.")
        )
        points = numbers.number(abs(one["margin"]), 2)
        grade = thresholds.get(one["against"], "")
        found.append(text % {"platform": names[one["unit"]], "points": points, "grade": grade})
    return found


def _first_place(one: dict[str, object], names: Names) -> str:
    """Return how far the first is from losing its place."""
    values = {
        "first": names[str(one["unit"])],
        "second": names[str(one["against"])],
        "points": numbers.number(one["margin"], 2),
        "moved": numbers.percent(one["moved"], 1),
    }
    if one["moved"] is not None:
        return (
            _(
                "First place: %(first)s leads %(second)s by %(points)s points; moving %(moved)s of the whole weight "
                "between indicators would be enough to change that."
            )
            % values
        )
    return _("First place: %(first)s leads %(second)s by %(points)s points.") % values


@lru_cache(maxsize=32)
def _margins(start: Ready, period: str, basis: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the engine's margins of the first place and of the grades; empty where it has none."""
    try:
        asked = {"period": period, "basis": basis}
        winners = winner_margins(start.scheme, start.panel, **asked)
        # Rows without a figure of weights keep their points: the least lead comes first.
        winners = winners.sort("moved", "margin", nulls_last=True)
        return winners, grade_margins(start.scheme, start.panel, **asked)
    except RobustnessError:
        kinds = {"unit": pl.String, "against": pl.String, "margin": pl.Float64, "moved": pl.Float64}
        return pl.DataFrame(schema=kinds), pl.DataFrame(schema=kinds)
