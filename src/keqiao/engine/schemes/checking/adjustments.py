"""Bonuses and deductions whose limits contradict them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.schemes.checking.bounds import bounds
from keqiao.engine.schemes.checking.context import Context
from keqiao.language import message


def check_adjustments(context: Context) -> Iterator[DocumentFinding]:
    """Each adjustment, the common caps, the limits of the total."""
    scheme = context.scheme
    for place, adjustment in enumerate(scheme.adjustments):
        here = ("adjustments", place)
        low, high = adjustment.minimum, adjustment.maximum
        if low is not None and high is not None and low > high:
            yield context.finding(
                "error",
                "adjustments.limits",
                (*here, "minimum"),
                message("minimum {low} is above maximum {high}", low=f"{low:g}", high=f"{high:g}"),
                message("Exchange them; a deduction has a negative `minimum`."),
            )
        site = context.site((*here, "points"))
        least, most = (
            bounds(site.expression.tree, context)
            if site is not None and site.expression is not None
            else (-math.inf, math.inf)
        )
        least = least if low is None else max(least, low)
        most = most if high is None else min(most, high)
        if adjustment.kind == "bonus" and most <= 0:
            yield context.finding(
                "error",
                "adjustments.sign",
                (*here, "points"),
                message("this bonus never adds anything"),
                message("Write positive points, or `kind: deduction`."),
            )
        if adjustment.kind == "deduction" and least >= 0:
            yield context.finding(
                "error",
                "adjustments.sign",
                (*here, "points"),
                message("this deduction never takes anything away"),
                message("Write negative points: -1 * …"),
            )
        cap = scheme.adjustment_limits.bonus
        if adjustment.kind == "bonus" and cap is not None and high is not None and high > cap:
            yield context.finding(
                "warning",
                "adjustments.cap",
                (*here, "maximum"),
                message(
                    "the maximum {high} is above the cap {cap} of all bonuses",
                    high=f"{high:g}",
                    cap=f"{cap:g}",
                ),
                message("Only the cap holds; lower one or raise the other."),
            )
        floor = scheme.adjustment_limits.deduction
        if adjustment.kind == "deduction" and floor is not None and low is not None and -low > floor:
            yield context.finding(
                "warning",
                "adjustments.cap",
                (*here, "minimum"),
                message(
                    "the minimum {low} is beyond the cap −{cap} of all deductions",
                    low=f"{low:g}",
                    cap=f"{floor:g}",
                ),
                message("Only the cap holds; lower one or raise the other."),
            )
        if adjustment.kind == "bonus" and math.isinf(most) and cap is None and scheme.maximum is None:
            yield context.finding(
                "warning",
                "adjustments.unbounded",
                here,
                message("nothing limits this bonus"),
                message("Write `maximum`, or `adjustment_limits: {form}`.", form="{bonus: …}"),
            )
    for kind, cap in (
        ("bonus", scheme.adjustment_limits.bonus),
        ("deduction", scheme.adjustment_limits.deduction),
    ):
        if cap is not None and not any(item.kind == kind for item in scheme.adjustments):
            yield context.finding(
                "warning",
                "adjustments.cap",
                ("adjustment_limits", kind),
                message("there is a cap and nothing that it caps"),
                message("Remove it."),
            )
    yield from _total(context)


def _total(context: Context) -> Iterator[DocumentFinding]:
    scheme = context.scheme
    if scheme.minimum is not None and scheme.maximum is not None and scheme.minimum >= scheme.maximum:
        yield context.finding(
            "error",
            "total.limits",
            ("minimum",),
            message(
                "minimum {low} is not below maximum {high}",
                low=f"{scheme.minimum:g}",
                high=f"{scheme.maximum:g}",
            ),
            message("Exchange or correct them."),
        )
    elif scheme.maximum is not None and scheme.maximum < scheme.total:
        yield context.finding(
            "warning",
            "total.limits",
            ("maximum",),
            message(
                "the maximum {high} is below the total {total}",
                high=f"{scheme.maximum:g}",
                total=f"{scheme.total:g}",
            ),
            message("Raise it unless full marks are meant to be cut."),
        )
    if scheme.valid_from is not None and scheme.valid_to is not None and scheme.valid_from > scheme.valid_to:
        yield context.finding(
            "error",
            "validity",
            ("valid_from",),
            message("valid from {start}, but only to {end}", start=scheme.valid_from, end=scheme.valid_to),
            message("Exchange or correct the dates."),
        )
