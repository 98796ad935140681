"""Rules over the figures of all platforms at once, as columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from keqiao.engine.diagnostics.rules import BEFORE, CityRule, DiagnosticRules, LightBand, names_of
from keqiao.engine.expressions import Expression, evaluate_many, parse

SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "platform": pl.Int64(),
    "value": pl.Float64(),
    "light": pl.String(),
}
"""The columns of a diagnosis."""


def measures_read(rules: DiagnosticRules, measures: Collection[str]) -> dict[str, bool]:
    """Return which of the ``measures`` rules read, each with whether it is read of a year earlier too. Raises
    ExpressionError for a name that is none of them.
    """
    read: dict[str, bool] = {}
    names = names_of(measures)
    for rule in rules.rules:
        for text in filter(None, (rule.applies, rule.value)):
            for name in parse(text, names).names:
                code = name if name in measures else name.removesuffix(BEFORE)
                read[code] = read.get(code, False) or name != code
    return read


def diagnose(rules: DiagnosticRules, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the value and the light of every platform by every rule, a row for each (:data:`SCHEMA`), rules in the
    order of the document and platforms in that of ``figures``.

    ``figures``: a row for each platform with its key in ``platform`` and a Float64 column for each name that the rules
    read, null where a figure is missing. A platform that a rule does not apply to, or of which that is not known, has
    no row of that rule. Raises ExpressionError where a column is missing.
    """
    expressions: dict[str, Expression] = {}
    names = set(figures.columns)
    for rule in rules.rules:
        expressions[f"value {rule.code}"] = parse(rule.value, names)
        if rule.applies is not None:
            expressions[f"applies {rule.code}"] = parse(rule.applies, names)
    columns = evaluate_many(expressions, figures)
    parts = [pl.DataFrame(schema=SCHEMA)]
    for rule in rules.rules:
        value = expressions[f"value {rule.code}"].kind
        computed = columns[f"value {rule.code}"]
        frame = pl.DataFrame(
            {
                "rule": pl.repeat(rule.code, figures.height, eager=True),
                "platform": figures["platform"].cast(pl.Int64),
                "value": computed if value == "number" else computed.cast(pl.Float64),
            }
        )
        if rule.applies is not None:
            applies = columns[f"applies {rule.code}"]
            frame = frame.filter((applies.cast(pl.Float64) != 0).fill_null(value=False))
        parts.append(frame.with_columns(light=light_of(pl.col("value"), rule.bands, rule.missing)))
    return pl.concat(parts)


def city_lights(rule: CityRule, diagnosis: pl.DataFrame) -> pl.DataFrame:
    """Return the light of the city by rule: ``rule``, ``judged`` (platforms with a light), ``counted`` (those whose
    light counts), ``value`` (their share in per cent) and ``light``; none where no platform was judged.
    """
    judged = (pl.col("light") != "none").sum()
    counted = pl.col("light").is_in(list(rule.counts)).sum()
    totals = diagnosis.group_by("rule", maintain_order=True).agg(judged=judged, counted=counted)
    share = pl.when(pl.col("judged") > 0).then(pl.col("counted") * 100.0 / pl.col("judged"))
    return totals.with_columns(value=share).with_columns(light=light_of(pl.col("value"), rule.bands, "none"))


def light_of(value: pl.Expr, bands: tuple[LightBand, ...], missing: str) -> pl.Expr:
    """The light that a value shows by bands without gaps or overlaps; ``missing`` where there is none."""
    light = pl.lit("none")
    for band in bands:
        inside = value.is_not_null()
        edges: Mapping[str, float | None] = {
            "from": band.from_,
            "above": band.above,
            "up_to": band.up_to,
            "below": band.below,
        }
        for edge, at in edges.items():
            if at is None:
                continue
            test = {"from": value >= at, "above": value > at, "up_to": value <= at, "below": value < at}[edge]
            inside = inside & test
        light = pl.when(inside).then(pl.lit(band.light)).otherwise(light)
    return pl.when(value.is_null()).then(pl.lit(missing)).otherwise(light)
