"""When two figures of units are the same figure: they agree to the last digits of a computation (ADR 0011, 0024).

(1.1 − 1) / 1 and (3.3 − 3) / 3 are both 10 %, and differ in the sixteenth digit. Every rule that compares units
(normalisation, ranks, treatment, weights found from data) reads its block through :func:`snapped`, so that noise is
neither a spread nor a place.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation.arrays import Truth, Values

RELATIVE = 1e-12
"""Figures that agree to so small a part of themselves are equal."""

OF_FIELD = 8 * float(np.finfo(np.float64).eps)
"""And those that differ by so small a part of the largest figure they are compared with: what a sum or difference
of figures of that size leaves in its last digits."""

BESIDE_ZERO = 1e-13
"""And those that differ by no more than this whatever their size: 0.3 − 0.1 − 0.2 is nothing."""


def tolerance(one: Values, other: Values, largest: Values | float = 0.0) -> Values:
    """How far two figures may lie apart and still be equal, in a field whose largest figure has the size
    ``largest``."""
    size = np.maximum(np.abs(one), np.abs(other)) * RELATIVE
    result: Values = np.maximum(size, np.maximum(np.abs(largest) * OF_FIELD, BESIDE_ZERO))
    return result


def equal(one: Values, other: Values) -> Truth:
    """Where two figures are the same; False for NaN."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(one - other) <= tolerance(one, other))


def snapped(values: Values) -> Values:
    """A block units × columns in which figures of a column that are equal are the same to the bit.

    Equal figures take the least of them. The block itself where nothing is to be done; NaN stays NaN. Figures that
    differ by more than the tolerance never become one, however many lie between them.
    """
    ordered = np.sort(values, axis=0)
    if ordered.shape[0] < 2:
        return values
    with np.errstate(invalid="ignore"):
        gaps = ordered[1:] - ordered[:-1]
        largest = np.maximum(np.abs(ordered[0]), np.abs(np.fmax.reduce(ordered, axis=0)))
        near = (gaps > 0.0) & (gaps <= np.maximum(largest * RELATIVE, BESIDE_ZERO))
    if not near.any():
        return values
    result = values.copy(order="K")
    for column in np.flatnonzero(near.any(axis=0)).tolist():
        figures = values[:, column]
        for first, last in _groups(ordered[:, column], np.flatnonzero(near[:, column]), largest[column]):
            result[(figures >= first) & (figures <= last), column] = first
    return result


def _groups(ordered: Values, near: npt.NDArray[np.intp], largest: float) -> list[tuple[float, float]]:
    """First and last figure of each group of equal ones in a sorted column; ``near`` are the places where the next
    figure may be equal and is not the same to the bit."""
    gaps: list[tuple[float, float]] = []
    for place in near.tolist():
        first = float(ordered[place])
        if gaps and first <= gaps[-1][1]:
            # What ends a group stays with it; what lies just above may begin the next.
            first = float(ordered[place + 1])
            if first <= gaps[-1][1]:
                continue
        reach = first + float(tolerance(np.asarray(first), np.asarray(first), largest))
        last = float(ordered[int(np.searchsorted(ordered, reach, side="right")) - 1])
        if last > first:
            gaps.append((first, last))
    return gaps
