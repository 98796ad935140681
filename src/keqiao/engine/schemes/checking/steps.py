"""Steps that overlap, leave a gap, or whose points go against their order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.schemes.checking.context import Context, Leaf
from keqiao.engine.schemes.scoring import Step, Steps
from keqiao.language import message


def check_steps(context: Context, leaf: Leaf, path: Path, rule: Steps) -> Iterator[DocumentFinding]:
    """One table of steps."""
    thresholds = [(step, place) for place, step in enumerate(rule.steps) if step.at is not None]
    ranges = [(step, place) for place, step in enumerate(rule.steps) if step.at is None]
    if thresholds and ranges:
        yield context.finding(
            "error",
            "steps.mixed",
            (*path, "steps"),
            message("some steps are written with `at`, some as ranges"),
            message("Write all in one way."),
        )
        return
    yield from _thresholds(context, path, rule, thresholds) if thresholds else _ranges(context, path, ranges)
    yield from _points(context, leaf, path, rule)


def _thresholds(
    context: Context, path: Path, rule: Steps, steps: list[tuple[Step, int]]
) -> Iterator[DocumentFinding]:
    upward = rule.compare in {">", ">="}
    ordered = sorted(steps, key=lambda item: item[0].at or 0.0, reverse=not upward)
    previous: Step | None = None
    for step, place in ordered:
        here = (*path, "steps", place)
        if previous is not None and previous.at == step.at:
            yield context.finding(
                "error",
                "steps.overlap",
                here,
                message("two steps begin at {at}", at=f"{step.at:g}"),
                message("Keep one, or correct the figure."),
            )
        elif previous is not None and step.points < previous.points:
            yield context.finding(
                "warning",
                "steps.order",
                here,
                message(
                    "the step {compare} {at} gives {points} points, less than the {more} of the step before it",
                    compare=rule.compare,
                    at=f"{step.at:g}",
                    points=f"{step.points:g}",
                    more=f"{previous.points:g}",
                ),
                message("Points rise with each further step; correct points, figure or `compare`."),
            )
        previous = step
    first = ordered[0][0]
    if rule.otherwise > first.points:
        yield context.finding(
            "warning",
            "steps.order",
            (*path, "otherwise"),
            message(
                "who reaches no step gets {otherwise} points, more than the first step's {points}",
                otherwise=f"{rule.otherwise:g}",
                points=f"{first.points:g}",
            ),
            message("Correct `otherwise` or `compare`."),
        )


def _ranges(context: Context, path: Path, steps: list[tuple[Step, int]]) -> Iterator[DocumentFinding]:
    spans = [(_low(step), _high(step), place) for step, place in steps]
    for low, high, place in spans:
        if low >= high:
            yield context.finding(
                "error",
                "steps.order",
                (*path, "steps", place),
                message("the range from {low} to {high} holds no value", low=f"{low:g}", high=f"{high:g}"),
                message("Exchange or correct its ends."),
            )
    ordered = sorted(span for span in spans if span[0] < span[1])
    for (_, before, _), (low, high, place) in pairwise(ordered):
        here = (*path, "steps", place)
        if low < before:
            yield context.finding(
                "error",
                "steps.overlap",
                here,
                message(
                    "the ranges overlap between {low} and {high}",
                    low=f"{low:g}",
                    high=f"{min(before, high):g}",
                ),
                message("Begin this range where the one below ends: from {before}.", before=f"{before:g}"),
            )
        elif low > before:
            yield context.finding(
                "error",
                "steps.gap",
                here,
                message(
                    "no range holds the values from {before} to {low}", before=f"{before:g}", low=f"{low:g}"
                ),
                message(
                    "Begin this range at {before}; a range holds its `from` and not its `to`.",
                    before=f"{before:g}",
                ),
            )


def _points(context: Context, leaf: Leaf, path: Path, rule: Steps) -> Iterator[DocumentFinding]:
    most = max([step.points for step in rule.steps] + [rule.otherwise])
    weight = leaf.indicator.weight if context.scheme.weights == "points" else None
    full = rule.of if rule.of is not None else weight
    if full is None:
        return
    if most > full + 1e-9:
        yield context.finding(
            "error",
            "steps.points",
            (*path, "steps"),
            message(
                "{points} points are more than the full marks {full}", points=f"{most:g}", full=f"{full:g}"
            ),
            message("Correct the points or the weight."),
        )
    elif most < full - 1e-9:
        yield context.finding(
            "warning",
            "steps.points",
            (*path, "steps"),
            message("the best step gives {points} of {full} points", points=f"{most:g}", full=f"{full:g}"),
            message("Write `of: {points}` if the best step is full marks.", points=f"{most:g}"),
        )


def _low(step: Step) -> float:
    return -math.inf if step.lower is None else step.lower


def _high(step: Step) -> float:
    return math.inf if step.upper is None else step.upper
