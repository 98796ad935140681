"""Where less is better: rules that would reward more all the same, and gaps that would be rewarded."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.schemes.checking.context import Context, scores_of
from keqiao.engine.schemes.scoring import (
    Identity,
    Piecewise,
    Points,
    Rating,
    Scoring,
    Steps,
    ZScore,
)
from keqiao.language import message


def check_directions(context: Context) -> Iterator[DocumentFinding]:
    """Every rule of every indicator, also those of the defaults."""
    defaults = context.scheme.defaults
    for leaf in context.all_leaves:
        score, direction = leaf.indicator.score or defaults.score, leaf.indicator.direction
        missing = leaf.indicator.missing or defaults.missing
        if score is None:
            continue
        for _, rule in scores_of(leaf.at("score"), score):
            if direction < 0 and _rewards_more(rule):
                yield context.finding(
                    "error",
                    "yardstick.direction",
                    leaf.at("direction"),
                    message(
                        "`direction: -1` says less is better, but the rule {rule} gives more points for more",
                        rule=rule.rule,
                    ),
                    message("Turn the points of the rule round, use `linear`, or remove `direction`."),
                )
            if missing.policy == "zero" and _zero_is_good(rule, direction):
                yield context.finding(
                    "warning",
                    "yardstick.missing_zero",
                    leaf.at("score"),
                    message(
                        "a missing value scores 0, which is not the worst that {rule} can give",
                        rule=rule.rule,
                    ),
                    message("Write `missing: redistribute`, or another of its words."),
                )


def _rewards_more(rule: Scoring) -> bool:
    """Whether a rule that looks at no direction of its own gives more for more throughout."""
    if isinstance(rule, Rating | Points):
        return True
    if isinstance(rule, Steps):
        if rule.compare in {"<=", "<"} and any(step.at is not None for step in rule.steps):
            return False
        places = sorted((_from(step.at, step.lower), step.points) for step in rule.steps)
        points = [rule.otherwise, *(p for _, p in places)] if len(places) == 1 else [p for _, p in places]
        return points == sorted(points) and points[0] < points[-1]
    if isinstance(rule, Piecewise):
        points = [p for _, p in sorted(rule.knots)]
        return points == sorted(points) and points[0] < points[-1]
    return False


def _from(at: float | None, lower: float | None) -> float:
    place = lower if at is None else at
    return float("-inf") if place is None else place


def _zero_is_good(rule: Scoring, direction: int) -> bool:
    """Whether some units can score below 0, so that 0 for a missing value would be a gift."""
    if isinstance(rule, ZScore):
        return rule.mean < 3 * rule.deviation
    return isinstance(rule, Identity) and direction < 0
