"""Treatment of skewed figures: winsorising, logarithm, Box–Cox, caps.

Sources: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 3; the order of steps of
COINr's ``Treat()`` (github bluefoxr/COINr); Box and Cox, J. R. Stat. Soc. B 26 (1964) 211.
All functions take a block rows × columns (NaN = missing) of the units that are compared and return a
block of the same shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keqiao.engine.evaluation.arrays import Truth, Values, highest, lowest, mean
from keqiao.engine.evaluation.equality import snapped
from keqiao.engine.schemes.tree import BoxCox, Clip, Logarithm, Treatment, Winsorise


@dataclass(frozen=True)
class Treated:
    """A treated block; ``winsorised``, ``logged``, ``capped`` mark the values a step moved; ``steps``
    counts winsorised points."""

    values: Values
    winsorised: Truth
    logged: Truth
    capped: Truth
    steps: tuple[int, ...]


def skewness(values: Values) -> Values:
    """Sample-corrected skewness G1 = √(n(n−1))/(n−2) · m3/m2^1.5 of each column; NaN where undefined."""
    return _moments(values)[0]


def kurtosis(values: Values) -> Values:
    """Sample-corrected excess kurtosis G2 = ((n+1)(m4/m2² − 3) + 6)(n−1)/((n−2)(n−3)) of each column."""
    return _moments(values)[1]


def _moments(values: Values) -> tuple[Values, Values]:
    away = values - mean(values)
    present = ~np.isnan(away)
    n = present.sum(axis=0).astype(np.float64)
    away[~present] = 0.0
    squares = away * away
    with np.errstate(invalid="ignore", divide="ignore"):
        m2 = squares.sum(axis=0) / n
        m3 = (squares * away).sum(axis=0) / n
        m4 = (squares * squares).sum(axis=0) / n
        g1 = np.where(n > 2, np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5, np.nan)
        g2 = np.where(n > 3, ((n + 1) * (m4 / m2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)), np.nan)
    return g1, g2


def outlying(values: Values, rule: Winsorise) -> tuple[Truth, Values]:
    """Whether each column has outliers by the rule, and its skewness."""
    skew, kurt = _moments(values)
    with np.errstate(invalid="ignore"):
        return (np.abs(skew) >= rule.skew) & (kurt >= rule.kurtosis), skew


def winsorise(values: Values, rule: Winsorise) -> tuple[Values, list[int], Truth]:
    """Pull in outliers column by column. Returns the block, the points moved, and the columns that took
    the logarithm."""
    bad, skew = outlying(values, rule)
    steps = [0] * values.shape[1]
    logged = np.zeros(values.shape[1], dtype=np.bool_)
    if not bad.any():
        return values, steps, logged
    result: Values = values.copy(order="F")
    open_columns = np.flatnonzero(bad)
    directions = skew[open_columns]
    for _ in range(rule.maximum_points):
        for column, direction in zip(open_columns, directions, strict=True):
            _pull(result[:, column], direction > 0)
            steps[column] += 1
        still, skew = outlying(result[:, open_columns], rule)
        open_columns, directions = open_columns[still], skew[still]
        if not open_columns.size:
            break
    if open_columns.size and rule.otherwise != "keep":
        result[:, open_columns] = values[:, open_columns]
        for column in open_columns:
            steps[column] = 0
        if rule.otherwise == "log":
            result[:, open_columns] = shifted_log(values[:, open_columns])
            logged[open_columns] = True
    return result, steps, logged


def _pull(column: Values, high: bool) -> None:
    """Set the highest (or lowest) values, ties together, to the next one, in place."""
    last, beyond = (np.fmax, -np.inf) if high else (np.fmin, np.inf)
    at = column == last.reduce(column)
    following = last.reduce(np.where(at, beyond, column))
    if np.isfinite(following):
        column[at] = following


def shifted_log(values: Values) -> Values:
    """ln(x − min + 0.01 (max − min)) of each column; NaN where all values are the same."""
    least, most = lowest(values), highest(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _defined(np.log(values - least + 0.01 * (most - least)))


def logarithm(values: Values, rule: Logarithm) -> Values:
    """The logarithm asked for; NaN where it is not defined."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if rule.form == "plain":
            return _defined(np.log(values))
        if rule.form == "plus_one":
            return _defined(np.log1p(values))
    return shifted_log(values)


def box_cox(values: Values, rule: BoxCox) -> Values:
    """(x^λ − 1)/λ (ln x for λ = 0) of each column; columns that reach 0 or below are shifted up first as
    for the logarithm."""
    from scipy import stats  # slow to import, and few schemes need it

    result: Values = values.copy(order="F")
    for number in range(values.shape[1]):
        column = values[:, number]
        present = column[~np.isnan(column)]
        if present.size < 2 or present.min() == present.max():
            result[:, number] = np.nan
            continue
        if present.min() <= 0:
            shift = 0.01 * (present.max() - present.min()) - present.min()
            column, present = column + shift, present + shift
        exponent = rule.exponent
        if exponent is None:
            exponent = float(stats.boxcox_normmax(present, method="mle"))
        result[:, number] = np.log(column) if exponent == 0 else (column**exponent - 1) / exponent
    return result


def clip(values: Values, rule: Clip) -> Values:
    """Values outside the bounds take the bound."""
    return np.clip(values, rule.lower, rule.upper)


def _defined(values: Values) -> Values:
    values[np.isinf(values)] = np.nan
    return values


def treat(values: Values, rules: Sequence[Treatment]) -> Treated:
    """All treatments of an indicator one after the other, in the order written."""
    values = snapped(values)
    none = np.zeros(values.shape, dtype=np.bool_)
    winsorised, logged, capped, steps = none, none, none, [0] * values.shape[1]
    for rule in rules:
        before = values
        if isinstance(rule, Winsorise):
            values, steps, by_log = winsorise(values, rule)
            if values is not before:
                moved = (values != before) & ~np.isnan(before)
                winsorised = winsorised | (moved & ~by_log)
                logged = logged | (moved & by_log)
        elif isinstance(rule, Clip):
            values = clip(values, rule)
            capped = capped | ((values != before) & ~np.isnan(before))
        else:
            values = logarithm(values, rule) if isinstance(rule, Logarithm) else box_cox(values, rule)
            logged = logged | ~np.isnan(values)
    return Treated(values, winsorised, logged, capped, tuple(steps))
