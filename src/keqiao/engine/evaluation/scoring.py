"""From value to score: one small function for each rule of the language, over arrays.

Rules with fixed yardsticks work on a column, those that compare units on a block rows × columns (the
rows are the units compared). NaN in, NaN out; a yardstick that is missing for a unit gives NaN. Scores
of fixed yardsticks stand on 0–100.
"""

from __future__ import annotations

import numpy as np

from keqiao.engine.evaluation.arrays import Values, deviation, highest, lowest, mean, median, reached, slack
from keqiao.engine.evaluation.equality import equal
from keqiao.engine.evaluation.ranking import lowest_ranks
from keqiao.engine.schemes.scoring import Distance, Percentile, Piecewise, Steps, ZScore

Yardstick = Values | float


def base_full(x: Values, base: Yardstick, full: Yardstick, share: float, direction: int) -> Values:
    """Base and full mark; with direction −1 a small value is good."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if direction > 0:
            below = x / base * share
            above = share + (x - base) / (full - base) * (1 - share)
            result = np.where(x >= full, 1.0, np.where(x > base, above, np.where(x > 0, below, 0.0)))
        else:
            between = share + (base - x) / (base - full) * (1 - share)
            beyond = base / x * share
            result = np.where(x <= full, 1.0, np.where(x < base, between, beyond))
        # A comparison with a missing yardstick is false, not missing.
        result[np.isnan(x + base + full)] = np.nan
    return _hundred(result)


def transformed(x: Yardstick, transform: str) -> Yardstick:
    """x, ln x, ln(1 + x) or √x; NaN where it is not defined."""
    if transform == "none":
        return x
    function = {"log": np.log, "log1p": np.log1p, "sqrt": np.sqrt}[transform]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        result: Yardstick = function(x)
    return result


def linear(
    x: Values, base: Yardstick, full: Yardstick, transform: str = "none", clamp: bool = True
) -> Values:
    """Share of the way from ``base`` to ``full``. Below the range of a logarithm a value is the worst,
    not unknown."""
    low, high = transformed(base, transform), transformed(full, transform)
    y = np.asarray(transformed(x, transform))
    if y is x:
        y = x - low
    else:
        if transform in {"log", "log1p", "sqrt"} and np.isnan(y).any():
            # ln of a loss: nothing is worse than the base.
            y = np.where(np.isnan(y) & ~np.isnan(x), -np.inf if clamp else np.nan, y)
        np.subtract(y, low, out=y)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        y /= high - low
    if clamp:
        np.clip(y, 0.0, 1.0, out=y)
    elif not np.isfinite(y).all():
        y[np.isinf(y)] = np.nan
    return _hundred(y)


def steps(x: Values, rule: Steps, of: float) -> Values:
    """The points of the furthest step reached, as a share of ``of``.

    A value beside a threshold by a binary fraction stands on it (see :func:`slack`), on either side.
    """
    result = np.full(x.shape, rule.otherwise)
    thresholds = sorted((step.at, step.points) for step in rule.steps if step.at is not None)
    if thresholds:
        at = np.array([threshold for threshold, _ in thresholds])
        points = np.array([point for _, point in thresholds])
        aside = slack(at)
        if rule.compare in {">=", "<"}:
            passed = np.searchsorted(at - aside, x, side="right")
        else:
            passed = np.searchsorted(at + aside, x, side="left")
        if rule.compare in {">=", ">"}:
            result = np.concatenate(([rule.otherwise], points))[passed]
        else:
            result = np.concatenate((points, [rule.otherwise]))[passed]
    for step in rule.steps:
        if step.at is None:
            inside = np.ones(x.shape, dtype=np.bool_) if step.lower is None else reached(x, step.lower)
            if step.upper is not None:
                inside &= ~reached(x, step.upper)
            result = np.where(inside, step.points, result)
    return _share(np.where(np.isnan(x), np.nan, result), of)


def piecewise(x: Values, rule: Piecewise, of: float) -> Values:
    """Straight lines between knots; outside, the points of the nearest knot."""
    knots = sorted(rule.knots)
    return _share(np.interp(x, [knot[0] for knot in knots], [knot[1] for knot in knots]), of)


def rating(x: Values, minimum: float, of: float) -> Values:
    """Where a rating stands between the least and the best possible."""
    return _hundred(np.clip((x - minimum) / (of - minimum), 0.0, 1.0))


def points(x: Values, minimum: float, of: float) -> Values:
    """Points between ``minimum`` and ``of``, as a share of ``of``."""
    return _share(np.clip(x, minimum, of), of)


def target(x: Values, wanted: Yardstick, floor: float, cap: float, direction: int) -> Values:
    """Share of the target reached; NaN where the target is missing or not above 0."""
    goal = np.where(np.asarray(wanted) > 0, wanted, np.nan)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        share = (
            x / goal
            if direction > 0
            else np.where(x > 0, goal / x, np.where(np.isnan(x + goal), np.nan, np.inf))
        )
        enough = reached(share, floor) if floor else share >= 0.0
        share = np.where(enough | np.isnan(share), np.minimum(share, cap), 0.0)
    return _hundred(share)


def min_max(x: Values, worst: float, best: float) -> Values:
    """Min–max over the rows of a directed block; NaN where a column has no spread."""
    least, most = lowest(x), highest(x)
    width = most - least
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        result: Values = (x - least) / np.where(width > 0, width, np.nan) * (best - worst) + worst
    return result


def z_score(x: Values, rule: ZScore) -> Values:
    """(x − mean)/deviation of a directed block, scaled; NaN where a column has no spread."""
    centre = mean(x)
    spread = deviation(x, centre)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        result: Values = (x - centre) / np.where(spread > 0, spread, np.nan) * rule.deviation + rule.mean
    return result


def rank(x: Values) -> Values:
    """Rank of each value of a directed block, 1 for the worst, ties take the lowest rank."""
    result: Values = np.full(x.shape, np.nan, order="F")
    for column in range(x.shape[1]):
        present = ~np.isnan(x[:, column])
        result[present, column] = lowest_ranks(x[present, column])
    return result


def percentile(x: Values, rule: Percentile) -> Values:
    """(rank − 1)/(n − 1) within ``range``; NaN where only one unit has a value."""
    count = (~np.isnan(x)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        share = (rank(x) - 1) / np.where(count > 1, count - 1, np.nan)
    worst, best = rule.range
    result: Values = share * (best - worst) + worst
    return result


def distance(x: Values, reference: Values, rule: Distance, direction: int) -> Values:
    """Closeness of the values x (as measured, a block) to the reference of each row or column.

    Range form: 1 − (ref − x)/(ref − worst); ratio form: x/ref (ref/x where small is good).
    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if rule.form == "ratio":
            share = x / reference if direction > 0 else reference / x
            share = np.where(np.isfinite(share), share, np.nan)
        else:
            worst = lowest(x) if direction > 0 else highest(x)
            width = reference - worst
            share = 1 - (reference - x) / np.where(equal(reference, worst), np.nan, width)
    if rule.cap:
        share = np.minimum(share, 1.0)
    worst_score, best_score = rule.range
    result: Values = share * (best_score - worst_score) + worst_score
    return result


def reference_of(x: Values, rule: Distance, direction: int) -> Values:
    """The best, mean or median of each column of a block as measured."""
    if rule.to == "mean":
        return mean(x)
    if rule.to == "median":
        return median(x)
    return highest(x) if direction > 0 else lowest(x)


def field_figures(x: Values, direction: int) -> dict[str, Values]:
    """What a formula may know of the units compared, for one column: rank (1 = best), count and moments,
    for each row."""
    block = x[:, None]
    present = ~np.isnan(x)
    places: Values = np.full(x.shape, np.nan)
    places[present] = lowest_ranks(-x[present] * direction)
    figures = {
        "x_count": float(present.sum()),
        "x_min": lowest(block)[0],
        "x_max": highest(block)[0],
        "x_mean": mean(block)[0],
        "x_median": median(block)[0],
        "x_sd": deviation(block)[0],
    }
    return {"x": x, "x_rank": places} | {name: np.full(x.shape, value) for name, value in figures.items()}


def _hundred(share: Values) -> Values:
    """A share as a score; in place, the array is our own."""
    share *= 100.0
    return share


def _share(points_: Values, of: float) -> Values:
    result: Values = points_ / of * 100.0
    return result
