"""Survival from durations that are partly still running: the Kaplan–Meier estimate with Greenwood's variance.

Kaplan and Meier (1958), J. Am. Stat. Assoc. 53, 457–481; intervals by the complementary log–log transformation
(Kalbfleisch and Prentice, 2002), which stay within 0 and 1. No clock, no data file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class SurvivalPoint:
    """Survival after ``events`` among those ``at_risk`` just before, with Greenwood's ``variance``."""

    time: float
    at_risk: int
    events: int
    survival: float
    variance: float


@dataclass(frozen=True)
class SurvivalEstimate:
    """The share that lasts a time, with an interval; ``at_risk`` are followed that long. None where nobody was."""

    survival: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class SurvivalCurve:
    """The estimate as a step function: points at the times of events, and how long each was followed."""

    points: tuple[SurvivalPoint, ...]
    followed: tuple[float, ...]

    def at(self, time: float, confidence: float = 0.95) -> SurvivalEstimate | None:
        """Return the share that lasts ``time``; None beyond the longest time that anybody was followed, unless nobody
        is left by then.
        """
        last = self.points[-1] if self.points else None
        over = bool(last) and last is not None and last.survival == 0 and time >= last.time
        at_risk = sum(duration >= time for duration in self.followed)
        if not over and at_risk == 0:
            return None
        before = [point for point in self.points if point.time <= time]
        if not before:
            return SurvivalEstimate(1.0, 1.0, 1.0, at_risk)
        point = before[-1]
        low, high = _interval(point.survival, point.variance, confidence)
        return SurvivalEstimate(point.survival, low, high, at_risk)


def kaplan_meier(durations: Sequence[float], ended: Sequence[bool]) -> SurvivalCurve:
    """Estimate survival from how long each was followed and whether it ended then (else it is right-censored).

    Events come before censorings of the same time. Raises ValueError for negative durations or unequal lengths.
    """
    if len(durations) != len(ended) or any(duration < 0 for duration in durations):
        raise ValueError("durations are not negative, and each says whether it ended")
    points = []
    survival, hazard = 1.0, 0.0
    for time in sorted({duration for duration, event in zip(durations, ended, strict=True) if event}):
        at_risk = sum(duration >= time for duration in durations)
        events = sum(event and duration == time for duration, event in zip(durations, ended, strict=True))
        survival *= 1 - events / at_risk
        hazard += events / (at_risk * (at_risk - events)) if at_risk > events else inf
        variance = survival**2 * hazard if survival else 0.0
        points.append(SurvivalPoint(time, at_risk, events, survival, variance))
    return SurvivalCurve(tuple(points), tuple(durations))


def _interval(survival: float, variance: float, confidence: float) -> tuple[float, float]:
    if survival in {0.0, 1.0}:
        return survival, survival
    width = NormalDist().inv_cdf(0.5 + confidence / 2) * sqrt(variance) / (survival * abs(log(survival)))
    middle = log(-log(survival))
    return exp(-exp(middle + width)), exp(-exp(middle - width))
