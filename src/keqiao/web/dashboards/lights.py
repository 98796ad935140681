"""Lights (红黄绿灯) by rules that are data."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from keqiao.engine.expressions import evaluate, parse
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
        frame = pl.DataFrame({"x": [x], "yoy": [yoy]}, schema=dict.fromkeys(NAMES, pl.Float64))
        conditions: tuple[tuple[Light, str], ...] = (("good", self.good), ("watch", self.watch))
        for light, condition in conditions:
            holds = evaluate(parse(condition, NAMES), frame)[0]
            if holds is None:
                return "none"
            if holds:
                return light
        return "bad"


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
