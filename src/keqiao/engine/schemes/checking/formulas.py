"""Rules by formula that leave their points, and formulas that stand twice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.expressions.tree import Name
from keqiao.engine.schemes.checking.bounds import bounds
from keqiao.engine.schemes.checking.context import FIELD_NAMES, Context, Leaf
from keqiao.engine.schemes.checking.reach import value_bounds
from keqiao.engine.schemes.checking.same_formula import reading
from keqiao.engine.schemes.scoring import Formula
from keqiao.language import message


def check_formula(context: Context, leaf: Leaf, path: Path, rule: Formula) -> Iterator[DocumentFinding]:
    """A warning where the points may lie outside 0…``of``, to which they are held.

    A formula that reads other units (x_min, x_max …) is judged only where its form alone leaves the points.
    """
    site = context.site((*path, "points"))
    of = rule.of if rule.of is not None else leaf.indicator.weight
    if site is None or site.expression is None or of is None:
        return
    tree = site.expression.tree
    low, high = bounds(tree, replace(context, like=context, known=_known(context, leaf)))
    among = any(isinstance(node, Name) and node.name in FIELD_NAMES[1:] for node in tree.walk())
    above = high > of + 1e-9 * max(1.0, of) and not (among and math.isinf(high))
    below = low < -1e-9 and math.isfinite(low)
    if above or below:
        yield context.finding(
            "warning",
            "yardstick.formula",
            (*path, "points"),
            message("the points can lie outside 0 to {of}; they are then held to it", of=f"{of:g}"),
            message(
                "Write LEAST({of}, GREATEST(0, …)) to say so, or give the measures a `maximum`.", of=f"{of:g}"
            ),
        )


def _known(context: Context, leaf: Leaf) -> dict[str, tuple[float, float]]:
    value = value_bounds(context, leaf)
    of_value = dict.fromkeys(("x", "x_min", "x_max", "x_mean", "x_median"), value)
    return of_value | {"x_rank": (1.0, math.inf), "x_count": (1.0, math.inf), "x_sd": (0.0, math.inf)}


def check_repeated(context: Context) -> Iterator[DocumentFinding]:
    """A notice for each indicator with the formula of an earlier one: one of the two may read the wrong measure."""
    first: dict[str, Leaf] = {}
    for leaf in context.leaves:
        site = context.site(leaf.at("formula"))
        if site is None or site.expression is None:
            continue
        below = context.site(leaf.at("denominator"))
        divisor = below.expression.tree if below is not None and below.expression is not None else None
        earlier = first.setdefault(reading(site.expression.tree, divisor), leaf)
        if earlier is leaf:
            continue
        yield context.finding(
            "notice",
            "formula.repeated",
            leaf.at("formula"),
            message(
                "two indicators read the same formula: “{name}” and “{other}” ({code})",
                name=leaf.indicator.name,
                other=earlier.indicator.name,
                code=earlier.indicator.code,
            ),
            message("Check that both read the measure they are named after."),
        )
