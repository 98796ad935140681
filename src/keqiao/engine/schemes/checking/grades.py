"""Grades out of order or out of reach, quotas that cannot hold, vetoes and sequences that name no grade."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.expressions.tree import COMPARISONS, Between, Binary, Name, Node, Number
from keqiao.engine.schemes.checking.bounds import bounds
from keqiao.engine.schemes.checking.context import Context
from keqiao.engine.schemes.checking.names import unknown
from keqiao.language import message


def check_grades(context: Context) -> Iterator[DocumentFinding]:
    """Thresholds, quotas, and what refers to grades."""
    grades = context.scheme.grades
    codes = [grade.code for grade in grades]
    for place, veto in enumerate(context.scheme.vetoes):
        if veto.grade is not None and veto.grade not in codes:
            yield unknown(context, ("vetoes", place, "grade"), veto.grade, codes, "grade")
        if veto.grade is not None and veto.demote is not None:
            yield context.finding(
                "error",
                "grades.veto",
                ("vetoes", place, "demote"),
                message("a veto gives a grade or takes some away, not both"),
                message("Remove one."),
            )
        if not grades and veto.maximum is None:
            yield context.finding(
                "warning",
                "grades.veto",
                ("vetoes", place),
                message("the scheme has no grades, so this veto changes nothing"),
                message("Write `grades`, or give the veto a `maximum` of points."),
            )
    for place, item in enumerate(context.scheme.consecutive):
        if item.grade not in codes:
            yield unknown(context, ("consecutive", place, "grade"), item.grade, codes, "grade")
    if grades:
        yield from _scales(context)
        yield from _thresholds(context)
        yield from _quotas(context)


def _thresholds(context: Context) -> Iterator[DocumentFinding]:
    grades = context.scheme.grades
    top = reachable(context)
    lowest = grades[-1]
    if lowest.at is not None or lowest.when is not None:
        yield context.finding(
            "error",
            "grades.lowest",
            ("grades", len(grades) - 1),
            message("units that miss the lowest grade {grade} have none", grade=lowest.name),
            message("The lowest grade has neither `at` nor `when`; write grades from best to worst."),
        )
    before: float | None = None
    for place, grade in enumerate(grades):
        here = ("grades", place)
        if grade.at is None:
            if place < len(grades) - 1 and grade.when is None and grade.quota is None:
                yield context.finding(
                    "error",
                    "grades.order",
                    here,
                    message("{grade} has no `at`, so no unit reaches the grades below it", grade=grade.name),
                    message("Write `at`; only the lowest grade has none."),
                )
            continue
        if grade.at > top + 1e-9:
            yield context.finding(
                "error",
                "grades.unreachable",
                (*here, "at"),
                message(
                    "{grade} needs {at} points, but {top} is the most there is",
                    grade=grade.name,
                    at=f"{grade.at:g}",
                    top=f"{top:g}",
                ),
                message("Lower it, or correct the total."),
            )
        if before is not None and grade.at > before:
            yield _disorder(context, place, f"{grade.at:g}", f"{before:g}")
        elif before is not None and grade.at == before:
            above = grades[place - 1]
            if above.when is None and above.quota is None:
                yield _disorder(context, place, f"{grade.at:g}", f"{before:g}")
        before = grade.at


def _scales(context: Context) -> Iterator[DocumentFinding]:
    """In conditions of grades a node stands as its score 0–100; a threshold up to its weight looks like points."""
    if context.scheme.weights != "points":
        return
    weights = {node.code: node.weight for _, node in context.nodes if node.weight is not None}
    names = {node.code: node.name for _, node in context.nodes}
    for place, _grade in enumerate(context.scheme.grades):
        site = context.site(("grades", place, "when"))
        if site is None or site.expression is None:
            continue
        for name, at, node in _thresholds_in(site.expression.tree):
            weight = weights.get(name)
            if name in context.measures or weight is None or not 0 < at <= weight or weight >= 100:
                continue
            yield context.finding(
                "warning",
                "grades.scale",
                site.path,
                message(
                    "“{text}”: {name} stands here as its score 0 to 100, not as its {weight} points",
                    text=site.text[node.start : node.end],
                    name=names[name],
                    weight=f"{weight:g}",
                ),
                message(
                    "{at} of {weight} points are written {code} >= {share}; if the score {at} of 100 is meant, write "
                    "{code} >= 100 * {part}.",
                    at=f"{at:g}",
                    weight=f"{weight:g}",
                    code=name,
                    share=f"{100 * at / weight:.6g}",
                    part=f"{at / 100:g}",
                ),
                context.positions.inside(site.path, 1, node.start + 1),
            )


def _thresholds_in(tree: Node) -> Iterator[tuple[str, float, Node]]:
    """Comparisons of a name with a number written out: (name, number, comparison)."""
    for node in tree.walk():
        if isinstance(node, Binary) and node.operator in COMPARISONS:
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, Name) and isinstance(other, Number):
                    yield one.name, other.value, node
        elif isinstance(node, Between) and isinstance(node.value, Name) and isinstance(node.low, Number):
            yield node.value.name, node.low.value, node


def _disorder(context: Context, place: int, at: str, before: str) -> DocumentFinding:
    return context.finding(
        "error",
        "grades.order",
        ("grades", place, "at"),
        message(
            "{grade} begins at {at}, which is not below the {before} of the grade above it",
            grade=context.scheme.grades[place].name,
            at=at,
            before=before,
        ),
        message("Write grades from best to worst, each with a lower `at`."),
    )


def reachable(context: Context) -> float:
    """The highest total there can be: full marks and bonuses within their caps."""
    scheme = context.scheme
    bonus = 0.0
    for place, adjustment in enumerate(scheme.adjustments):
        if adjustment.kind == "bonus":
            site = context.site(("adjustments", place, "points"))
            high = (
                bounds(site.expression.tree, context)[1] if site is not None and site.expression else math.inf
            )
            bonus += max(0.0, high if adjustment.maximum is None else min(high, adjustment.maximum))
    if scheme.adjustment_limits.bonus is not None:
        bonus = min(bonus, scheme.adjustment_limits.bonus)
    top = scheme.total + bonus
    return top if scheme.maximum is None else min(top, scheme.maximum)


def _quotas(context: Context) -> Iterator[DocumentFinding]:
    grades = context.scheme.grades
    share = 0.0
    for place, grade in enumerate(grades):
        quota, here = grade.quota, ("grades", place, "quota")
        if quota is None:
            continue
        if place == len(grades) - 1:
            yield context.finding(
                "error",
                "grades.quota_lowest",
                here,
                message(
                    "the lowest grade {grade} has a quota: whoever finds no room has no grade",
                    grade=grade.name,
                ),
                message("Give the quota to better grades only."),
            )
        if quota.count == 0:
            yield context.finding(
                "error",
                "grades.quota_zero",
                here,
                message("the quota of {grade} is 0: nobody can hold it", grade=grade.name),
                message("Write 1 or more, or remove the grade."),
            )
        if quota.share is not None:
            share += quota.share
            needed = math.ceil(1 / quota.share - 1e-9) if quota.rounding == "down" else 0
            if needed > 20:
                yield context.finding(
                    "warning",
                    "grades.quota_few",
                    here,
                    message(
                        "with fewer than {needed} units a share of {share}, rounded down, is nobody",
                        needed=needed,
                        share=f"{quota.share:g}",
                    ),
                    message("Use `rounding: up`, or a `count`."),
                )
    if share > 1 + 1e-9:
        yield context.finding(
            "error",
            "grades.quota_sum",
            ("grades",),
            message("the quotas add up to {share} of the units, more than there are", share=f"{share:.0%}"),
            message("Lower them; together they leave room for the grades without quota."),
        )
