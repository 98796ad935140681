"""Cases that are never reached, and values for which no case holds."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.expressions.tree import Binary, Name, Node, Number, Truth
from keqiao.engine.schemes.checking.context import Context, Leaf
from keqiao.engine.schemes.scoring import Cases
from keqiao.language import message


def check_cases(context: Context, leaf: Leaf, path: Path, rule: Cases) -> Iterator[DocumentFinding]:
    """One rule of cases."""
    del leaf
    earlier: list[Node] = []
    for place in range(len(rule.cases)):
        here = (*path, "cases", place, "when")
        site = context.site(here)
        if site is None or site.expression is None:
            continue
        tree = site.expression.tree
        if (isinstance(tree, Truth) and not tree.value) or any(_covers(before, tree) for before in earlier):
            yield context.finding(
                "warning",
                "yardstick.case",
                here,
                message("this case is never reached: an earlier one holds wherever it would"),
                message("Put the narrower condition first."),
            )
        earlier.append(tree)
    always = any(isinstance(tree, Truth) and tree.value for tree in earlier)
    if rule.otherwise is None and not always and not _complementary(earlier):
        yield context.finding(
            "warning",
            "yardstick.otherwise",
            path,
            message("where no case holds there is no yardstick, and so no score"),
            message("Write `otherwise`."),
        )


def _complementary(conditions: list[Node]) -> bool:
    """Whether two of the conditions are a < c and a >= c (or the like)."""
    opposite = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "<>", "<>": "="}
    plain = [_plain(condition) for condition in conditions]
    known = {item for item in plain if item is not None}
    return any((name, opposite[operator], value) in known for name, operator, value in known)


def _covers(before: Node, after: Node) -> bool:
    """Whether ``before`` is true wherever ``after`` is, for plain comparisons of one name with a number."""
    if isinstance(before, Truth):
        return before.value
    first, second = _plain(before), _plain(after)
    if first is None or second is None or first[0] != second[0]:
        return False
    (_, one, limit), (_, two, figure) = first, second
    if one in {"<", "<="} and two in {"<", "<=", "="}:
        return figure < limit or (figure == limit and (one == "<=" or two == "<"))
    if one in {">", ">="} and two in {">", ">=", "="}:
        return figure > limit or (figure == limit and (one == ">=" or two == ">"))
    return first == second


def _plain(tree: Node) -> tuple[str, str, float] | None:
    if isinstance(tree, Binary) and isinstance(tree.left, Name) and isinstance(tree.right, Number):
        return (
            (tree.left.name, tree.operator, tree.right.value) if tree.operator not in {"AND", "OR"} else None
        )
    return None
