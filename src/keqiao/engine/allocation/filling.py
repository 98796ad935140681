"""Sharing in proportion to weights between floors and caps (water-filling), exactly and for many draws at once.

The amount of unit i is ``min(cap_i, max(floor_i, level × weight_i))`` with the one level at which the amounts add up.
It is the projection that a Karush–Kuhn–Tucker argument gives for min Σ (x − …)²/w under the same bounds
(Luss, On equitable resource allocation problems, Operations Research 47 (1999) 361).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def level(
    weights: Sequence[Fraction], floors: Sequence[Fraction], caps: Sequence[Fraction], total: Fraction
) -> Fraction | None:
    """The least level at which the amounts reach ``total``, exactly; None where no level does.

    Weights and floors are not negative, each cap at least its floor; a unit of weight 0 gets its floor.
    """
    amount = sum(floors, Fraction(0))
    if amount >= total:
        return Fraction(0) if amount == total else None
    events: list[tuple[Fraction, Fraction]] = []
    for weight, low, high in zip(weights, floors, caps, strict=True):
        if weight > 0 and high > low:
            events += [(low / weight, weight), (high / weight, -weight)]
    slope, at = Fraction(0), Fraction(0)
    for place, change in sorted(events):
        if slope and amount + slope * (place - at) >= total:
            return at + (total - amount) / slope
        amount += slope * (place - at)
        at, slope = place, slope + change
    return at if amount == total else None


def filled(
    weights: Sequence[Fraction], floors: Sequence[Fraction], caps: Sequence[Fraction], at: Fraction
) -> list[Fraction]:
    """The amounts at a level."""
    return [min(high, max(low, at * weight)) for weight, low, high in zip(weights, floors, caps, strict=True)]


def levels(weights: Values, floors: Values, caps: Values, totals: Values) -> Values:
    """The level of each row of blocks draws × units (float64); ``totals`` one for each draw; NaN where none exists."""
    with np.errstate(divide="ignore", invalid="ignore"):
        live = (weights > 0) & (caps > floors)
        starts = np.where(live, floors / weights, np.inf)
        ends = np.where(live, caps / weights, np.inf)
    places = np.concatenate([starts, ends], axis=1)
    changes = np.where(np.concatenate([live, live], axis=1), np.concatenate([weights, -weights], axis=1), 0.0)
    order = np.argsort(places, axis=1, kind="stable")
    places = np.take_along_axis(places, order, axis=1)
    slopes = np.cumsum(np.take_along_axis(changes, order, axis=1), axis=1)
    before = np.concatenate([np.zeros((places.shape[0], 1)), places[:, :-1]], axis=1)
    held = np.concatenate([np.zeros((places.shape[0], 1)), slopes[:, :-1]], axis=1)
    finite = np.isfinite(places)
    steps = np.where(finite, places, 0.0) - np.where(np.isfinite(before), before, 0.0)
    gains = np.where(finite, held * steps, 0.0)
    sums = floors.sum(axis=1, keepdims=True) + np.cumsum(gains, axis=1)
    # The slopes are sums with rounding errors of their own: a hair beyond the last place still is the last place.
    slack = 1e-12 * np.abs(totals) + 1e-12
    reached = (sums >= (totals - slack)[:, None]) & finite
    is_reached = reached.any(axis=1)
    rows = np.arange(places.shape[0])
    at = np.where(is_reached, reached.argmax(axis=1), 0)
    slope, base = held[rows, at], sums[rows, at] - gains[rows, at]
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(
            slope > 0, np.minimum(before[rows, at] + (totals - base) / slope, places[rows, at]), 0.0
        )
    done = np.abs(floors.sum(axis=1) - totals) <= slack
    return np.where(done, 0.0, np.where(is_reached, inside, np.nan))


def rounded(
    ideal: Values, totals: npt.NDArray[np.int64], order: npt.NDArray[np.intp]
) -> npt.NDArray[np.int64]:
    """Largest remainders of each row of draws × units, as :func:`~keqiao.engine.allocation.money.largest_remainder`;
    ``order`` ranks the units of each draw for ties. Remainders that agree to 10⁻⁶ of a rounding unit are equal."""
    nearest = np.rint(ideal)
    near = np.where(np.abs(ideal - nearest) < 1e-6, nearest, ideal)
    whole = np.floor(near)
    # Remainder and place in one whole number: one sort instead of two.
    parts = np.rint((near - whole) * 1e6).astype(np.int64)
    places = np.argsort(order - parts * ideal.shape[1], axis=1)
    left = totals - whole.sum(axis=1).astype(np.int64)
    more = np.arange(ideal.shape[1])[None, :] < left[:, None]
    result = whole.astype(np.int64)
    np.put_along_axis(result, places, np.take_along_axis(result, places, axis=1) + more, axis=1)
    return result


def levelled(ideal: Values, grains: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Whole amounts of draws × units in which equal claims (to 10⁻⁶) get the same: the least of theirs."""
    result = grains.copy()
    claims = np.rint(ideal * 1e6)
    for unit in range(ideal.shape[1]):
        same = claims == claims[:, [unit]]
        result[:, unit] = np.where(same, grains, np.iinfo(np.int64).max).min(axis=1)
    return result
