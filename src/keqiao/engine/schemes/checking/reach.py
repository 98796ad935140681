"""What values an indicator can have, and full marks that none of them reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.schemes.checking.bounds import Interval, bounds
from keqiao.engine.schemes.checking.context import Context, Leaf
from keqiao.engine.schemes.scoring import BaseFull, Linear, Points, Rating, Scoring
from keqiao.engine.schemes.tree import Clip, Logarithm
from keqiao.language import message


def out_of_order(context: Context, path: Path, low: float, high: float) -> DocumentFinding:
    """An error for two figures of which the first must be the smaller."""
    return context.finding(
        "error",
        "yardstick.order",
        path,
        message("{low} is not below {high}", low=f"{low:g}", high=f"{high:g}"),
        message("Exchange or correct them."),
    )


def value_bounds(context: Context, leaf: Leaf) -> Interval:
    """Between which figures the indicator's value lies, after clipping."""
    site = context.site(leaf.at("formula")) or context.site((*leaf.written, "formula"))
    if site is None or site.expression is None or leaf.indicator.denominator is not None:
        return -math.inf, math.inf
    low, high = bounds(site.expression.tree, context)
    treatment = leaf.indicator.treatment
    for step in context.scheme.defaults.treatment if treatment is None else treatment:
        if not isinstance(step, Clip):
            return -math.inf, math.inf
        low = low if step.lower is None else max(low, step.lower)
        high = high if step.upper is None else min(high, step.upper)
    return low, high


def check_reach(context: Context, leaf: Leaf, path: Path, score: Scoring) -> Iterator[DocumentFinding]:
    """Full marks that no value can reach; treatments that contradict."""
    for place, step in enumerate(leaf.indicator.treatment or ()):
        if (
            isinstance(step, Clip)
            and step.lower is not None
            and step.upper is not None
            and step.lower >= step.upper
        ):
            yield out_of_order(context, leaf.at("treatment", place, "lower"), step.lower, step.upper)
        if isinstance(step, Logarithm) and step.form == "plain" and _raw_low(context, leaf) <= 0:
            yield context.finding(
                "warning",
                "yardstick.logarithm",
                leaf.at("treatment", place),
                message(
                    "the logarithm of a value that is 0 or below does not exist, and such values may come"
                ),
                message("Write `form: plus_one`."),
            )
    low, high = value_bounds(context, leaf)
    yield from _rating_limit(context, leaf, path, score, high)
    full = score.full if isinstance(score, BaseFull | Linear) else None
    if not isinstance(full, float):
        return
    upward = leaf.indicator.direction > 0
    if isinstance(score, Linear) and isinstance(score.base, float):
        upward = score.full > score.base if isinstance(score.full, float) else upward
    if (upward and high < full) or (not upward and low > full):
        yield context.finding(
            "warning",
            "yardstick.unreachable",
            (*path, "full"),
            message(
                "full marks need {full}, but the value lies between {low} and {high}",
                full=f"{full:g}",
                low=f"{low:g}",
                high=f"{high:g}",
            ),
            message("Lower the full mark, or correct minimum, maximum or clip."),
        )


def _rating_limit(
    context: Context, leaf: Leaf, path: Path, score: Scoring, high: float
) -> Iterator[DocumentFinding]:
    """A rating that may be above what its rule gives: it would count as the most, and nobody would be stopped."""
    measure = context.measures.get(leaf.indicator.formula.strip())
    most = (score.of or leaf.indicator.weight) if isinstance(score, Points | Rating) else None
    if measure is not None and measure.type == "rating" and most is not None and high > most:
        yield context.finding(
            "notice",
            "yardstick.rating_limit",
            (*path, "of"),
            message(
                "{measure} may be above the {most} that count; it then counts as {most}",
                measure=measure.name,
                most=f"{most:g}",
            ),
            message(
                "Write `maximum: {most}` at the measure, so that a higher rating is refused.",
                most=f"{most:g}",
            ),
        )


def _raw_low(context: Context, leaf: Leaf) -> float:
    site = context.site(leaf.at("formula")) or context.site((*leaf.written, "formula"))
    return (
        bounds(site.expression.tree, context)[0]
        if site is not None and site.expression is not None
        else -math.inf
    )
