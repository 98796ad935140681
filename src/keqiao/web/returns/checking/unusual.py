"""How unusual a change is, in a way that a few huge or tiny values cannot distort.

Figures of platforms are skewed: one institute turns over a hundred times what another does, so mean ± k standard
deviations raises false alarms for the large and none for the small. Here the *relative* change counts, as
ln(value / value before). It is compared with other changes by the modified z-score (Iglewicz & Hoaglin 1993, *How to
Detect and Handle Outliers*): 0.6745 · (x − median) / MAD, where MAD is the median absolute deviation from the median.
Beyond 3.5 either way they call a value an outlier.

A change is that against the same period of the year before: a quarter that is always low is not unusual for being low.

Compared with: each other platform's newest known change (in this period, otherwise in the one before), and the
platform's own changes of earlier years. At least :data:`LEAST` are needed. Where more than half of them are equal
(MAD = 0), the mean absolute deviation takes its place, (x − median) / (1.253314 · mean deviation); where all are equal,
a difference of 5 % counts as one deviation. Where changes hardly differ, one deviation is 2.5 % at least: nobody is
asked why a figure grew by 5 % where the others grew by 4 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

LEAST = 5
"""Fewer changes to compare with say nothing."""
OWN = 4
"""So many earlier changes of the platform itself are looked at."""
BOUND = 3.5
"""Iglewicz & Hoaglin's limit."""
NORMAL_QUARTILE = 0.6745
"""Φ⁻¹(0.75): MAD / 0.6745 estimates the standard deviation of a normal distribution."""
MEAN_DEVIATION = 1.253314
"""√(π/2): the same for the mean absolute deviation."""
NO_SCATTER = math.log(1.05)
LEAST_SCATTER = math.log(1.025)
_NOTHING = 1e-9
"""Deviations below this are binary fractions."""


def change(now: Decimal | None, before: Decimal | None) -> float | None:
    """Return ln(now / before); None unless both are there and positive: from or to nothing there is no rate."""
    if now is None or before is None or now <= 0 or before <= 0:
        return None
    return math.log(now) - math.log(before)


def modified_z(value: float, sample: Sequence[float], least: float = 0.0) -> float:
    """Return the modified z-score of ``value`` against ``sample``, which does not hold it and is not empty.

    ``least``: so far a median deviation is taken to reach at least.
    """
    compared = np.asarray(sample, dtype=float)
    centre = float(np.median(compared))
    deviations = np.abs(compared - centre)
    middle = float(np.median(deviations))
    if middle > _NOTHING:
        scale = middle / NORMAL_QUARTILE
    elif float(deviations.mean()) > _NOTHING:
        scale = MEAN_DEVIATION * float(deviations.mean())
    else:
        scale = NO_SCATTER / NORMAL_QUARTILE
    return (value - centre) / max(scale, least / NORMAL_QUARTILE)


def unusual(value: float | None, sample: Sequence[float]) -> float | None:
    """Return the modified z-score of a change; None where it, or enough to compare it with, is missing."""
    if value is None or len(sample) < LEAST:
        return None
    return modified_z(value, sample, LEAST_SCATTER)
