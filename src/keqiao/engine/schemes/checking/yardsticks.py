"""Yardsticks that contradict themselves: base and full mark, steps, knots, ratings, targets, cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.schemes.checking.cases import check_cases
from keqiao.engine.schemes.checking.context import Context, Leaf, scores_of
from keqiao.engine.schemes.checking.formulas import check_formula
from keqiao.engine.schemes.checking.reach import check_reach, out_of_order, value_bounds
from keqiao.engine.schemes.checking.steps import check_steps
from keqiao.engine.schemes.scoring import (
    BaseFull,
    Cases,
    Distance,
    Formula,
    Linear,
    MinMax,
    Percentile,
    Piecewise,
    Points,
    Rating,
    Scoring,
    Steps,
    Target,
)
from keqiao.language import message


def check_yardsticks(context: Context) -> Iterator[DocumentFinding]:
    """Every scoring rule of every indicator."""
    for leaf in context.all_leaves:
        score, path = leaf.indicator.score, leaf.at("score")
        keys = context.replaced_keys(leaf)
        if keys is not None and "score" not in keys:
            continue
        if score is None:
            if context.scheme.defaults.score is None:
                yield context.finding(
                    "warning",
                    "yardstick.absent",
                    leaf.path,
                    message(
                        "{code} has no yardstick: its value itself counts as score", code=leaf.indicator.code
                    ),
                    message("Write `score`, here or under `defaults`."),
                )
            continue
        for place, rule in scores_of(path, score):
            yield from _rule(context, leaf, place, rule)
        yield from check_reach(context, leaf, path, score)
    yield from _default(context)


def _default(context: Context) -> Iterator[DocumentFinding]:
    score = context.scheme.defaults.score
    if score is not None and context.leaves:
        for place, rule in scores_of(("defaults", "score"), score):
            if not isinstance(rule, Steps | Piecewise | Points | Formula):
                yield from _rule(context, context.leaves[0], place, rule)


def _rule(context: Context, leaf: Leaf, path: Path, rule: Scoring) -> Iterator[DocumentFinding]:
    checks: dict[type[Any], Callable[[Context, Leaf, Path, Any], Iterator[DocumentFinding]]] = {
        BaseFull: _base_full,
        Linear: _linear,
        Steps: check_steps,
        Piecewise: _piecewise,
        Cases: check_cases,
        Rating: _rating,
        Points: _points,
        Target: _target,
        MinMax: _range,
        Percentile: _range,
        Distance: _range,
        Formula: check_formula,
    }
    check = checks.get(type(rule))
    if check is not None:
        yield from check(context, leaf, path, rule)
    of = getattr(rule, "of", None) if isinstance(rule, Steps | Piecewise | Points | Formula) else None
    weight = leaf.indicator.weight
    if (
        of is not None
        and weight is not None
        and context.scheme.weights == "points"
        and of > weight
        and of != 100
    ):
        yield context.finding(
            "warning",
            "yardstick.of",
            (*path, "of"),
            message(
                "the points count of {of}, but the indicator weighs {weight}",
                of=f"{of:g}",
                weight=f"{weight:g}",
            ),
            message("Leave `of` out, or make it the weight; the points are scaled down to the weight."),
        )


def _base_full(context: Context, leaf: Leaf, path: Path, rule: BaseFull) -> Iterator[DocumentFinding]:
    base, full, direction = rule.base, rule.full, leaf.indicator.direction
    if isinstance(base, float) and isinstance(full, float) and (full - base) * direction <= 0:
        yield context.finding(
            "error",
            "yardstick.base_full",
            (*path, "base"),
            message("base {base} is not below full mark {full}", base=f"{base:g}", full=f"{full:g}")
            if direction > 0
            else message(
                "base {base} is not above full mark {full}, and less is better",
                base=f"{base:g}",
                full=f"{full:g}",
            ),
            message(
                "Exchange them; where less is better write `direction: -1` and the smaller figure as `full`."
            )
            if base != full
            else message(
                "For all or nothing at one figure write `rule: steps` with one step `at: {full}`.",
                full=f"{full:g}",
            ),
        )
    elif isinstance(base, float) and direction > 0 and base <= 0:
        yield context.finding(
            "error",
            "yardstick.base_zero",
            (*path, "base"),
            message("base {base} must be above 0: the rule divides by it", base=f"{base:g}"),
            message("Use `rule: linear` for a base of 0."),
        )


def _linear(context: Context, leaf: Leaf, path: Path, rule: Linear) -> Iterator[DocumentFinding]:
    base, full = rule.base, rule.full
    limit = {"log": 0.0, "log1p": -1.0, "sqrt": -1e-300}.get(rule.transform)
    for key, figure in (("base", base), ("full", full)):
        if isinstance(figure, float) and limit is not None and figure <= limit:
            yield context.finding(
                "error",
                "yardstick.transform",
                (*path, key),
                message(
                    "{transform} of {figure} does not exist", transform=rule.transform, figure=f"{figure:g}"
                ),
                message("Use `transform: log1p`, or a {key} that fits.", key=key),
            )
    if not isinstance(base, float) or not isinstance(full, float):
        return
    if base == full:
        yield context.finding(
            "error",
            "yardstick.base_full",
            (*path, "base"),
            message("base and full mark are both {base}", base=f"{base:g}"),
            message("Write the figure for 0 points as `base`, the one for all points as `full`."),
        )
    elif base > full and leaf.indicator.direction > 0:
        yield context.finding(
            "warning",
            "yardstick.base_full",
            (*path, "base"),
            message(
                "base {base} is above full mark {full}: less is better here",
                base=f"{base:g}",
                full=f"{full:g}",
            ),
            message("Write `direction: -1` to say that it is meant, else exchange them."),
        )
    elif base < full and leaf.indicator.direction < 0:
        yield context.finding(
            "error",
            "yardstick.base_full",
            (*path, "base"),
            message(
                "`direction: -1` says less is better, but full mark {full} is above base {base}",
                base=f"{base:g}",
                full=f"{full:g}",
            ),
            message("Exchange base and full mark, or remove `direction`."),
        )


def _piecewise(context: Context, leaf: Leaf, path: Path, rule: Piecewise) -> Iterator[DocumentFinding]:
    for place, ((before, _), (after, _)) in enumerate(zip(rule.knots, rule.knots[1:], strict=False), start=1):
        if after <= before:
            yield context.finding(
                "error",
                "yardstick.knots",
                (*path, "knots", place),
                message("knot {after} comes after knot {before}", after=f"{after:g}", before=f"{before:g}"),
                message("Write the knots with rising values, each value once."),
            )
    yield from _full_points(context, leaf, path, [points for _, points in rule.knots], rule.of)


def _full_points(
    context: Context, leaf: Leaf, path: Path, points: list[float], of: float | None
) -> Iterator[DocumentFinding]:
    full = of if of is not None else leaf.indicator.weight if context.scheme.weights == "points" else None
    if full is not None and max(points) > full + 1e-9:
        yield context.finding(
            "error",
            "yardstick.points",
            path,
            message(
                "{points} points are more than the full marks {full}",
                points=f"{max(points):g}",
                full=f"{full:g}",
            ),
            message("Correct the points or the weight."),
        )


def _rating(context: Context, leaf: Leaf, path: Path, rule: Rating) -> Iterator[DocumentFinding]:
    if rule.of <= rule.minimum:
        yield out_of_order(context, (*path, "of"), rule.minimum, rule.of)
        return
    high = value_bounds(context, leaf)[1]
    if math.isfinite(high) and high > rule.of:
        yield context.finding(
            "warning",
            "yardstick.rating",
            (*path, "of"),
            message(
                "ratings reach {high}, but full marks are given from {of}",
                high=f"{high:g}",
                of=f"{rule.of:g}",
            ),
            message("Write `of: {high}` if the best rating is meant.", high=f"{high:g}"),
        )


def _points(context: Context, leaf: Leaf, path: Path, rule: Points) -> Iterator[DocumentFinding]:
    del leaf
    if rule.of is not None and rule.of <= rule.minimum:
        yield out_of_order(context, (*path, "of"), rule.minimum, rule.of)


def _target(context: Context, leaf: Leaf, path: Path, rule: Target) -> Iterator[DocumentFinding]:
    del leaf
    if isinstance(rule.target, float) and rule.target <= 0:
        yield context.finding(
            "error",
            "yardstick.target",
            (*path, "target"),
            message("the target {target} is not above 0", target=f"{rule.target:g}"),
            message("Write the figure to be reached."),
        )
    if rule.floor >= rule.cap:
        yield out_of_order(context, (*path, "floor"), rule.floor, rule.cap)


def _range(
    context: Context, leaf: Leaf, path: Path, rule: MinMax | Percentile | Distance
) -> Iterator[DocumentFinding]:
    del leaf
    if rule.range[0] == rule.range[1]:
        yield out_of_order(context, (*path, "range"), *rule.range)
