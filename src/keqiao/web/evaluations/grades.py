"""How far a platform is from the next grade, and which single indicator could close the distance."""

from __future__ import annotations

import math
from dataclasses import dataclass

from keqiao.engine.schemes.scheme import Grade
from keqiao.engine.schemes.scoring import Linear, Points, Rating, Scoring, Target
from keqiao.engine.schemes.tree import Indicator
from keqiao.web.evaluations.reading import RunReading, unit_words


@dataclass(frozen=True)
class Lever:
    """An indicator with points to gain: `gain` at full marks; `value` is what closes the whole distance
    by itself.
    """

    node: str
    gain: float
    raw: float | None
    unit: str
    value: float | None


@dataclass(frozen=True)
class GradeDistance:
    """The next better grade, the points to it, and the levers, largest gain first."""

    grade: Grade
    points: float
    levers: tuple[Lever, ...]
    has_quota: bool


def distance(reading: RunReading, platform: str, *, most: int = 6) -> GradeDistance | None:
    """Return how far a platform is from the next better grade; None for the best grade or where nothing was
    graded.

    Points count on the total after adjustments. A platform with more points than the next grade asks for was
    held back by a quota, a condition or a veto; its distance is 0.
    """
    row = reading.total(platform)
    if row is None or row.total is None:
        return None
    grades = [grade for grade in reading.scheme.grades if grade.at is not None]
    place = next((at for at, grade in enumerate(reading.scheme.grades) if grade.code == row.grade_code), None)
    if place is None:
        # A start-up platform shows its stage instead of a grade: the next threshold above its points.
        better = [grade for grade in grades if grade.at is not None and grade.at > row.total]
    else:
        better = [grade for grade in reading.scheme.grades[:place] if grade.at is not None]
    if not better:
        return None
    grade = min(better, key=lambda item: item.at or 0.0)
    missing = max((grade.at or 0.0) - row.total, 0.0)
    return GradeDistance(grade, missing, _levers(reading, platform, missing, most), grade.quota is not None)


def _levers(reading: RunReading, platform: str, missing: float, most: int) -> tuple[Lever, ...]:
    counted = {measure.code for measure in reading.scheme.measures if measure.type == "count"}
    levers = []
    for node in reading.leaves:
        mark = reading.mark(platform, node.code)
        if mark.lost <= 0.005 or not mark.weight or mark.score is None:
            continue
        part = reading.indicator(platform, node.code)
        needed = mark.score + missing / mark.weight * 100.0
        value = value_at(part, needed) if missing > 0 and needed <= 100.0 + 1e-9 else None
        if value is not None and part.formula in counted:
            # Nobody gains a fifth of a firm.
            value = float(math.ceil(value - 1e-9))
        levers.append(Lever(node.code, mark.lost, mark.raw, unit_words(part.unit), value))
    return tuple(sorted(levers, key=lambda lever: (-lever.gain, lever.node))[:most])


def value_at(indicator: Indicator, score: float) -> float | None:
    """Return the value at which an indicator scores `score` (0–100); None where the rule cannot be turned
    round.

    Turned round are linear references with plain numbers, ratings, points and targets; treatments (a cap, a
    logarithm of their own) are not.
    """
    if indicator.treatment:
        return None
    return _inverse(indicator.score, min(score, 100.0) / 100.0)


def _inverse(rule: Scoring | None, share: float) -> float | None:
    if isinstance(rule, Linear) and isinstance(rule.base, int | float) and isinstance(rule.full, int | float):
        start, end = _there(rule.transform, rule.base), _there(rule.transform, rule.full)
        return _back(rule.transform, start + share * (end - start))
    if isinstance(rule, Rating):
        return rule.minimum + share * (rule.of - rule.minimum)
    if isinstance(rule, Points) and rule.of is not None:
        return rule.minimum + share * (rule.of - rule.minimum)
    if isinstance(rule, Target) and isinstance(rule.target, int | float) and rule.cap == 1.0:
        return share * rule.target
    return None


def _there(transform: str, value: float) -> float:
    """Return the transform of a yardstick."""
    if transform == "log":
        return math.log(value)
    if transform == "log1p":
        return math.log1p(value)
    return math.sqrt(value) if transform == "sqrt" else value


def _back(transform: str, value: float) -> float:
    """Return the value whose transform is `value`."""
    if transform == "log":
        return math.exp(value)
    if transform == "log1p":
        return math.expm1(value)
    return value * value if transform == "sqrt" else value
