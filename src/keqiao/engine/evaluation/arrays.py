"""Shapes shared by the stages: a block of rows × columns, Fortran order, NaN = missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Rows = slice | npt.NDArray[np.intp]
"""Which rows of a block: a run of them, or their places."""

EVERY = slice(None)


def block(rows: int, columns: int, fill: float = np.nan) -> Values:
    """An empty block; each column lies in one piece of memory."""
    values: Values = np.empty((rows, columns), dtype=np.float64, order="F")
    values.fill(fill)
    return values


def mean(values: Values) -> Values:
    """Mean of each column over the values present; NaN where there is none.

    A second pass adds the mean of what the first left over (as R's ``mean``), so that the mean of equal
    values is that value.
    """
    present = ~np.isnan(values)
    count = present.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        first = np.where(present, values, 0.0).sum(axis=0) / count
        result: Values = first + np.where(present, values - first, 0.0).sum(axis=0) / count
    return result


def median(values: Values) -> Values:
    """Median of each column over the values present; NaN where there is none."""
    result: Values = np.full(values.shape[1], np.nan)
    some = ~np.isnan(values).all(axis=0)
    if some.any():
        result[some] = np.nanmedian(values[:, some], axis=0)
    return result


def deviation(values: Values, centre: Values | None = None) -> Values:
    """Standard deviation of each column with n − 1 over the values present; NaN below two values."""
    centre = mean(values) if centre is None else centre
    away = values - centre
    present = ~np.isnan(away)
    count = present.sum(axis=0)
    squares = np.where(present, away, 0.0) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Values = np.sqrt(squares.sum(axis=0) / np.where(count > 1, count - 1, np.nan))
    return result


def lowest(values: Values) -> Values:
    """Least value of each column; NaN where there is none."""
    return _extreme(values, np.fmin)


def highest(values: Values) -> Values:
    """Greatest value of each column; NaN where there is none."""
    return _extreme(values, np.fmax)


def _extreme(values: Values, of: Any) -> Values:
    if values.shape[0] == 0:
        return np.full(values.shape[1], np.nan)
    result: Values = of.reduce(values, axis=0)
    return result


def slack(threshold: Values | float) -> Values:
    """How far beside a threshold a figure still counts as reaching it: 10⁻¹² of the threshold, 10⁻⁹ at 0.

    100 × 0.29 is 28.999999999999996 in binary fractions; on paper it is 29, and reaches 29.
    """
    return np.where(np.equal(threshold, 0.0), 1e-9, np.abs(threshold) * 1e-12)


def reached(values: Values, threshold: float) -> Truth:
    """Where values are at least the threshold, binary fractions forgiven; False for NaN."""
    with np.errstate(invalid="ignore"):
        return np.asarray(values >= threshold - slack(threshold))


def turned_over(scores: Values) -> Values:
    """100 − score, what falls below 0 by a binary fraction (the mean of scores of 100 may lie beside 100) made 0."""
    result: Values = 100.0 - scores
    result[(result < 0.0) & (result > -1e-9)] = 0.0
    return result


HALF = 0.5 - 1e-9
"""What counts as a half: a binary fraction this near below it was meant as one (as ROUND in formulas)."""


def half_up(values: Values, decimals: int) -> Values:
    """Round half away from zero as on paper: 2.345 → 2.35 though its double lies just below; −0 becomes 0."""
    scale = 10.0**decimals
    scaled = np.abs(values) * scale
    floor = np.floor(scaled)
    rounded = (floor + (scaled - floor >= HALF)) / scale
    result: Values = np.copysign(rounded, values) + 0.0
    return result
