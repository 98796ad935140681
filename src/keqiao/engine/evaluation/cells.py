"""Reading one column of a panel: words of attributes, figures of measures, ratings of several experts."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from keqiao.engine.evaluation.problems import DataFinding
from keqiao.engine.evaluation.ratings import combined
from keqiao.engine.schemes.parts import Attribute, Measure, Raters
from keqiao.language import Message, message

LISTED = 20
"""So many problems of one kind in one column are listed one by one; the rest are counted."""

YES_NO = {"是": 1.0, "有": 1.0, "否": 0.0, "无": 0.0, "yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}


def attribute(frame: pl.DataFrame, attribute: Attribute, problems: list[DataFinding]) -> pl.Series:
    """The words of an attribute (text); empty cells take its default; a word that is not allowed is an error.

    Where the data writes an allowed word by its name (中文 or English), its code is taken.
    """
    if attribute.code not in frame.columns:
        if attribute.default is None:
            sentence = message(
                "The data has no column {column}. Add it, or give the attribute a default.",
                column=attribute.code,
            )
            problems.append(DataFinding("warning", sentence, measure=attribute.code))
        words = pl.Series(attribute.code, [attribute.default], dtype=pl.String).new_from_index(
            0, frame.height
        )
        return words
    words = frame[attribute.code].cast(pl.String).str.strip_chars()
    words = words.set(words == "", None)
    if attribute.values:
        codes = {word: word for word in attribute.values}
        for word, name in attribute.values.items():
            codes.setdefault(name.zh, word)
            codes.setdefault(name.en or word, word)
        read = words.replace_strict(codes, default=None, return_dtype=pl.String)
        wrong = read.is_null() & words.is_not_null()
        if wrong.any():
            allowed = ", ".join(attribute.values)
            sentence = message(
                "“{value}” is not one of the words allowed: {allowed}.", value="{value}", allowed=allowed
            )
            _list(
                frame.with_columns(words),
                wrong,
                attribute.code,
                sentence,
                problems=problems,
                severity="error",
                code=attribute.code,
            )
        words = read
    if attribute.default is not None:
        words = words.fill_null(attribute.default)
    return words.alias(attribute.code)


Extents = dict[str, tuple[Any, Any, bool]]
"""Column → least figure, greatest figure, whether any is infinite or not a number."""


def extents(frame: pl.DataFrame, columns: list[str]) -> Extents:
    """Look at every column of floats in one pass."""
    kinds = frame.schema
    floats = [column for column in columns if kinds[column] == pl.Float64]
    if not floats:
        return {}
    summaries = frame.select(
        expr
        for place, name in enumerate(floats)
        for expr in (
            pl.col(name).min().alias(f"{place}-"),
            pl.col(name).max().alias(f"{place}+"),
            pl.col(name).is_nan().any().alias(f"{place}?"),
        )
    ).row(0)
    result: Extents = {}
    for place, name in enumerate(floats):
        least, most, odd = summaries[3 * place : 3 * place + 3]
        result[name] = (least, most, bool(odd) or least == -math.inf or most == math.inf)
    return result


def measure(
    frame: pl.DataFrame, measure: Measure, seen: Extents, columns: list[str], problems: list[DataFinding]
) -> pl.Series:
    """The figures of a measure (Float64, null = missing): words mapped by ``levels``, raters combined,
    bounds kept."""
    read = [_numbers(frame, measure, seen, column, problems) for column in columns]
    raters = [series for series in read if "@" in series.name]
    if raters:
        series = combined(raters, measure.raters or Raters())
        if len(read) > len(raters):
            # A column with the combined rating itself holds where it is filled in.
            series = read[0].fill_null(series)
    else:
        series = read[0]
    series = series.alias(measure.code)
    return series.fill_null(0.0) if measure.blank == "zero" else series


def _numbers(
    frame: pl.DataFrame, measure: Measure, seen: Extents, column: str, problems: list[DataFinding]
) -> pl.Series:
    series = frame[column]
    if (
        series.dtype == pl.Boolean
        or series.dtype.is_integer()
        or series.dtype.is_decimal()
        or series.dtype == pl.Null
    ):
        series = series.cast(pl.Float64)
    elif series.dtype.is_nested() or series.dtype == pl.Object:
        sentence = message(
            "The column {column} holds no single numbers. Write one number in each cell.", column=column
        )
        problems.append(DataFinding("error", sentence, measure=measure.code))
        series = pl.Series(column, [None], dtype=pl.Float64).new_from_index(0, frame.height)
    elif not series.dtype.is_numeric():
        series = _from_text(frame, series, measure, problems)
    elif series.dtype != pl.Float64:
        series = series.cast(pl.Float64)
    if column not in seen:
        seen = extents(pl.DataFrame(series), [column])
    least, most, odd = seen[column]
    if odd:
        series = _finite(frame, series, measure, problems)
        least, most = series.min(), series.max()
    if least is not None:
        _within(frame, series, measure, (least, most), problems)
    return series


def _from_text(
    frame: pl.DataFrame, series: pl.Series, measure: Measure, problems: list[DataFinding]
) -> pl.Series:
    words = series.cast(pl.String, strict=False).str.strip_chars()
    words = words.set(words == "", None)
    numbers = words.cast(pl.Float64, strict=False)
    levels = dict(measure.levels)
    if measure.type == "boolean":
        lower = words.str.to_lowercase()
        numbers = numbers.fill_null(lower.replace_strict(YES_NO, default=None, return_dtype=pl.Float64))
    if levels:
        numbers = numbers.fill_null(words.replace_strict(levels, default=None, return_dtype=pl.Float64))
    wrong = words.is_not_null() & numbers.is_null()
    if wrong.any():
        if levels:
            sentence = message(
                "“{value}” is neither a number nor one of the levels: {allowed}.",
                value="{value}",
                allowed=", ".join(levels),
            )
        else:
            sentence = message(
                "“{value}” is text where a number is wanted. Write the number alone.", value="{value}"
            )
        _list(
            frame.with_columns(words),
            wrong,
            series.name,
            sentence,
            problems=problems,
            severity="error",
            code=measure.code,
        )
    return numbers


def _finite(
    frame: pl.DataFrame, series: pl.Series, measure: Measure, problems: list[DataFinding]
) -> pl.Series:
    """Not-a-number counts as missing, with a warning; an infinite figure is an error."""
    unknown, infinite = series.is_nan().fill_null(False), series.is_infinite().fill_null(False)
    if infinite.any():
        sentence = message("The figure is infinite. Check the calculation it comes from.")
        _list(frame, infinite, series.name, sentence, problems=problems, severity="error", code=measure.code)
    if unknown.any():
        sentence = message("The figure is not a number (NaN) and counts as missing.")
        _list(frame, unknown, series.name, sentence, problems=problems, severity="warning", code=measure.code)
    return series.set(unknown | infinite, None)


def _within(
    frame: pl.DataFrame,
    series: pl.Series,
    measure: Measure,
    extent: tuple[Any, Any],
    problems: list[DataFinding],
) -> None:
    lowest, highest = measure.lowest, measure.maximum
    if lowest is not None and extent[0] < lowest:
        sentence = message(
            "{value} is below the least allowed, {bound}. Correct the figure.", value="{value}", bound=lowest
        )
        _list(
            frame.with_columns(series),
            series < lowest,
            series.name,
            sentence,
            problems=problems,
            severity="error",
            code=measure.code,
        )
    if highest is not None and extent[1] > highest:
        sentence = message(
            "{value} is above the most allowed, {bound}. Correct the figure.", value="{value}", bound=highest
        )
        _list(
            frame.with_columns(series),
            series > highest,
            series.name,
            sentence,
            problems=problems,
            severity="error",
            code=measure.code,
        )


def _list(
    frame: pl.DataFrame,
    wrong: pl.Series,
    column: str,
    sentence: Message,
    *,
    problems: list[DataFinding],
    severity: Any,
    code: str,
) -> None:
    """Note each row of ``wrong`` with its value, the first :data:`LISTED` one by one."""
    rows = frame.filter(wrong.fill_null(False)).select("row", "unit", "period", value=pl.col(column))
    for row in rows.head(LISTED).to_dicts():
        values = {key: row["value"] if key == "value" else value for key, value in sentence.values.items()}
        problems.append(
            DataFinding(
                severity, Message(sentence.template, values), row["unit"], row["period"], code, row["row"]
            )
        )
    if rows.height > LISTED:
        more = message(
            "{count} more figures of this measure have the same problem.", count=rows.height - LISTED
        )
        problems.append(DataFinding(severity, more, measure=code))
