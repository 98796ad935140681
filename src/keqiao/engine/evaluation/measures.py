"""Measures that the data do not give directly: parameters, earlier periods, computed measures."""

from __future__ import annotations

import polars as pl

from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.schemes.parts import Measure, Parameter, Previous
from keqiao.periods import earlier


def complete(plan: Plan, frame: pl.DataFrame, periods: list[str]) -> pl.DataFrame:
    """The keys, name and every column that the scheme reads; ``periods`` are all periods of the data, in
    order.

    Parameters become columns (the value, or the value looked up by the unit's word); then earlier and
    computed measures are added in the order of their dependencies.
    """
    wanted = set(plan.needs.columns)
    parameters = [p for p in plan.scheme.parameters if p.code in wanted]
    keys = ["period", "unit", "name"]
    result = frame[keys + [name for name in frame.columns if name in wanted and name not in keys]]
    if parameters:
        result = result.with_columns(_parameter(parameter) for parameter in parameters)
    for measure in plan.measures:
        if measure.previous_of is not None:
            result = result.with_columns(_previous(result, measure, measure.previous_of, periods))
        elif measure.formula is not None:
            value = plan.needs.measure_formula(measure)
            result = result.with_columns(value.number().alias(measure.code))
        if measure.blank == "zero":
            result = result.with_columns(pl.col(measure.code).fill_null(0.0))
    return result


def _parameter(parameter: Parameter) -> pl.Expr:
    if parameter.by is None:
        return pl.lit(parameter.value, dtype=pl.Float64).alias(parameter.code)
    looked_up = pl.col(parameter.by).replace_strict(
        parameter.values, default=parameter.default, return_dtype=pl.Float64
    )
    return looked_up.alias(parameter.code)


def _previous(frame: pl.DataFrame, measure: Measure, previous: Previous, periods: list[str]) -> pl.Series:
    """The other measure as it was earlier in the same data; a figure that the data give themselves goes
    first."""
    source, count = previous.measure, previous.periods
    before = {period: earlier(period, count, periods) for period in periods}
    known = {period: was for period, was in before.items() if was in set(periods)}
    if known:
        wanted_cells = frame.select(
            "unit", period=pl.col("period").replace_strict(known, default=None, return_dtype=pl.String)
        )
        there = frame.select("unit", "period", pl.col(source).alias(measure.code))
        values = wanted_cells.join(there, on=["unit", "period"], how="left", maintain_order="left")[
            measure.code
        ]
    else:
        values = pl.Series(measure.code, [None], dtype=pl.Float64).new_from_index(0, frame.height)
    return frame[measure.code].fill_null(values) if measure.code in frame.columns else values
