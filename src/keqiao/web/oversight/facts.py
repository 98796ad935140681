"""Facts that a task is closed by: a condition over present figures, of a platform or the city, in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from keqiao.engine.diagnostics import BEFORE, DiagnosticRule
from keqiao.engine.diagnostics.rules import names_of
from keqiao.engine.expressions import ExpressionError, evaluate, parse
from keqiao.periods import Period, PeriodError
from keqiao.web.facts.models import Measure
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.oversight.documents import measure_codes
from keqiao.web.oversight.models import TaskFact
from keqiao.web.oversight.selectors import measures_of

CITY = "city"


@dataclass(frozen=True)
class FactReading:
    """A condition as figures are now. ``holds``: None where a figure is missing; ``figures``: measure, value, page."""

    fact: TaskFact
    holds: bool | None
    figures: list[tuple[Measure, Decimal | None, str]]

    @property
    def light(self) -> str:
        """Its light."""
        return "none" if self.holds is None else "good" if self.holds else "bad"

    @property
    def sentence(self) -> str:
        """Whether it holds, in a word."""
        if self.holds is None:
            return _("cannot be told yet")
        return pgettext("task", "holds") if self.holds else _("does not hold")


def checked_condition(text: str) -> str:
    """Return a condition that can be read. Raises ValidationError."""
    try:
        parse(text.strip(), names_of(measure_codes()))
    except ExpressionError as error:
        raise ValidationError({"condition": error.in_language(get_language() or "zh")}) from error
    return text.strip()


def checked_period(text: str) -> str:
    """Return the code of a period. Raises ValidationError."""
    try:
        return Period.parse(text).code
    except PeriodError as error:
        raise ValidationError({"period": _("Write a period such as 2025, 2025Q1 or 2025-10-31.")}) from error


def readings(facts: Iterable[TaskFact]) -> list[FactReading]:
    """Return conditions as the figures are now."""
    return [_reading(fact) for fact in facts]


def _reading(fact: TaskFact) -> FactReading:
    names = parse(fact.condition, names_of(measure_codes())).names
    period = Period.parse(fact.period)
    known = measure_codes()
    codes = list(dict.fromkeys(name if name in known else name.removesuffix(BEFORE) for name in names))
    given = PresentFigures(codes, [period, period.previous_year()], scopes=[fact.platform_id])
    values: dict[str, Decimal | None] = {}
    with given.once():
        for name in names:
            is_now = name in known
            code, of = (name, period) if is_now else (name.removesuffix(BEFORE), period.previous_year())
            values[name] = given.value(code, fact.platform_id, of).value
    given.keep()
    frame = pl.DataFrame({name: [None if value is None else float(value)] for name, value in values.items()})
    frame = frame.with_columns(pl.all().cast(pl.Float64))
    expression = parse(fact.condition, values)
    holds = evaluate(expression, frame if frame.width else pl.DataFrame({"": [0.0]}))[0]
    scope = fact.platform.code if fact.platform is not None else CITY
    figures = [
        (measure, values.get(code), reverse("facts:figure", args=(code, scope, period.code)))
        for code, measure in measures_of(codes).items()
    ]
    return FactReading(fact, None if holds is None else bool(holds), figures)


OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def condition_of(rule: DiagnosticRule) -> str:
    """Return the condition under which a rule shows no alarm, as an expression."""
    value = rule.value if rule.value.isidentifier() else f"({rule.value})"
    parts = []
    for band in rule.bands:
        edges = ((">=", band.from_), (">", band.above), ("<=", band.up_to), ("<", band.below))
        inside = [(operator, f"{edge:.12g}") for operator, edge in edges if edge is not None]
        if band.light != "bad" or not inside:
            continue
        if len(inside) == 1:
            operator, edge_text = inside[0]
            parts.append(f"{value} {OPPOSITE[operator]} {edge_text}")
        else:
            both = " AND ".join(f"{value} {operator} {edge_text}" for operator, edge_text in inside)
            parts.append(f"NOT ({both})")
    return " AND ".join(parts)
