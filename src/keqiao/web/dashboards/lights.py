"""Lights (红黄绿灯) by rules that are data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from keqiao.engine.expressions import evaluate_many, parse
from keqiao.language import Bilingual
from keqiao.web.dashboards.documents import LIGHTS, NAMES
from keqiao.web.site.tables.definition import Light


@dataclass(frozen=True)
class MeasureLight:
    """The rule of one measure: conditions over x (the figure) and yoy (its change over a year, per cent)."""

    measure: str
    name: Bilingual
    good: str
    watch: str
    rule: Bilingual

    def of(self, x: float | None, yoy: float | None) -> Light:
        """Return the light of a figure; none where what the rule reads is missing."""
        return self.of_all([(x, yoy)])[0]

    def of_all(self, figures: Sequence[tuple[float | None, float | None]]) -> list[Light]:
        """Return the lights of figures with their changes over a year, in their order."""
        frame = pl.DataFrame(list(figures), schema=dict.fromkeys(NAMES, pl.Float64), orient="row")
        conditions = {"good": parse(self.good, NAMES), "watch": parse(self.watch, NAMES)}
        return [_light(good, watch) for good, watch in evaluate_many(conditions, frame).iter_rows()]


def _light(good: bool | None, watch: bool | None) -> Light:
    """The first condition that holds gives the light; one that cannot be told comes before what follows it."""
    if good is None:
        return "none"
    if good:
        return "good"
    if watch is None:
        return "none"
    return "watch" if watch else "bad"


@dataclass(frozen=True)
class Lights:
    """All rules."""

    grade_name: Bilingual
    grades: dict[str, Light]
    measures: tuple[MeasureLight, ...]

    def of_grade(self, code: str) -> Light:
        """Return the light of a grade; none for no grade or one that the rules do not name."""
        return self.grades.get(code, "none")


def lights() -> Lights:
    """Return the rules in force."""
    document = LIGHTS.in_force()
    grades: dict[str, Light] = {}
    by_light: tuple[tuple[Light, tuple[str, ...]], ...] = (
        ("good", document.grade.good),
        ("watch", document.grade.watch),
        ("bad", document.grade.bad),
    )
    for light, codes in by_light:
        grades |= dict.fromkeys(codes, light)
    rules = tuple(
        MeasureLight(rule.measure, rule.name, rule.good, rule.watch, rule.rule) for rule in document.measures
    )
    return Lights(document.grade.name, grades, rules)
