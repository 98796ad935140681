"""Rows whose figures are the sums or the means of all the others: totals under a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.tables import SheetFigures
from keqiao.language import Message, message

FEWEST = 3
"""With fewer other units than this a sum may be chance."""


def check_sums(
    columns: Mapping[str, NDArray[np.float64]],
    periods: Iterable[NDArray[np.intp]],
    figures: SheetFigures,
    findings: Findings,
) -> None:
    """Tell every row that, in all columns with figures, holds the sum of the others, or in all their mean.

    ``columns``: amounts and counts by measure, NaN where missing. Two columns at least, or one with a figure of its own
    weight (10 or more), must say so; means may be rounded to the places that are written.
    """
    for places in periods:
        if len(places) <= FEWEST or not columns:
            continue
        values = np.array([column[places] for column in columns.values()])
        known = ~np.isnan(values)
        filled = np.where(known, values, 0.0)
        others = filled.sum(axis=1, keepdims=True) - filled
        count = known.sum(axis=1, keepdims=True) - known
        used = known & (filled != 0) & (count >= FEWEST)
        slack = 1e-6 * np.maximum(np.abs(filled), 1e-9)
        sums = np.abs(others - filled) <= slack
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.abs(others / count - filled) <= np.maximum(slack, _rounding(filled))
        columns_used = used.sum(axis=0)
        large = (used & (np.abs(filled) >= 10)).any(axis=0)
        total = (sums | ~used).all(axis=0) & ((columns_used >= 2) | large) & (columns_used > 0)
        spread = _spread(values)[:, np.newaxis]
        mean = ((means & spread) | ~used).all(axis=0) & (columns_used >= 2) & ~total
        for row in np.flatnonzero(total):
            sentence = message("The row holds the sums of all the other rows: it may be a total.")
            _say(int(places[row]), sentence, figures, findings)
        for row in np.flatnonzero(mean):
            sentence = message("The row holds the means of all the other rows: it may be no unit.")
            _say(int(places[row]), sentence, figures, findings)


def _rounding(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half of the last place that is written: 0.5 for 23, 0.05 for 32.3."""
    half = np.full(values.shape, 0.0005)
    for places in (2, 1, 0):
        half = np.where(np.abs(values - np.round(values, places)) < 1e-9, 0.5 * 10.0**-places, half)
    return half + 1e-9


def _spread(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the figures of a column differ so much that a mean among them is no chance."""
    low = np.where(np.isnan(values), np.inf, values).min(axis=1)
    high = np.where(np.isnan(values), -np.inf, values).max(axis=1)
    return np.asarray(high - low > 4, dtype=np.bool_)


def _say(place: int, sentence: Message, figures: SheetFigures, findings: Findings) -> None:
    unit, period = figures.keys[place]
    findings.add(
        "warning",
        "sum_of_rows",
        sentence,
        message("Delete the row if it is no unit; it was read as one."),
        sheet=figures.sheet,
        row=figures.rows[place],
        unit=unit,
        period=period,
    )
