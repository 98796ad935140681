"""Lights (红黄绿灯) by rules that are data: see lights.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from keqiao.engine.expressions import evaluate, parse
from keqiao.language import Bilingual
from keqiao.web.site.tables.definition import Light

FILE = Path(__file__).with_name("lights.yaml")
NAMES = ("x", "yoy")


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


@lru_cache(maxsize=1)
def lights() -> Lights:
    """Return the rules of lights.yaml. Raises ValueError where the file does not say what it must."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    grades: dict[str, Light] = {}
    for light in ("good", "watch", "bad"):
        for code in data["grade"][light]:
            grades[code] = light
    rules = tuple(
        MeasureLight(
            row["measure"],
            Bilingual.model_validate(row["name"]),
            row["good"],
            row["watch"],
            Bilingual.model_validate(row["rule"]),
        )
        for row in data["measures"]
    )
    for rule in rules:
        for condition in (rule.good, rule.watch):
            parse(condition, NAMES)
    return Lights(Bilingual.model_validate(data["grade"]["name"]), grades, rules)
