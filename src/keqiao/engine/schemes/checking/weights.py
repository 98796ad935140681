"""Weights: sums per branch and per profile, weights that nobody wrote, pairwise matrices."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.schemes.checking.context import Context
from keqiao.engine.schemes.checking.names import unknown
from keqiao.engine.schemes.pairwise import consistency_ratio
from keqiao.engine.schemes.tree import Branch, Indicator, Node, Weighting
from keqiao.language import message

TOLERANCE = 1e-6


def check_weights(context: Context) -> Iterator[DocumentFinding]:
    """Every branch and the top, then every profile."""
    scheme = context.scheme
    top = scheme.weighting or scheme.defaults.weighting
    yield from _branch(context, ("indicators",), scheme.indicators, scheme.total, top, ("weighting",))
    for path, node in context.nodes:
        if isinstance(node, Branch):
            weighting = node.weighting or scheme.defaults.weighting
            yield from _branch(
                context, (*path, "children"), node.children, node.weight, weighting, (*path, "weighting")
            )
    yield from _profiles(context)


def _branch(  # noqa: PLR0917
    context: Context,
    path: Path,
    children: tuple[Node, ...],
    expected: float | None,
    weighting: Weighting | None,
    weighting_path: Path,
) -> Iterator[DocumentFinding]:
    written = [child.weight for child in children]
    place = path[:-1] if path[-1] == "children" else path
    if weighting is not None:
        if any(weight is not None for weight in written):
            yield context.finding(
                "warning",
                "weights.unused",
                place,
                message(
                    "written weights stand beside `weighting: {method}`, which finds them",
                    method=weighting.method,
                ),
                message("Remove the one that does not hold."),
            )
        if weighting.method == "ahp":
            yield from _pairwise(context, weighting_path, weighting, len(children))
        return
    kind = context.scheme.weights
    absent = [
        child for child in children if child.weight is None and not (kind == "points" and _sum_of(child))
    ]
    if (absent and len(absent) < len(children)) or (absent and kind == "points"):
        for child in absent:
            index = children.index(child)
            yield context.finding(
                "error",
                "weights.absent",
                (*path, index),
                message("{code} has no weight", code=child.code),
                message("Write `weight`."),
            )
        return
    if absent or kind == "relative":
        if not absent and not any(written):
            yield _zero(context, place)
        return
    total = math.fsum(_weight(child) for child in children)
    wanted = (expected,) if kind == "points" else (1.0, 100.0)
    if kind == "points" and expected is None:
        return
    if all(value is not None and abs(total - value) > TOLERANCE * max(1.0, abs(value)) for value in wanted):
        goal = " / ".join(f"{value:g}" for value in wanted if value is not None)
        first = next(value for value in wanted if value is not None)
        difference = first - total
        yield context.finding(
            "error",
            "weights.sum",
            place,
            message(
                "the weights of {codes} add up to {total}, not {goal}",
                codes=_codes(children),
                total=f"{total:.10g}",
                goal=goal,
            ),
            message(
                "If {total} points are meant, write `total: {total}`; else correct one of them by {difference}.",
                total=f"{total:.10g}",
                difference=f"{difference:+.10g}",
            )
            if kind == "points" and path == ("indicators",) and total > 0
            else message("Add {difference} to one of them.", difference=f"{difference:.10g}")
            if difference > 0
            else message("Take {difference} from one of them.", difference=f"{-difference:.10g}"),
        )
    if not any(_weight(child) for child in children):
        yield _zero(context, place)


def _zero(context: Context, path: Path) -> DocumentFinding:
    return context.finding(
        "error",
        "weights.zero",
        path,
        message("all weights here are 0"),
        message("Give at least one a weight above 0."),
    )


def _sum_of(node: Node) -> float:
    """What the children of a branch without a weight add up to; 0 for an indicator."""
    return 0.0 if isinstance(node, Indicator) else math.fsum(_weight(child) for child in node.children)


def _weight(node: Node) -> float:
    return node.weight if node.weight is not None else _sum_of(node)


def _codes(children: tuple[Node, ...]) -> str:
    codes = [child.code for child in children]
    return " + ".join(codes) if len(codes) <= 10 else " + ".join([*codes[:9], "…", codes[-1]])


def _pairwise(context: Context, path: Path, weighting: Weighting, count: int) -> Iterator[DocumentFinding]:
    here = (*path, "pairwise")
    matrix = weighting.pairwise
    if any(len(row) != len(matrix) for row in matrix) or len(matrix) != count:
        yield context.finding(
            "error",
            "weights.matrix_shape",
            here,
            message(
                "the matrix has {rows} rows; {count} children need {count} × {count}",
                rows=len(matrix),
                count=count,
            ),
            message("Write a row for each child, in their order."),
        )
        return
    wrong = [
        (i, j)
        for i in range(count)
        for j in range(i, count)
        if matrix[i][j] <= 0 or matrix[j][i] <= 0 or abs(matrix[i][j] * matrix[j][i] - 1) > 0.02
    ]
    for i, j in wrong:
        yield context.finding(
            "error",
            "weights.matrix_reciprocal",
            (*here, i),
            message(
                "row {i}, column {j} is {a} and row {j}, column {i} is {b}: they are not reciprocal",
                i=i + 1,
                j=j + 1,
                a=matrix[i][j],
                b=matrix[j][i],
            ),
            message("Write 1 on the diagonal and 1/a opposite to a, all above 0."),
        )
    if wrong or count < 3:
        return
    largest = float(np.max(np.linalg.eigvals(np.array(matrix)).real))
    ratio = consistency_ratio(largest, count)
    if ratio > weighting.consistency_limit:
        yield context.finding(
            "warning",
            "weights.consistency",
            here,
            message(
                "the judgements contradict each other: consistency ratio {ratio}, limit {limit}",
                ratio=f"{ratio:.3f}",
                limit=weighting.consistency_limit,
            ),
            message("Compare the pairs again, the farthest judgements first."),
        )


def _profiles(context: Context) -> Iterator[DocumentFinding]:
    profiles, scheme = context.scheme.profiles, context.scheme
    if profiles is None:
        return
    attribute = next((item for item in scheme.attributes if item.code == profiles.by), None)
    words = attribute.values if attribute is not None else {}
    codes = [node.code for _, node in context.nodes]
    families: list[tuple[str, tuple[Node, ...], float | None]] = [("", scheme.indicators, scheme.total)]
    families += [
        (node.code, node.children, node.weight) for _, node in context.nodes if isinstance(node, Branch)
    ]
    for word, weights in profiles.weights.items():
        path: Path = ("profiles", "weights", word)
        if words and word not in words:
            yield unknown(context, path, word, list(words), "word")
        for code, weight in weights.items():
            if code not in codes:
                yield unknown(context, (*path, code), code, codes, "node")
            if weight < 0:
                yield context.finding(
                    "error",
                    "weights.negative",
                    (*path, code),
                    message("a weight is below 0"),
                    message("Write 0 or more."),
                )
        for parent, children, expected in families:
            if scheme.weights == "relative" or not any(child.code in weights for child in children):
                continue
            total = math.fsum(weights.get(child.code, _weight(child)) for child in children)
            before = math.fsum(_weight(child) for child in children)
            goal = scheme.total if not parent and scheme.weights == "points" else before
            if parent and scheme.weights == "points" and expected is not None:
                goal = weights.get(parent, expected)
                if abs(total - expected) <= TOLERANCE * max(1.0, abs(expected)):
                    continue
            if abs(total - goal) > TOLERANCE * max(1.0, abs(goal)):
                yield context.finding(
                    "error",
                    "weights.profile_sum",
                    path,
                    message(
                        "in the profile {word} the weights of {codes} add up to {total}, not {goal}",
                        word=word,
                        codes=_codes(children),
                        total=f"{total:.10g}",
                        goal=f"{goal:.10g}",
                    ),
                    message("Correct the profile."),
                )
    absent = [word for word in words if word not in profiles.weights]
    if absent:
        yield context.finding(
            "warning",
            "weights.profile_absent",
            ("profiles", "weights"),
            message("there is no profile for {words}: the written weights hold", words=", ".join(absent)),
            message("Write one if that is not meant."),
        )
